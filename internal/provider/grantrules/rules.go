// Package grantrules has what the resources of client grants share: the settings of a
// grant, and the rules for it that a plan checks.
package grantrules

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// Holder says whom a planned grant is for; a null client is that of a default grant.
func Holder(s *session.Session, client types.String) string {
	switch {
	case client.IsUnknown():
		return "a client that is not known yet"
	case client.IsNull():
		return "clients by default"
	}
	return s.ClientName(client.ValueString())
}

// WarnUndefined notes what a plan grants for an API, and warns of scopes that the API
// does not define, where all of its scopes are known.
func WarnUndefined(ctx context.Context, s *session.Session, api string, grant session.PlannedGrant, at path.Path, diags *diag.Diagnostics) {
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

// RefuseOnSystemAPI refuses a default grant, or else a grant of all scopes, where the API
// is one of the tenant's own.
func RefuseOnSystemAPI(ctx context.Context, s *session.Session, api string, byDefault bool, at path.Path, diags *diag.Diagnostics) {
	names, isSystem := scopesOfSystemAPI(ctx, s, api)
	if !isSystem {
		return
	}
	detail := fmt.Sprintf("API %q is a system API, for which the tenant accepts only grants with a list of scopes. Remove allow_all_scopes, and set scopes to those that the client needs.", api)
	if byDefault {
		detail = fmt.Sprintf("API %q is a system API, which the tenant does not open to all third-party clients. Set client_id instead of default_for.", api)
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

// Permitted describes which scopes a grant permits.
func Permitted(grant management.Settings) string {
	if grant["allow_all_scopes"] == true {
		return "all scopes of the API"
	}
	list, _ := grant["scope"].([]any)
	if len(list) == 0 {
		return "no scopes"
	}
	scopes := make([]string, len(list))
	for i, scope := range list {
		scopes[i] = fmt.Sprint(scope)
	}
	slices.Sort(scopes)
	return strings.Join(scopes, ", ")
}
