package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// The scopes of a grant must be the API's. A plan can tell for certain where the
// API's scopes cannot be others by the time that the grant is written: where
// auth0api_resource_server_scopes declares all of them in the same plan, and for
// the Management API, whose scopes are the tenant's. A scope that the API just
// does not have yet may come from anywhere, even from a resource that is
// planned later, so that only the apply can tell.

// checkScopes refuses, at plan, a grant that is made or changed for a scope that
// the API does not define.
func (r *clientGrantResource) checkScopes(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var audience, client types.String
	var scopes, before types.Set
	for name, to := range map[string]any{"audience": &audience, "client_id": &client, "scopes": &scopes} {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(name), to)...)
	}
	var known []string
	for _, element := range scopes.Elements() {
		if name, ok := element.(types.String); ok && !name.IsUnknown() {
			known = append(known, name.ValueString())
		}
	}
	replaced := audience
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("scopes"), &before)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("audience"), &replaced)...)
	}
	// The service looks only at scopes that are written.
	unchanged := !req.State.Raw.IsNull() && attr.Value(scopes).Equal(before) && audience.Equal(replaced)
	if resp.Diagnostics.HasError() || unchanged || audience.IsUnknown() || len(known) == 0 || r.clients.pending {
		return
	}
	api := audience.ValueString()
	grant := plannedGrant{holder: "a client that is not known yet", scopes: known}
	if client.IsNull() {
		grant.holder = "clients by default"
	} else if !client.IsUnknown() {
		grant.holder = r.clients.nameClient(client.ValueString())
	}
	declared, whole := r.clients.notes.grant(api, grant)
	advice := declaredElsewhere
	if !whole {
		declared, whole = r.scopesOfSystemAPI(ctx, api)
		advice = "It belongs to the tenant, which defines its scopes; data.auth0api_resource_server lists them. Check the spelling."
	}
	if missing := without(known, declared); whole && len(missing) > 0 {
		resp.Diagnostics.AddAttributeError(path.Root("scopes"), undefined(api, missing), advice)
	}
}

const declaredElsewhere = "auth0api_resource_server_scopes declares all scopes of the API in this configuration. Add what is missing there, or take it out of the grant."

// scopesOfSystemAPI are the scopes of the Management API, if it is that.
func (r *clientGrantResource) scopesOfSystemAPI(ctx context.Context, identifier string) ([]string, bool) {
	if !strings.HasSuffix(identifier, managementAPIEnd) {
		return nil, false
	}
	api, err := r.clients.management.ReadResourceServer(ctx, identifier)
	if err != nil || api.Settings[isSystem] != true {
		return nil, false
	}
	return scopeNames(api), true
}

// refuseUndefined notes the scopes that an API can have, and refuses the grants
// that were planned before for others.
func (c *clients) refuseUndefined(identifier string, names []string, diags *diag.Diagnostics) {
	for _, grant := range c.notes.declare(identifier, names) {
		if missing := without(grant.scopes, names); len(missing) > 0 {
			diags.AddAttributeError(path.Root("scopes"), undefined(identifier, missing),
				fmt.Sprintf("This plan grants that to %s. %s", grant.holder, declaredElsewhere))
		}
	}
}

// fail reports a refused grant. Where the API lacks its scopes, the error says
// which, and how the grant waits for them.
func (r *clientGrantResource) fail(ctx context.Context, action string, key management.GrantKey, body management.Settings, err error, diags *diag.Diagnostics) {
	attempted := r.attempt(action, grantName(key))
	var refused *management.Error
	list, _ := body["scope"].([]any)
	if errors.As(err, &refused) && refused.StatusCode == http.StatusBadRequest && len(list) > 0 {
		wanted := make([]string, len(list))
		for i, scope := range list {
			wanted[i] = fmt.Sprint(scope)
		}
		api, unread := r.clients.management.ReadResourceServer(ctx, key.Audience)
		if unread == nil {
			if missing := without(wanted, scopeNames(api)); len(missing) > 0 {
				diags.AddAttributeError(path.Root("scopes"), fmt.Sprintf("%s %s failed", action, grantName(key)),
					fmt.Sprintf("%s.\n\n%s\n\nIf this configuration adds it to the API, let the grant wait for that: audience = auth0api_resource_server_scopes.NAME.resource_server_identifier, "+
						"or depends_on = [auth0api_resource_server_scope.NAME].", undefined(key.Audience, missing), sentence(err)))
				return
			}
		}
	}
	attempted.fail(err, diags)
}

func scopeNames(api *management.ResourceServer) []string {
	names := make([]string, len(api.Scopes))
	for i, s := range api.Scopes {
		names[i] = s.Value
	}
	return names
}

// without are the elements of a list that another one lacks, sorted.
func without(list, other []string) []string {
	missing := slices.DeleteFunc(slices.Clone(list), func(e string) bool { return slices.Contains(other, e) })
	slices.Sort(missing)
	return missing
}

// undefined says which scopes an API does not define.
func undefined(identifier string, missing []string) string {
	return fmt.Sprintf("API %q does not define the %s", identifier, quotedScopes(missing))
}

// quotedScopes is `scope "a"`, or `scopes "a", "b"`.
func quotedScopes(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	if len(names) == 1 {
		return "scope " + quoted[0]
	}
	return "scopes " + strings.Join(quoted, ", ")
}
