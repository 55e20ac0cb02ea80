package clientgrant

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// checkScopes warns, at plan, of a grant that is created or changed with a scope
// that the API does not define. The service accepts such a grant, for the
// Management API too (recorded 2025-08 by PATCH, 2026-04 by POST).
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
	// A grant that the plan does not write was warned of when it was written.
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
	advice := session.DeclaredInSet
	if !whole {
		declared, whole = r.scopesOfSystemAPI(ctx, api)
		advice = "It belongs to the tenant, which defines its scopes; data.auth0api_resource_server lists them. Check the spelling."
	}
	if missing := kit.Without(known, declared); whole && len(missing) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root("scopes"), kit.UndefinedScopes(api, missing), advice)
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
