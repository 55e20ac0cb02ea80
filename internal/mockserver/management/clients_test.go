package management_test

import (
	"context"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// stored is the client as the rest of the mock sees it.
func (tn *tenant) stored(clientID string) *store.Client {
	tn.t.Helper()
	var client *store.Client
	if err := tn.store.View(context.Background(), func(r store.Reader) error {
		client = r.Client(clientID)
		return nil
	}); err != nil {
		tn.t.Fatal(err)
	}
	return client
}

func TestNewClientHasTheServicesDefaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/clients", `{"name":"c"}`).want(201)
	if len(a.id("client_id")) != 32 || len(a.id("client_secret")) != 64 {
		t.Errorf("client_id %q, secret of %d characters", a.id("client_id"), len(a.id("client_secret")))
	}
	if certificate := compact(t, a.object["signing_keys"]); len(certificate) < 500 {
		t.Errorf("signing_keys: %s", certificate)
	}
	for _, name := range []string{"client_id", "client_secret", "signing_keys"} {
		delete(a.object, name)
	}
	want := `{"callback_url_template":false,"cross_origin_authentication":false,"custom_login_page_on":true,"global":false,` +
		`"grant_types":["authorization_code","implicit","refresh_token","client_credentials"],"is_first_party":true,` +
		`"is_token_endpoint_ip_header_trusted":false,"jwt_configuration":{"lifetime_in_seconds":36000,"secret_encoded":false},` +
		`"name":"c","oidc_conformant":false,` +
		`"refresh_token":{"expiration_type":"non-expiring","idle_token_lifetime":1296000,"infinite_idle_token_lifetime":true,` +
		`"infinite_token_lifetime":true,"leeway":0,"rotation_type":"non-rotating","token_lifetime":2592000},` +
		`"sso_disabled":false,"tenant":"tenant"}`
	if got := compact(t, a.object); got != want {
		t.Errorf("got\n  %s, want\n  %s", got, want)
	}
}

func TestClientTypesDifferInTheirDefaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tests := map[string]struct{ grantTypes, method string }{
		"non_interactive": {`["client_credentials"]`, "client_secret_post"},
		"regular_web":     {`["authorization_code","implicit","refresh_token","client_credentials"]`, "client_secret_post"},
		"spa":             {`["authorization_code","implicit","refresh_token"]`, "none"},
		"native":          {`["authorization_code","implicit","refresh_token"]`, "none"},
	}
	for appType, want := range tests {
		a := tn.call("POST", "/api/v2/clients", `{"name":"c","app_type":"`+appType+`"}`).want(201,
			`"app_type":"`+appType+`"`, `"grant_types":`+want.grantTypes, `"token_endpoint_auth_method":"`+want.method+`"`)
		if want.method == "none" {
			a.without("client_secret\"")
		} else {
			a.id("client_secret")
		}
		if client := tn.stored(a.id("client_id")); client.AppType != appType || client.TokenEndpointAuthMethod != want.method ||
			compact(t, client.GrantTypes) != want.grantTypes || !client.IsFirstParty || client.Name != "c" {
			t.Errorf("%s is stored as %+v", appType, client)
		}
	}
}

func TestClientKeepsWhatWasSent(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/clients", `{"name":"c","description":"d","callbacks":["https://a.example.test/cb","com.app://cb"],`+
		`"client_metadata":{"a":"1","b":"2"},"jwt_configuration":{"alg":"RS256"},"grant_types":[],"is_first_party":false,`+
		`"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","leeway":5}}`).want(201,
		`"description":"d"`, `"callbacks":["https://a.example.test/cb","com.app://cb"]`, `"grant_types":[]`, `"is_first_party":false`,
		`"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000,"secret_encoded":false}`, `"rotation_type":"rotating"`, `"leeway":5`)
	path := "/api/v2/clients/" + a.id("client_id")
	tn.call("PATCH", path, `{"description":"e","client_metadata":{"a":null,"c":"3"},"refresh_token":null}`).want(200,
		`"description":"e"`, `"client_metadata":{"b":"2","c":"3"}`, `"callbacks":["https://a.example.test/cb","com.app://cb"]`).without("refresh_token")
	tn.call("GET", path, "").want(200, `"description":"e"`, `"client_metadata":{"b":"2","c":"3"}`, a.id("client_secret"))
}

