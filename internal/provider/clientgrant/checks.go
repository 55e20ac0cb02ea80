package clientgrant

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
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
	grant := session.PlannedGrant{Holder: holder(r.Session, client), Scopes: known}
	warnUndefined(ctx, r.Session, audience.ValueString(), grant, path.Root("scopes"), &resp.Diagnostics)
}

// holder says whom a planned grant is for; a null client is that of a default grant.
func holder(s *session.Session, client types.String) string {
	switch {
	case client.IsUnknown():
		return "a client that is not known yet"
	case client.IsNull():
		return "clients by default"
	}
	return s.ClientName(client.ValueString())
}

// warnUndefined notes what a plan grants on an API, and warns of scopes that the API
// does not define, where all of its scopes are known.
func warnUndefined(ctx context.Context, s *session.Session, api string, grant session.PlannedGrant, at path.Path, diags *diag.Diagnostics) {
	declared, whole := s.Plans.NoteGrant(api, grant)
	advice := session.DeclaredInSet
	if !whole {
		declared, whole = scopesOfSystemAPI(ctx, s, api)
		advice = "It belongs to the tenant, which defines its scopes; data.auth0api_resource_server lists them. Check the spelling."
	}
	if missing := kit.Without(grant.Scopes, declared); whole && len(missing) > 0 {
		diags.AddAttributeWarning(at, kit.UndefinedScopes(api, missing), advice)
	}
}

// checkSystemAPI refuses a grant of all scopes of a system API, and a default grant
// on one: the service takes neither (the former with "`allow_all_scopes` cannot be
// provided when `audience` is a system API."; Third-Party Applications, August 2026).
func (r *clientGrantResource) checkSystemAPI(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var audience, defaultFor types.String
	var all types.Bool
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("audience"), &audience)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("default_for"), &defaultFor)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("allow_all_scopes"), &all)...)
	at := path.Root("allow_all_scopes")
	switch {
	case resp.Diagnostics.HasError() || r.Session.Pending || audience.IsUnknown() || kit.IsSystemPlan(ctx, req):
		return
	case !defaultFor.IsNull():
		at = path.Root("default_for")
	case !all.ValueBool():
		return
	}
	refuseOnSystemAPI(ctx, r.Session, audience.ValueString(), !defaultFor.IsNull(), at, &resp.Diagnostics)
}

// refuseOnSystemAPI refuses a default grant, or else a grant of all scopes, where the API
// is one of the tenant's own.
func refuseOnSystemAPI(ctx context.Context, s *session.Session, api string, byDefault bool, at path.Path, diags *diag.Diagnostics) {
	names, isSystem := scopesOfSystemAPI(ctx, s, api)
	if !isSystem {
		return
	}
	detail := fmt.Sprintf("API %q belongs to the tenant, which takes a grant on it only for a list of scopes. Remove allow_all_scopes, and set scopes to those that the client needs.", api)
	if byDefault {
		detail = fmt.Sprintf("API %q belongs to the tenant, which does not open it to all third-party clients. Set client_id instead of default_for.", api)
	} else if len(names) > 0 {
		detail += fmt.Sprintf(" It has %d scopes, such as %s.", len(names), names[0])
	}
	diags.AddAttributeError(at, "The tenant refuses this grant on a system API", detail)
}

// mayBeSystemAPI reports whether an identifier has the form of one of the tenant's own
// APIs. An API of a user may have such an identifier, too.
func mayBeSystemAPI(identifier string) bool {
	for _, suffix := range []string{kit.ManagementAPISuffix, "/me/", "/my-org/"} {
		if strings.HasPrefix(identifier, "https://") && strings.HasSuffix(identifier, suffix) {
			return true
		}
	}
	return identifier == "urn:auth0:express-configure" || strings.HasSuffix(identifier, kit.ManagementAPISuffix)
}

// scopesOfSystemAPI returns the scopes of one of the tenant's own APIs; false for any
// other API.
func scopesOfSystemAPI(ctx context.Context, s *session.Session, identifier string) ([]string, bool) {
	if !mayBeSystemAPI(identifier) {
		return nil, false
	}
	api, err := s.Management.ReadResourceServer(ctx, identifier)
	if err != nil || api.Settings[kit.IsSystemAttribute] != true {
		return nil, false
	}
	return kit.ScopeNames(api), true
}
