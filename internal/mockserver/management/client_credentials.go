package management

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const methodPrivateKeyJWT = "private_key_jwt"

// maxPrivateKeys is how many keys verify a client's assertions: one in use and
// one that replaces it.
const maxPrivateKeys = 2

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
		if hasKid(made[:i], credential.Kid) {
			return nil, nil, within(place, invalidBody("another credential has the same kid."))
		}
		ids[i], made[i] = map[string]any{"id": credential.ID}, credential
	}
	return ids, made, nil
}

func hasKid(credentials []store.Credential, kid string) bool {
	return kid != "" && slices.ContainsFunc(credentials, func(c store.Credential) bool { return c.Kid == kid })
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
		if name == methodPrivateKeyJWT && len(ids) > maxPrivateKeys {
			return invalidBody("client_authentication_methods.%s: at most %d credentials.", name, maxPrivateKeys)
		}
		for _, id := range ids {
			i := slices.IndexFunc(credentials, func(c store.Credential) bool { return c.ID == id })
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

// detach takes a credential out of the authentication methods.
func detach(properties map[string]any, id string) {
	methods, _ := properties["client_authentication_methods"].(map[string]any)
	for _, method := range methods {
		object, _ := method.(map[string]any)
		if list, has := object["credentials"].([]any); has {
			object["credentials"] = slices.DeleteFunc(list, func(each any) bool {
				named, _ := each.(map[string]any)
				return named["id"] == id
			})
		}
	}
}
