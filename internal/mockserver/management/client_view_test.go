package management_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Facts part 2, 1.1 (documented).
func TestScopesOfTheTokenDecideWhatOfAClientIsSeen(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := clients + "/" + tn.newClient(`{"name":"c","description":"d","encryption_key":{"pub":"p"}}`)
	keys := clients + "/" + tn.newClient(`{"name":"k","client_authentication_methods":{"private_key_jwt":{"credentials":[]}}}`)
	for scope, sees := range map[string]struct{ keys, properties bool }{
		"read:clients": {false, true}, "read:client_keys": {true, true}, "read:client_credentials": {true, false}, "read:client_summary": {false, false},
	} {
		other := tn.withScope(scope)
		for _, at := range []string{path, clients} {
			a := other.call("GET", at, "").want(200, `"name":"c"`, `"description":"d"`, `"client_id"`)
			for text, seen := range map[string]bool{
				`"client_secret":`: sees.keys, "signing_keys": sees.keys, "encryption_key": sees.keys, "grant_types": sees.properties, `"tenant":`: sees.properties,
			} {
				if seen {
					a.want(200, text)
				} else {
					a.without(text)
				}
			}
		}
		if a := other.call("GET", keys, ""); sees.keys {
			a.want(200, "client_authentication_methods")
		} else {
			a.want(200).without("client_authentication_methods")
		}
	}
}

func TestScopesOfTheTokenDecideWhatOfAClientIsChanged(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := clients + "/" + tn.newClient(`{"name":"c"}`)
	const methods = `{"token_endpoint_auth_method":null,"client_authentication_methods":{"private_key_jwt":{"credentials":[]}}}`
	tn.withScope("update:clients").call("PATCH", path, `{"client_secret":"s"}`).want(403, "update:client_keys")
	tn.withScope("update:client_keys").call("PATCH", path, `{"name":"d"}`).want(403, "expected any of: update:clients")
	tn.withScope("update:client_keys").call("PATCH", path, `{"client_secret":"s"}`).want(200, `"client_secret":"s"`)
	tn.withScope("update:clients").call("PATCH", path, `{"name":"d"}`).want(200, `"name":"d"`).without("client_secret\":")
	tn.withScope("update:clients").call("PATCH", path, methods).want(403, "expected any of: update:client_credentials")
	tn.withScope("update:clients update:client_credentials").call("PATCH", path, methods).want(200)
	tn.withScope("update:client_token_vault_privileged_access").call("PATCH", path, `{"token_vault_privileged_access":null}`).want(200)
	tn.withScope("create:clients").call("POST", clients, `{"name":"c","client_authentication_methods":{"private_key_jwt":{"credentials":[]}}}`).
		want(403, "expected any of: create:client_credentials")
	tn.withScope("create:signing_keys").call("POST", "/api/v2/keys/signing/rotate", "").want(403)
}

// Facts part 2, 1.6. That a single client is answered with its signing_keys
// whatever is asked for is in each recording of it (2025-11 to 2026-08).
func TestFieldsOfAClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	id := tn.newClient(`{"name":"c"}`)
	path := clients + "/" + id
	a := tn.call("GET", path+"?fields=name,client_id,jwt_configuration.secret_encoded&include_fields=true", "").want(200, `"signing_keys":[{"cert"`)
	delete(a.object, "signing_keys")
	if got, want := compact(t, a.object), `{"client_id":"`+id+`","jwt_configuration":{"secret_encoded":false},"name":"c"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	tn.call("GET", path+"?fields=name,jwt_configuration.secret_encoded&include_fields=false", "").want(200, "client_secret", "lifetime_in_seconds").
		without(`"name"`, "secret_encoded")
	tn.call("GET", path+"?include_fields=false", "").want(200, `"name"`)
	tn.call("GET", clients+"?fields=name&include_totals=true&is_global=false", "").want(200, `{"name":"c","tenant":"tenant"}`).without("client_secret", "signing_keys")
}

// Data files of earlier versions hold clients that this one would not make.
func TestClientsOfEarlierVersionsAreAnswered(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	earlier := &store.Client{ClientID: "earlier", Name: "c", TokenEndpointAuthMethod: "none", GrantTypes: []string{"implicit"}, Properties: map[string]json.RawMessage{
		"name": json.RawMessage(`"c"`), "is_first_party": json.RawMessage("false"), "grant_types": json.RawMessage(`["implicit"]`),
		"token_endpoint_auth_method": json.RawMessage(`"none"`), "cross_origin_authentication": json.RawMessage("true"),
	}}
	if err := tn.store.Update(context.Background(), func(w store.Writer) error { return w.PutClient(earlier) }); err != nil {
		t.Fatal(err)
	}
	// A client older than the modes answers permissive (documented).
	tn.call("GET", clients+"/earlier", "").want(200, `"third_party_security_mode":"permissive"`, `"cross_origin_auth":true`, `"global":false`).
		without("client_secret")
	tn.call("PATCH", clients+"/earlier", `{"third_party_security_mode":"permissive","name":"d"}`).want(200, `"name":"d"`).id("client_secret")
}
