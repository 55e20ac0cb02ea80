package credential

import (
	"encoding/json"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The settings of a client that name credentials.
const (
	Methods             = "client_authentication_methods"
	SignedRequestObject = "signed_request_object"
	TokenVault          = "token_vault_privileged_access"
)

// use is where a client uses credentials: a setting, or one of its methods.
type use struct {
	// place is the path of the property that lists them.
	place string
	// wanted is the type that they must have.
	wanted string
	ids    []string
}

// uses reads where the client's properties name credentials.
func uses(properties map[string]any) ([]use, error) {
	var out []use
	methods, _ := properties[Methods].(map[string]any)
	types := map[string]string{"private_key_jwt": PublicKey, "self_signed_tls_client_auth": X509, "tls_client_auth": SubjectDN}
	for name, method := range methods {
		ids, err := named(method)
		if err != nil {
			return nil, err
		}
		out = append(out, use{Methods + "." + name, types[name], ids})
	}
	for _, name := range []string{SignedRequestObject, TokenVault} {
		ids, err := named(properties[name])
		if err != nil {
			return nil, err
		}
		out = append(out, use{name, PublicKey, ids})
	}
	return out, nil
}

// named are the ids in an object's list of credentials.
func named(object any) ([]string, error) {
	// Through JSON, because what was sent and what was stored differ in types.
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var list struct {
		Credentials []struct {
			ID string `json:"id"`
		} `json:"credentials"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	ids := make([]string, len(list.Credentials))
	for i, each := range list.Credentials {
		ids[i] = each.ID
	}
	return ids, nil
}

// Attached are the ids of the credentials that something of the client uses: its
// authentication methods, its signed request objects, or its access to the
// token vault.
func Attached(client *store.Client) ([]string, error) {
	properties := map[string]any{}
	for _, name := range []string{Methods, SignedRequestObject, TokenVault} {
		if text, isSet := client.Properties[name]; isSet {
			var value any
			if err := json.Unmarshal(text, &value); err != nil {
				return nil, fmt.Errorf("reading %s of the client %s: %w", name, client.ClientID, err)
			}
			properties[name] = value
		}
	}
	all, err := uses(properties)
	if err != nil {
		return nil, fmt.Errorf("reading the credentials that the client %s uses: %w", client.ClientID, err)
	}
	var ids []string
	for _, each := range all {
		ids = append(ids, each.ids...)
	}
	return ids, nil
}

// CheckAttached checks that the properties name only credentials that the
// client has, and of the right type. That others are refused is documented, the
// words are unknown.
func CheckAttached(credentials []store.Credential, properties map[string]any) error {
	all, err := uses(properties)
	if err != nil {
		return err
	}
	for _, each := range all {
		for _, id := range each.ids {
			i := Index(credentials, id)
			if i < 0 {
				return endpoint.InvalidBody("%s: the client has no credential %s.", each.place, id)
			}
			if credentials[i].Type != each.wanted {
				return endpoint.InvalidBody("%s: the credential %s is a %s.", each.place, id, credentials[i].Type)
			}
		}
	}
	return nil
}
