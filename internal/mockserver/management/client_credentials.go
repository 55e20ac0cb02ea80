package management

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const methodPrivateKeyJWT = "private_key_jwt"

// maxCredentials is how many credentials a client stores, in use or not (the
// official provider is prepared for the refusal).
const maxCredentials = 4

// checkAdded refuses a credential that the client has no room for, or whose key
// it has already. The texts are those that the official provider is prepared
// for.
func checkAdded(stored []store.Credential, added store.Credential) error {
	if len(stored) >= maxCredentials {
		return refuse(http.StatusBadRequest, "invalid_body", "A client can have a maximum of %d credentials.", maxCredentials)
	}
	for _, each := range stored {
		if same, err := sameKey(each, added); err != nil {
			return err
		} else if same {
			return refuse(http.StatusBadRequest, "invalid_body", "credentials contains public keys that already exist in client")
		}
	}
	return nil
}

// sameKey reports whether two credentials are of one public key, or have one
// kid, by which a verifier would have to tell them apart.
func sameKey(a, b store.Credential) (bool, error) {
	if a.Type != credentialPublicKey || b.Type != credentialPublicKey {
		return false, nil
	}
	if a.Kid == b.Kid {
		return true, nil
	}
	one, err := thumbprint(a.PEM)
	if err != nil {
		return false, err
	}
	other, err := thumbprint(b.PEM)
	return one == other, err
}

func credentialIndex(credentials []store.Credential, id string) int {
	return slices.IndexFunc(credentials, func(c store.Credential) bool { return c.ID == id })
}

// registerCredentials makes the credentials that a new client comes with, and
// puts their ids in their place, by which alone answers name them.
func (a *api) registerCredentials(properties map[string]any) ([]store.Credential, error) {
	var registered []store.Credential
	methods, _ := properties["client_authentication_methods"].(map[string]any)
	for name, method := range methods {
		ids, made, err := a.register("client_authentication_methods."+name, method)
		if err != nil {
			return nil, err
		}
		registered = append(registered, made...)
		methods[name] = map[string]any{"credentials": ids}
	}
	if object, isSet := properties["signed_request_object"].(map[string]any); isSet && object["credentials"] != nil {
		ids, made, err := a.register("signed_request_object", object)
		if err != nil {
			return nil, err
		}
		registered = append(registered, made...)
		object["credentials"] = ids
	}
	return registered, checkAttached(registered, properties)
}

// register makes the credentials of an object that has a list of them.
func (a *api) register(place string, of any) ([]any, []store.Credential, error) {
	object, _ := of.(map[string]any)
	list, _ := object["credentials"].([]any)
	ids := make([]any, len(list))
	made := make([]store.Credential, len(list))
	for i, each := range list {
		sent, _ := each.(map[string]any)
		credential, err := a.newCredential(sent)
		place := fmt.Sprintf("%s.credentials[%d]", place, i)
		if err != nil {
			return nil, nil, within(place, err)
		}
		if err := checkAdded(made[:i], credential); err != nil {
			return nil, nil, err
		}
		ids[i], made[i] = map[string]any{"id": credential.ID}, credential
	}
	return ids, made, nil
}

// attached are the ids of the credentials by authentication method.
func attached(properties map[string]any) (map[string][]string, error) {
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
	ids := make(map[string][]string, len(methods))
	for name, method := range methods {
		for _, each := range method.Credentials {
			ids[name] = append(ids[name], each.ID)
		}
	}
	return ids, nil
}

// checkAttached checks that the authentication methods name only credentials
// that the client has, and of the right type.
func checkAttached(credentials []store.Credential, properties map[string]any) error {
	methods, err := attached(properties)
	if err != nil {
		return err
	}
	types := map[string]string{
		methodPrivateKeyJWT: credentialPublicKey, "self_signed_tls_client_auth": credentialX509, "tls_client_auth": credentialSubjectDN,
	}
	for name, ids := range methods {
		for _, id := range ids {
			i := credentialIndex(credentials, id)
			if i < 0 {
				return invalidBody("client_authentication_methods: the client has no credential %s.", id)
			}
			if credentials[i].Type != types[name] {
				return invalidBody("client_authentication_methods.%s: the credential %s is a %s.", name, id, credentials[i].Type)
			}
		}
	}
	return nil
}

// attachedCredentials are the ids of the credentials that something of the
// client uses: its authentication methods, its signed request objects, or its
// access to the token vault.
func attachedCredentials(client *store.Client) ([]string, error) {
	type credentials struct {
		Credentials []struct {
			ID string `json:"id"`
		} `json:"credentials"`
	}
	var ids []string
	add := func(use credentials) {
		for _, each := range use.Credentials {
			ids = append(ids, each.ID)
		}
	}
	if text, isSet := client.Properties["client_authentication_methods"]; isSet {
		var methods map[string]credentials
		if err := json.Unmarshal(text, &methods); err != nil {
			return nil, fmt.Errorf("reading client_authentication_methods of the client %s: %w", client.ClientID, err)
		}
		for _, method := range methods {
			add(method)
		}
	}
	for _, name := range []string{"signed_request_object", "token_vault_privileged_access"} {
		text, isSet := client.Properties[name]
		if !isSet {
			continue
		}
		var use credentials
		if err := json.Unmarshal(text, &use); err != nil {
			return nil, fmt.Errorf("reading %s of the client %s: %w", name, client.ClientID, err)
		}
		add(use)
	}
	return ids, nil
}
