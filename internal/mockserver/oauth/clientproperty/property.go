// Package clientproperty reads the properties of a client that the store keeps
// as the Management API answers them.
package clientproperty

import (
	"encoding/json"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Get returns a property of the client. It is the zero value when the client
// has none of that name, or one of another form.
func Get[T any](client *store.Client, name string) T {
	var value, zero T
	if raw := client.Properties[name]; raw != nil && json.Unmarshal(raw, &value) != nil {
		return zero // json.Unmarshal may have decoded a part
	}
	return value
}

// IsPublic reports whether the client has nothing to authenticate with (RFC
// 6749, section 2.1).
func IsPublic(client *store.Client) bool { return client.TokenEndpointAuthMethod == "none" }

// MayExchange reports whether the client may exchange tokens on behalf of users (facts
// 8.1): it stands for an API, is first-party, and its token_exchange says so. Its
// grant_types are empty.
func MayExchange(client *store.Client) bool {
	type settings struct {
		Types []string `json:"allow_any_profile_of_type"`
	}
	allowed := Get[settings](client, "token_exchange").Types
	return client.AppType == "resource_server" && client.IsFirstParty && slices.Contains(allowed, "on_behalf_of_token_exchange")
}

// Find returns the client that calls itself by this id: its ClientID, or the URL of its
// metadata document (facts 7.4). unknown: whether the service takes the ClientID of a
// client that has such a URL.
func Find(tenant store.Reader, id string) *store.Client {
	if client := tenant.Client(id); client != nil {
		return client
	}
	return tenant.ClientByExternalID(id)
}
