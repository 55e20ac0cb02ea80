package clientgrant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

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
	if resp.Diagnostics.HasError() || unchanged || audience.IsUnknown() || len(known) == 0 || r.Session.Pending {
		return
	}
	api := audience.ValueString()
	grant := session.PlannedGrant{Holder: "a client that is not known yet", Scopes: known}
	if client.IsNull() {
		grant.Holder = "clients by default"
	} else if !client.IsUnknown() {
		grant.Holder = r.Session.ClientName(client.ValueString())
	}
	declared, whole := r.Session.Plans.NoteGrant(api, grant)
	advice := session.DeclaredElsewhere
	if !whole {
		declared, whole = r.scopesOfSystemAPI(ctx, api)
		advice = "It belongs to the tenant, which defines its scopes; data.auth0api_resource_server lists them. Check the spelling."
	}
	if missing := kit.Without(known, declared); whole && len(missing) > 0 {
		resp.Diagnostics.AddAttributeError(path.Root("scopes"), kit.UndefinedScopes(api, missing), advice)
	}
}

// scopesOfSystemAPI are the scopes of the Management API, if it is that.
func (r *clientGrantResource) scopesOfSystemAPI(ctx context.Context, identifier string) ([]string, bool) {
	if !strings.HasSuffix(identifier, kit.ManagementAPISuffix) {
		return nil, false
	}
	api, err := r.Session.Management.ReadResourceServer(ctx, identifier)
	if err != nil || api.Settings[kit.IsSystemAttribute] != true {
		return nil, false
	}
	return kit.ScopeNames(api), true
}

// fail reports a refused grant. Where the API lacks its scopes, the error says
// which, and how the grant waits for them.
func (r *clientGrantResource) fail(ctx context.Context, action string, key management.GrantKey, body management.Settings, err error, diags *diag.Diagnostics) {
	attempted := r.attempt(action, kit.GrantName(key))
	var refused *management.Error
	list, _ := body["scope"].([]any)
	if errors.As(err, &refused) && refused.StatusCode == http.StatusBadRequest && len(list) > 0 {
		wanted := make([]string, len(list))
		for i, scope := range list {
			wanted[i] = fmt.Sprint(scope)
		}
		api, unread := r.Session.Management.ReadResourceServer(ctx, key.Audience)
		if unread == nil {
			if missing := kit.Without(wanted, kit.ScopeNames(api)); len(missing) > 0 {
				diags.AddAttributeError(path.Root("scopes"), fmt.Sprintf("%s %s failed", action, kit.GrantName(key)),
					fmt.Sprintf("%s.\n\n%s\n\nIf this configuration adds it to the API, let the grant wait for that: audience = auth0api_resource_server_scopes.NAME.resource_server_identifier, "+
						"or depends_on = [auth0api_resource_server_scope.NAME].", kit.UndefinedScopes(key.Audience, missing), kit.Sentence(err)))
				return
			}
		}
	}
	attempted.Report(err, diags)
}