func TestClientBodiesAreChecked(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tests := map[string]string{
		`{}`:                           "'Missing required property: name'.",
		`{"name":"<c>"}`:               "'String does not match pattern ^[^<>]+$: <c>' on property name",
		`{"name":"c","client_id":"x"}`: "'Additional properties not allowed: client_id'.",
		`{"name":"c","app_type":"x"}`:  "'No enum match for: x' on property app_type",
		`{"name":"c","callbacks":["javascript:alert(1)"]}`:                                                      "'Object didn't pass validation for format callback-url: javascript:alert(1)' on property callbacks[0].",
		`{"name":"c","addons":{"azure_blob":{"accountName":"A"}}}`:                                              "'String does not match pattern ^([a-z0-9]){3,24}$: A' on property addons.azure_blob.accountName.",
		`{"name":"c","organization_discovery_methods":[]}`:                                                      "'Array is too short (0), minimum 1' on property organization_discovery_methods.",
		`{"name":"c","token_endpoint_auth_method":"client_secret_post","client_authentication_methods":{}}`:     "'Too few properties defined (0), minimum 1' on property client_authentication_methods.",
		`{"name":"c","resource_server_identifier":""}`:                                                          "'String is too short (0 chars), minimum 1' on property resource_server_identifier.",
		`{"name":"c","client_metadata":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":10,"11":1}}`: "'Too many properties defined (11), maximum 10' on property client_metadata.",
	}
	for body, message := range tests {
		tn.call("POST", "/api/v2/clients", body).want(400, `"errorCode":"invalid_body"`, jsonText(t, "Payload validation error: "+message))
	}
	tn.call("POST", "/api/v2/clients", `{"name":"c","refresh_token":{"rotation_type":"rotating","expiration_type":"non-expiring"}}`).
		want(400, "refresh_token.expiration_type must be expiring")
	tn.call("POST", "/api/v2/clients", `{"name":"c","app_type":"spa","resource_server_identifier":"a"}`).
		want(400, "can only be set when app_type is resource_server")
	tn.call("POST", "/api/v2/clients", `{"name":"c","grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}`).
		want(400).message("Invalid grant types: client_credentials")
	tn.call("POST", "/api/v2/clients", `{"name":"c","grant_types":["magic"]}`).want(400).message("Invalid grant types: magic")
	path := "/api/v2/clients/" + tn.newClient(`{"name":"c","client_metadata":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6}}`)
	tn.call("PATCH", path, `{}`).want(400).message("Payload validation error: 'Too few properties defined (0), minimum 1'.")
	tn.call("PATCH", path, `{"client_metadata":{"7":7,"8":8,"9":9,"10":10,"11":11}}`).want(400, "Too many properties defined (11)")
	tn.call("PATCH", path, `{"resource_server_identifier":"x"}`).want(400, "Additional properties not allowed")
}

func TestClientSecretIsSetRotatedAndDropped(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/clients", `{"name":"c","app_type":"non_interactive"}`).want(201)
	path, first := "/api/v2/clients/"+a.id("client_id"), a.id("client_secret")
	rotated := tn.call("POST", path+"/rotate-secret", "").want(200).id("client_secret")
	if rotated == first || tn.stored(a.id("client_id")).ClientSecret != rotated {
		t.Error("the secret was not rotated")
	}
	tn.call("PATCH", path, `{"client_secret":"mine"}`).want(200, `"client_secret":"mine"`)
	tn.call("GET", path, "").want(200, `"client_secret":"mine"`)
	tn.call("PATCH", path, `{"token_endpoint_auth_method":"none","grant_types":["authorization_code"]}`).want(200).without("client_secret\":")
	again := tn.call("PATCH", path, `{"token_endpoint_auth_method":null}`).want(200).id("client_secret")
	if again == "mine" || len(again) != 64 {
		t.Errorf("a secret of %d characters came back", len(again))
	}
	tn.call("POST", "/api/v2/clients/nobody/rotate-secret", "").want(404, "inexistent_client")
}

