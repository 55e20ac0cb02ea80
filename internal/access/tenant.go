// Package access answers who can call what in a tenant, and why: which clients can get
// which scopes of which API, on their own or for a user. It reads nothing itself, and
// imports no other package of this project: the provider fills a [Tenant] from the Management API, the
// mock from its store.
//
// The rules are those of the service's documentation: "Application Access to APIs:
// Client Grants" (policies and grants), "Third-Party Applications" (strict mode and
// default grants), "Enable Role-Based Access Control for APIs", and "Machine-to-Machine
// Access for Organizations".
package access

// Tenant is what the answers depend on. The JSON names are those of the Management API.
type Tenant struct {
	APIs    []API
	Clients []Client
	Grants  []Grant
	// Organizations are those that a question or a grant refers to, with the IDs of
	// their client grants.
	Organizations []Organization
	// User is the user of a question; nil where it names none.
	User *User
}

// API is a resource server.
type API struct {
	Identifier string `json:"identifier"`
	Name       string `json:"name"`
	IsSystem   bool   `json:"is_system"`
	// EnforcePolicies narrows the tokens of users to their permissions.
	EnforcePolicies bool `json:"enforce_policies"`
	Scopes          []struct {
		Value string `json:"value"`
	} `json:"scopes"`
	// Policies say who needs a grant; an empty policy is the service's default.
	Policies struct {
		Client Policy `json:"client"`
		User   Policy `json:"user"`
	} `json:"subject_type_authorization"`
}

// Policy is allow_all (users only), require_client_grant or deny_all.
type Policy struct {
	Policy string `json:"policy"`
}

// Client is an application.
type Client struct {
	ClientID     string   `json:"client_id"`
	Name         string   `json:"name"`
	Global       bool     `json:"global"`
	IsFirstParty bool     `json:"is_first_party"`
	SecurityMode string   `json:"third_party_security_mode"`
	GrantTypes   []string `json:"grant_types"`
	// AuthMethod is "none" for a public client.
	AuthMethod string `json:"token_endpoint_auth_method"`
	// OrganizationUsage is about the logins of users: deny, allow or require.
	OrganizationUsage   string `json:"organization_usage"`
	DefaultOrganization struct {
		ID    string   `json:"organization_id"`
		Flows []string `json:"flows"`
	} `json:"default_organization"`
}

// Grant is a client grant.
type Grant struct {
	ID         string `json:"id"`
	ClientID   string `json:"client_id"`
	DefaultFor string `json:"default_for"`
	Audience   string `json:"audience"`
	// SubjectType is client or user; empty means client.
	SubjectType          string   `json:"subject_type"`
	Scope                []string `json:"scope"`
	AllowAllScopes       bool     `json:"allow_all_scopes"`
	OrganizationUsage    string   `json:"organization_usage"`
	AllowAnyOrganization bool     `json:"allow_any_organization"`
}

// Organization is an organization with the client grants that are associated with it.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// ThirdPartyClientAccess is allow or block.
	ThirdPartyClientAccess string `json:"third_party_client_access"`
	// GrantIDs are the IDs of the associated grants.
	GrantIDs []string `json:"client_grants"`
}

// User is a user with permissions.
type User struct {
	ID          string
	Permissions []Permission
}

// Permission is a scope of an API that a user has.
type Permission struct {
	API, Scope string
	// Source says how: "direct permission", or "role NAME".
	Source string
}

// The subject types: what a client does on its own, and for a user.
const (
	SubjectClient = "client"
	SubjectUser   = "user"
)

// The values of policies and of organization_usage.
const (
	allowAll     = "allow_all"
	denyAll      = "deny_all"
	requireGrant = "require_client_grant"
	usageAllow   = "allow"
	usageRequire = "require"
)

// clientCredentials is the grant type of a client on its own.
const clientCredentials = "client_credentials"

// isStrict reports whether the client is a third-party application in strict mode.
func (c *Client) isStrict() bool { return !c.IsFirstParty && c.SecurityMode == "strict" }

// policy returns the API's policy for a subject type, or the service's default.
func (a *API) policy(subject string) string {
	switch {
	case subject == SubjectClient && a.Policies.Client.Policy != "":
		return a.Policies.Client.Policy
	case subject == SubjectUser && a.Policies.User.Policy != "":
		return a.Policies.User.Policy
	case subject == SubjectUser:
		return allowAll
	}
	return requireGrant
}

// scopes returns the names of the API's scopes.
func (a *API) scopes() []string {
	names := make([]string, len(a.Scopes))
	for i, s := range a.Scopes {
		names[i] = s.Value
	}
	return names
}
