package management

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const methodPrivateKeyJWT = "private_key_jwt"

// registerCredentials gives each credential of a new client an id, by which
// alone answers name it, and returns the keys that verify its assertions.
func (a *api) registerCredentials(properties map[string]any) ([]store.ClientKey, error) {
	var registered []store.ClientKey
	methods, _ := properties["client_authentication_methods"].(map[string]any)
	for name, method := range methods {
		ids, keys, err := a.register(method, name == methodPrivateKeyJWT)
		if err != nil {
			return nil, err
		}
		registered = append(registered, keys...)
		methods[name] = ids
	}
	if object, isSet := properties["signed_request_object"].(map[string]any); isSet && object["credentials"] != nil {
		withIDs, _, err := a.register(object, false)
		if err != nil {
			return nil, err
		}
		object["credentials"] = withIDs["credentials"]
	}
	return registered, nil
}

// register replaces the credentials of an authentication method by their ids.
func (a *api) register(method any, verifies bool) (map[string]any, []store.ClientKey, error) {
	object, _ := method.(map[string]any)
	credentials, _ := object["credentials"].([]any)
	ids := make([]any, len(credentials))
	var keys []store.ClientKey
	for i, each := range credentials {
		id, err := newCredentialID(a.Random)
		if err != nil {
			return nil, nil, err
		}
		ids[i] = map[string]any{"id": id}
		credential, _ := each.(map[string]any)
		if !verifies {
			continue
		}
		key, err := newClientKey(id, credential)
		if err != nil {
			return nil, nil, invalidBody("client_authentication_methods.private_key_jwt.credentials[%d]: %s.", i, err)
		}
		if slices.ContainsFunc(keys, func(other store.ClientKey) bool { return other.Kid == key.Kid }) {
			return nil, nil, invalidBody("client_authentication_methods.private_key_jwt.credentials[%d]: another credential has the same kid.", i)
		}
		keys = append(keys, key)
	}
	return map[string]any{"credentials": ids}, keys, nil
}

// newClientKey reads a PublicKeyCredential of the service's schema.
func newClientKey(id string, credential map[string]any) (store.ClientKey, error) {
	text, _ := credential["pem"].(string)
	parsed, err := parsePublicKey(text)
	if err != nil {
		return store.ClientKey{}, fmt.Errorf("pem: %w", err)
	}
	key := store.ClientKey{ID: id, PEM: text, Alg: "RS256"}
	key.Name, _ = credential["name"].(string)
	if alg, given := credential["alg"].(string); given {
		key.Alg = alg
	}
	if kid, given := credential["kid"].(string); given {
		key.Kid = kid
	} else if key.Kid, err = thumbprint(text); err != nil {
		return store.ClientKey{}, err
	}
	if expires, given := credential["expires_at"].(string); given {
		key.ExpiresAt = expires
	} else if fromCertificate, _ := credential["parse_expiry_from_cert"].(bool); fromCertificate {
		if parsed.expires.IsZero() {
			return store.ClientKey{}, fmt.Errorf("parse_expiry_from_cert needs a certificate")
		}
		key.ExpiresAt = parsed.expires.UTC().Format(time.RFC3339)
	}
	return key, nil
}

// keepCredentials checks that an update names only credentials that the client
// has, and returns the keys that it keeps. The mock has no endpoint to add
// credentials to a client; one that an update leaves out is gone.
func keepCredentials(keys []store.ClientKey, properties map[string]any) ([]store.ClientKey, error) {
	// Through JSON, because what was sent and what was stored differ in types.
	text, err := json.Marshal(properties["client_authentication_methods"])
	if err != nil {
		return nil, err
	}
	var methods map[string]struct {
		Credentials []struct {
			ID string `json:"id"`
		} `json:"credentials"`
	}
	if err := json.Unmarshal(text, &methods); err != nil {
		return nil, err
	}
	var kept []store.ClientKey
	for _, wanted := range methods[methodPrivateKeyJWT].Credentials {
		i := slices.IndexFunc(keys, func(key store.ClientKey) bool { return key.ID == wanted.ID })
		if i < 0 {
			return nil, invalidBody("client_authentication_methods: the client has no credential %s.", wanted.ID)
		}
		kept = append(kept, keys[i])
	}
	return kept, nil
}
