package object

import (
	"cmp"
	"encoding/json"
)

// A Permission is a scope of an API, as it is assigned to a role or a user. It exists as
// long as the API has that scope.
type Permission struct {
	// API is the identifier of the API.
	API string `json:"resource_server_identifier"`
	// Name is the value of the scope.
	Name string `json:"permission_name"`
}

// Compare orders permissions by name and then by API, the order of the service's lists.
func (p Permission) Compare(other Permission) int {
	return cmp.Or(cmp.Compare(p.Name, other.Name), cmp.Compare(p.API, other.API))
}

// Role is a set of permissions that users can have.
type Role struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Description is nil if it was never set.
	Description *string `json:"description,omitempty"`
	// Type is tenant or organization.
	Type string `json:"type"`
	// OwnerID is the organization of a role of that type, or empty.
	OwnerID string `json:"owner_id,omitempty"`
	// Permissions are sorted, each once.
	Permissions []Permission `json:"permissions,omitempty"`
}

// User is a declared user of the tenant. It has no password.
type User struct {
	// ID is the user_id, such as auth0|42: the subject of the user's tokens.
	ID string
	// Email and Username are empty if the user has none.
	Email, Username string
	// Properties is the whole object as the Management API returns it.
	Properties map[string]json.RawMessage
	// Roles are the IDs of the user's roles, in the order of assignment.
	Roles []string
	// Permissions are those that were assigned directly: sorted, each once.
	Permissions []Permission
}

// Organization is a business customer of the tenant, in the form in which the Management API
// returns it but for ClientGrants.
type Organization struct {
	ID string `json:"id"`
	// Name has 1 to 50 lower-case letters, digits, "-" and "_".
	Name        string          `json:"name"`
	DisplayName string          `json:"display_name,omitempty"`
	Branding    json.RawMessage `json:"branding,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	TokenQuota  json.RawMessage `json:"token_quota,omitempty"`
	// ThirdPartyClientAccess is block or allow.
	ThirdPartyClientAccess string `json:"third_party_client_access"`
	IsAppEntitlementActive bool   `json:"is_app_entitlement_active"`
	// ClientGrants are the IDs of the grants that are associated with the organization,
	// in the order of association.
	ClientGrants []string `json:"client_grants,omitempty"`
}