func TestScopesOfTheTokenDecideWhatOfAClientIsSeen(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := "/api/v2/clients/" + tn.newClient(`{"name":"c","encryption_key":{"pub":"p"}}`)
	for scope, sees := range map[string]struct{ secret, properties bool }{
		"read:clients": {false, true}, "read:client_keys": {true, true}, "read:client_credentials": {true, true}, "read:client_summary": {false, false},
	} {
		for _, at := range []string{path, "/api/v2/clients"} {
			a := tn.withScope(scope).call("GET", at, "").want(200, `"name":"c"`)
			for text, seen := range map[string]bool{"client_secret\":": sees.secret, "signing_keys": sees.secret, "encryption_key": sees.secret, "grant_types": sees.properties} {
				if seen {
					a.want(200, text)
				} else {
					a.without(text)
				}
			}
		}
	}
	tn.withScope("update:clients").call("PATCH", path, `{"client_secret":"s"}`).want(403, "update:client_keys")
	tn.withScope("update:client_keys").call("PATCH", path, `{"name":"d"}`).want(403, "expected any of: update:clients")
	tn.withScope("update:client_keys").call("PATCH", path, `{"client_secret":"s"}`).want(200, `"client_secret":"s"`)
	tn.withScope("update:clients").call("PATCH", path, `{"name":"d"}`).want(200, `"name":"d"`).without("client_secret\":")
}

func TestFieldsOfAClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	id := tn.newClient(`{"name":"c"}`)
	path := "/api/v2/clients/" + id
	if a := tn.call("GET", path+"?fields=name,client_id,jwt_configuration.secret_encoded", "").want(200); a.text !=
		`{"client_id":"`+id+`","jwt_configuration":{"secret_encoded":false},"name":"c"}` {
		t.Error(a.text)
	}
	tn.call("GET", path+"?fields=name,jwt_configuration.secret_encoded&include_fields=false", "").want(200, "client_secret", "lifetime_in_seconds").
		without(`"name"`, "secret_encoded")
	tn.call("GET", path+"?include_fields=false", "").want(200, `"name"`)
	tn.call("GET", "/api/v2/clients?fields=name&include_totals=true", "").want(200, `{"name":"c"}`).without("client_secret")
}

func TestDeletingAClientTakesItsGrantsAndSucceedsTwice(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	grant := tn.newGrant(client, "").want(201).id("id")
	tn.call("DELETE", "/api/v2/clients/"+client, "").want(204)
	tn.call("DELETE", "/api/v2/clients/"+client, "").want(204)
	tn.call("GET", "/api/v2/clients/"+client, "").want(404, "inexistent_client")
	tn.call("PATCH", "/api/v2/clients/"+client, `{"name":"x"}`).want(404, "inexistent_client")
	tn.call("GET", grants+"/"+grant, "").want(404)
}

func TestClientOfAnAPIIsLinkedToIt(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	body := `{"name":"c","app_type":"resource_server","resource_server_identifier":"a"}`
	tn.call("POST", "/api/v2/clients", body).want(404, "inexistent_resource_server")
	path := tn.newAPI(`{"identifier":"a"}`)
	client := tn.newClient(body)
	tn.call("GET", path, "").want(200, `"client_id":"`+client+`"`)
	tn.call("POST", "/api/v2/clients", body).want(409)
	tn.call("DELETE", "/api/v2/clients/"+client, "").want(204)
	tn.call("GET", path, "").want(200).without("client_id")
}
