// Package systemapi describes the APIs that the service itself brings: which
// there are, with which settings and scopes, and what of them can be changed.
//
// The Management API is always there. The others come into being by an ordinary
// POST whose identifier is the reserved one, and go by DELETE (recorded 2025-11,
// 2026-04).
package systemapi

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The reserved identifiers, below the issuer or the same in each tenant. That of the
// Management API is endpoint.Audience.
const (
	myAccountPath           = "me/"
	myOrganizationPath      = "my-org/"
	expressConfigurationURN = "urn:auth0:express-configure"
)

// An API is a system API, which the service creates in each tenant.
type API struct {
	// path is what follows the issuer in the identifier; or the identifier is
	// urn, the same in each tenant.
	path, urn string
	// Server has its settings when it is made, without an ID and an identifier.
	Server store.ResourceServer
	// ShownAtFirst is how many of its scopes the answer to the POST shows; 0
	// means all.
	ShownAtFirst int
	// Fixed are settings that cannot be changed, of those that system APIs let
	// change.
	Fixed []string
	// Permanent says that it cannot be deleted.
	Permanent bool
}

// Identifier is that of the API in the tenant with that issuer (a URL with a
// slash at its end).
func (a API) Identifier(issuer string) string { return reserved{a.path, a.urn, nil}.identifier(issuer) }

// reserved is the identifier of a system API.
type reserved struct {
	path, urn string // as in API
	// describe returns the API. It builds all its scopes, so that it is called only for
	// the API that is wanted.
	describe func() API
}

func (r reserved) identifier(issuer string) string {
	if r.urn != "" {
		return r.urn
	}
	return issuer + r.path
}

// all are the APIs that the service brings and lists. The MFA API
// (https://DOMAIN/mfa/), which is in no list, is left out.
func all() []reserved {
	return []reserved{
		{endpoint.Audience(""), "", Management},
		{myAccountPath, "", myAccount},
		{myOrganizationPath, "", myOrganization},
		{"", expressConfigurationURN, expressConfiguration},
	}
}

// Find finds the system API that has the identifier in the tenant with that
// issuer.
func Find(issuer, identifier string) (API, bool) {
	for _, each := range all() {
		if each.identifier(issuer) == identifier {
			return each.describe(), true
		}
	}
	return API{}, false
}

// Moved is the identifier that a system API has after the tenant's issuer
// changed.
func Moved(identifier, formerIssuer, issuer string) string {
	for _, each := range all() {
		if each.identifier(formerIssuer) == identifier {
			return each.identifier(issuer)
		}
	}
	return identifier
}

// ManagementIssuer is the issuer of the tenant whose Management API has that
// identifier, if it can be one.
func ManagementIssuer(identifier string) (issuer string, ok bool) {
	return strings.CutSuffix(identifier, endpoint.Audience(""))
}

// Management is the Management API itself (recorded 2026-08).
func Management() API {
	return API{
		path: endpoint.Audience(""),
		Server: store.ResourceServer{
			Name: "Auth0 Management API", IsSystem: true, SigningAlg: "RS256", TokenLifetime: 86400, TokenLifetimeForWeb: 7200,
			Scopes: ManagementScopes(), SubjectTypeAuthorization: policies("require_client_grant", "allow_all"),
		},
		Permanent: true,
	}
}

// myAccount is recorded 2026-04.
func myAccount() API {
	return API{
		path: myAccountPath,
		Server: store.ResourceServer{
			Name: "Auth0 My Account API", IsSystem: true, SigningAlg: "RS256", TokenLifetime: 600, TokenLifetimeForWeb: 600,
			AllowOfflineAccess: true, SkipConsentForVerifiableFirstPartyClient: true,
			SubjectTypeAuthorization: policies("deny_all", "require_client_grant"),
			ProofOfPossession:        &store.ProofOfPossession{Mechanism: "dpop"},
			Scopes: parseScopes(`
create:me:connected_accounts Create Connected Accounts
read:me:connected_accounts Read Connected Accounts
delete:me:connected_accounts Delete Connected Accounts
read:me:authentication_methods Read Authentication Methods
delete:me:authentication_methods Delete Authentication Methods
update:me:authentication_methods Update Authentication Methods
read:me:factors Read Factors
create:me:authentication_methods Create Authentication Methods
`),
		},
		ShownAtFirst: 3,
	}
}

// myOrganization is documented, but never recorded. Whether it allows refresh
// tokens is unknown; here it does not.
func myOrganization() API {
	return API{
		path: myOrganizationPath,
		Server: store.ResourceServer{
			Name: "Auth0 My Organization API", IsSystem: true, SigningAlg: "RS256", TokenLifetime: 600, TokenLifetimeForWeb: 600,
			SubjectTypeAuthorization: policies("deny_all", "require_client_grant"),
			Scopes:                   myOrganizationScopes(),
		},
		Fixed: []string{"token_lifetime", "token_lifetime_for_web"},
	}
}

// myOrganizationScopes are those of the API's own document (2026).
func myOrganizationScopes() []store.Scope {
	families := []struct{ verbs, names string }{
		{"create read delete", "identity_providers_scim_tokens member_invitations member_roles clients"},
		{"create read update delete", "identity_providers identity_providers_provisioning domains"},
		{"create delete", "identity_providers_domains"},
		{"read update", "details"},
		{"create", "client_grants"},
		{"update", "identity_providers_detach"},
		{"delete", "memberships organizations"},
		{"read", "configuration members user_stores"},
	}
	var scopes []store.Scope
	for _, family := range families {
		for _, name := range strings.Fields(family.names) {
			for _, verb := range strings.Fields(family.verbs) {
				description := titleCase(verb + ":" + name)
				scopes = append(scopes, store.Scope{Value: verb + ":my_org:" + name, Description: &description})
			}
		}
	}
	return scopes
}

// expressConfiguration is recorded 2025-11.
func expressConfiguration() API {
	enforce := true
	return API{
		urn: expressConfigurationURN,
		Server: store.ResourceServer{
			Name: "Okta OIN Express Configuration API", IsSystem: true, SigningAlg: "RS256", TokenLifetime: 300, TokenLifetimeForWeb: 7200,
			EnforcePolicies:          &enforce,
			SubjectTypeAuthorization: policies("deny_all", "allow_all"),
			Scopes: parseScopes(`
express_configure:sso Ability to create SSO configurations
express_configure:scim Ability to create scim configurations
`),
		},
	}
}

func policies(client, user string) *store.SubjectTypeAuthorization {
	return &store.SubjectTypeAuthorization{Client: store.SubjectTypePolicy{Policy: client}, User: store.SubjectTypePolicy{Policy: user}}
}
