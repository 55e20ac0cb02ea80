package management_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const clients = "/api/v2/clients"

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

// differs compares an answer with the one of facts part 2, 1.2, and returns what
// differs from it: "" for a member that is not there.
func (a answer) differs() map[string]any {
	a.t.Helper()
	var plain, out map[string]any
	if err := json.Unmarshal([]byte(plainClient), &plain); err != nil {
		a.t.Fatal(err)
	}
	out = map[string]any{}
	for name, value := range plain {
		if got, has := a.object[name]; !has {
			out[name] = ""
		} else if compact(a.t, got) != compact(a.t, value) {
			out[name] = got
		}
	}
	for name, value := range a.object {
		if _, isPlain := plain[name]; !isPlain && name != "client_id" && name != "client_secret" && name != "signing_keys" && name != "name" {
			out[name] = value
		}
	}
	return out
}

// plainClient is what POST {"name":…} makes, except for what differs each time
// (recorded 2026-01 to 2026-08).
const plainClient = `{"tenant":"tenant","global":false,"is_token_endpoint_ip_header_trusted":false,"is_first_party":true,"oidc_conformant":false,
	"sso_disabled":false,"cross_origin_auth":false,"cross_origin_authentication":false,"encrypted":true,"callback_url_template":false,
	"refresh_token":{"expiration_type":"non-expiring","leeway":0,"infinite_token_lifetime":true,"infinite_idle_token_lifetime":true,
		"token_lifetime":2592000,"idle_token_lifetime":1296000,"rotation_type":"non-rotating"},
	"jwt_configuration":{"lifetime_in_seconds":36000,"secret_encoded":false},
	"grant_types":["authorization_code","implicit","refresh_token","client_credentials"],"custom_login_page_on":true}`

// F13, F22: facts part 2, 1.2 (recorded 2026-01 to 2026-08).
func TestNewClientHasTheServicesDefaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", clients, `{"name":"c"}`).want(201, `"name":"c"`)
	if len(a.id("client_id")) != 32 || len(a.id("client_secret")) != 64 {
		t.Errorf("client_id %q, secret of %d characters", a.id("client_id"), len(a.id("client_secret")))
	}
	if got := a.differs(); len(got) > 0 {
		t.Errorf("differs in %v", got)
	}
	a.want(201, `"signing_keys":[{"cert":"-----BEGIN CERTIFICATE-----\r\n`, `"key":"-----BEGIN RSA PRIVATE KEY-----\r\n`,
		`"pkcs7":"-----BEGIN PKCS7-----\r\n`, `"subject":"/CN=tenant.example.test"`)
	// Only the answer to the POST has these.
	path := clients + "/" + a.id("client_id")
	tn.call("GET", path, "").want(200, "pkcs7").without("PRIVATE KEY", "encrypted")
	tn.call("PATCH", path, `{"name":"d"}`).want(200, `"subject":"/CN=tenant.example.test"`).without("PRIVATE KEY", "encrypted")
	tn.call("GET", clients, "").want(200, `"subject":"deprecated"`).without("PRIVATE KEY", "/CN=")
}

// F5, F13: facts part 2, 1.3, row by row (recorded 2026 except for client_secret_basic).
func TestWhatIsSentDecidesAboutTheDefaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.newAPI(`{"identifier":"a"}`)
	const long = `"refresh_token":{"expiration_type":"non-expiring","idle_token_lifetime":2592000,"infinite_idle_token_lifetime":true,` +
		`"infinite_token_lifetime":true,"leeway":0,"rotation_type":"non-rotating","token_lifetime":31557600}`
	const expiring = `"refresh_token":{"expiration_type":"expiring","idle_token_lifetime":1296000,"infinite_idle_token_lifetime":false,` +
		`"infinite_token_lifetime":false,"leeway":0,"rotation_type":"rotating","token_lifetime":2592000}`
	const rs256 = `"jwt_configuration":{"alg":"RS256","secret_encoded":false}`
	const noMachine = `"grant_types":["authorization_code","implicit","refresh_token"]`
	tests := map[string]string{
		`"app_type":"native"`:                                `{"app_type":"native"}`,
		`"app_type":"spa"`:                                   `{"app_type":"spa"}`,
		`"app_type":"regular_web"`:                           `{"app_type":"regular_web"}`,
		`"app_type":"non_interactive"`:                       `{"app_type":"non_interactive"}`,
		`"app_type":"sso_integration"`:                       `{"app_type":"sso_integration"}`,
		`"app_type":"b2b_integration"`:                       `{"app_type":"b2b_integration"}`,
		`"token_endpoint_auth_method":"none"`:                `{` + noMachine + `,"token_endpoint_auth_method":"none"}`,
		`"token_endpoint_auth_method":"client_secret_post"`:  `{` + long + `,"token_endpoint_auth_method":"client_secret_post"}`,
		`"token_endpoint_auth_method":"client_secret_basic"`: `{` + long + `,"token_endpoint_auth_method":"client_secret_basic"}`,
		`"grant_types":[]`:                                   `{"grant_types":[]}`,
		`"oidc_conformant":true`:                             `{"oidc_conformant":true}`,
		`"jwt_configuration":{"alg":"RS256"}`:                `{` + rs256 + `}`,
		`"jwt_configuration":{"lifetime_in_seconds":5}`:      `{"jwt_configuration":{"lifetime_in_seconds":5,"secret_encoded":false}}`,
		`"jwt_configuration":{"scopes":{"a":"b"}}`:           `{"jwt_configuration":{"scopes":{"a":"b"},"secret_encoded":false}}`,
		`"initiate_login_uri":""`:                            `{}`,
		`"cross_origin_authentication":true`:                 `{"cross_origin_auth":true,"cross_origin_authentication":true}`,
		`"app_type":"resource_server","resource_server_identifier":"a"`: `{"app_type":"resource_server","grant_types":[],` + rs256 +
			`,"oidc_conformant":true,"resource_server_identifier":"a"}`,
		`"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring"}`: `{` + expiring + `}`,
		`"session_transfer":{"allow_refresh_token":true}`: `{"session_transfer":{"allow_refresh_token":true,"allowed_authentication_methods":[],` +
			`"can_create_session_transfer_token":false,"enforce_cascade_revocation":true,"enforce_device_binding":"ip","enforce_online_refresh_tokens":true}}`,
		`"token_quota":{"client_credentials":{"per_hour":5}}`: `{"token_quota":{"client_credentials":{"enforce":true,"per_hour":5}}}`,
		`"oidc_logout":{"backchannel_logout_urls":["https://a.example.test/x"]}`: `{"oidc_backchannel_logout":{"backchannel_logout_urls":` +
			`["https://a.example.test/x"]},"oidc_logout":{"backchannel_logout_urls":["https://a.example.test/x"]}}`,
		`"allowed_clients":[],"client_aliases":[],"sso":false`: `{"allowed_clients":[],"client_aliases":[],"sso":false}`,
	}
	for sent, want := range tests {
		a := tn.call("POST", clients, `{"name":"c",`+sent+`}`).want(201)
		a.id("client_secret")
		if got := compact(t, a.differs()); got != want {
			t.Errorf("%s\n  differs in %s\n  want       %s", sent, got, want)
		}
		tn.call("GET", clients+"/"+a.id("client_id"), "").want(200, a.id("client_secret"))
	}
}

// Facts part 2, 1.7 and F11: keys of newer requests.
func TestNewerSettingsOfAClientAreKept(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for _, setting := range []string{
		`"fedcm_login":{"google":{"is_enabled":true}}`, `"identity_assertion_authorization_grant":{"active":true}`, `"anonymous_sessions":{"active":true}`,
		`"my_organization_configuration":{"allowed_strategies":[],"connection_deletion_behavior":"allow","invitation_landing_client_id":"x"}`,
		`"compliance_level":"fapi2_sp_pkj_mtls"`, `"par_request_expiry":60`, `"skip_non_verifiable_callback_uri_confirmation_prompt":false`,
		`"token_exchange":{"allow_any_profile_of_type":["on_behalf_of_token_exchange"]}`,
	} {
		path := clients + "/" + tn.call("POST", clients, `{"name":"c",`+setting+`}`).want(201, setting).id("client_id")
		tn.call("GET", path, "").want(200, setting)
		tn.call("PATCH", clients+"/"+tn.newClient(`{"name":"d"}`), `{`+setting+`}`).want(200, setting)
	}
}

// Facts part 2, 3.2 (recorded 2025-11 and 2026-01).
func TestExpressClientComesWithASystemGrant(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.newAPI(`{"identifier":"a","scopes":[{"value":"s1"}]}`)
	a := tn.call("POST", clients, `{"name":"c","app_type":"express_configuration"}`).want(201).without("client_secret")
	want := `{"app_type":"express_configuration","callbacks":["https://system-admin.okta.com/admin/app/generic/oauth20redirect"],` +
		`"client_authentication_methods":{"private_key_jwt":{"credentials":[]}},"grant_types":["authorization_code","client_credentials"],` +
		`"jwt_configuration":{"alg":"RS256","secret_encoded":false},"oidc_conformant":true,"organization_require_behavior":"pre_login_prompt",` +
		`"organization_usage":"require"}`
	if got := compact(t, a.differs()); got != want {
		t.Errorf("differs in %s\n  want       %s", got, want)
	}
	id := a.id("client_id")
	tn.call("GET", grants+"?client_id="+id, "").want(200, `"is_system":true`, `"audience":"`+audience+`"`, `"read:user_attribute_profiles"`, `"delete:scim_token"]`)
	tn.newGrant(id, `,"scope":["s1"]`).want(400, `"errorCode":"validation_error"`).message("Client of type express_configuration cannot be used")
	tn.call("DELETE", clients+"/"+id, "").want(204)
	if got := tn.call("GET", grants+"?client_id="+id, "").want(200).text; got != "[]" {
		t.Errorf("its grants stay: %s", got)
	}
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
		tn.call("POST", clients, body).want(400, `"errorCode":"invalid_body"`, jsonText(t, "Payload validation error: "+message))
	}
	tn.call("POST", clients, `{"name":"c","refresh_token":{"rotation_type":"rotating","expiration_type":"non-expiring"}}`).
		want(400, "refresh_token.expiration_type must be expiring")
	tn.call("POST", clients, `{"name":"c","app_type":"spa","resource_server_identifier":"a"}`).
		want(400, "can only be set when app_type is resource_server")
	// Facts part 2, 2.5 (documented).
	tn.call("POST", clients, `{"name":"c","jwt_configuration":{"alg":"HS256"},"client_authentication_methods":{"private_key_jwt":{"credentials":[]}}}`).
		want(400, "jwt_configuration.alg must be RS256 or PS256")
	tn.call("POST", clients, `{"name":"c","token_quota":{"client_credentials":{"enforce":true}}}`).want(400, "per_hour and per_day")
	tn.call("POST", clients, `{"name":"c","grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}`).
		want(400).message("Invalid grant types: client_credentials")
	tn.call("POST", clients, `{"name":"c","grant_types":["magic"]}`).want(400).message("Invalid grant types: magic")
	path := clients + "/" + tn.newClient(`{"name":"c","client_metadata":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6}}`)
	tn.call("PATCH", path, `{}`).want(400).message("Payload validation error: 'Too few properties defined (0), minimum 1'.")
	tn.call("PATCH", path, `{"client_metadata":{"7":7,"8":8,"9":9,"10":10,"11":11}}`).want(400, "Too many properties defined (11)")
	tn.call("PATCH", path, `{"resource_server_identifier":"x"}`).want(400, "Additional properties not allowed")
}

// F8: facts part 2, 1.5 (recorded 2026). A secret belongs to public clients too,
// and is hidden while the client authenticates with keys.
func TestClientSecretIsSetRotatedAndHidden(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", clients, `{"name":"c","app_type":"non_interactive"}`).want(201)
	path, first := clients+"/"+a.id("client_id"), a.id("client_secret")
	rotated := tn.call("POST", path+"/rotate-secret", "").want(200).id("client_secret")
	if rotated == first || tn.stored(a.id("client_id")).ClientSecret != rotated {
		t.Error("the secret was not rotated")
	}
	tn.call("PATCH", path, `{"client_secret":"mine"}`).want(200, `"client_secret":"mine"`)
	tn.call("GET", path, "").want(200, `"client_secret":"mine"`)
	tn.call("PATCH", path, `{"token_endpoint_auth_method":"none","grant_types":["authorization_code"]}`).want(200, `"client_secret":"mine"`)
	tn.call("PATCH", path, `{"token_endpoint_auth_method":null,"client_authentication_methods":{"private_key_jwt":{"credentials":[]}}}`).
		want(200).without("client_secret", "token_endpoint_auth_method")
	tn.call("GET", path, "").want(200).without("client_secret")
	tn.call("GET", clients+"?app_type=non_interactive", "").want(200, a.id("client_id")).without(`"client_secret":"mine"`)
	tn.call("POST", path+"/rotate-secret", "").want(400, "client_authentication_methods")
	tn.call("PATCH", path, `{"token_endpoint_auth_method":"client_secret_post","client_authentication_methods":null}`).want(200, `"client_secret":"mine"`)
	tn.call("POST", clients+"/nobody/rotate-secret", "").want(404, "inexistent_client")
}

// F14 (recorded 2023 and 2024).
func TestDeletingAClientTakesItsGrantsAndSucceedsTwice(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	grant := tn.newGrant(client, "").want(201).id("id")
	tn.call("DELETE", clients+"/"+client, "").want(204)
	tn.call("DELETE", clients+"/"+client, "").want(204)
	tn.call("GET", clients+"/"+client, "").want(404, `"errorCode":"inexistent_client"`).message("The client does not exist")
	tn.call("PATCH", clients+"/"+client, `{"name":"x"}`).want(404).message("The client does not exist")
	tn.call("GET", grants+"/"+grant, "").want(404, `"errorCode":"inexistent_client_grant"`).message("The grant does not exist.")
}

// Facts part 2, 1.3 (recorded 2026-04).
func TestClientOfAnAPIIsLinkedToIt(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	body := `{"name":"c","app_type":"resource_server","resource_server_identifier":"a"}`
	tn.call("POST", clients, body).want(404, "inexistent_resource_server").message("The resource server does not exist")
	path := tn.newAPI(`{"identifier":"a"}`)
	client := tn.newClient(body)
	tn.call("GET", path, "").want(200, `"client_id":"`+client+`"`)
	tn.call("POST", clients, body).want(409)
	tn.call("DELETE", clients+"/"+client, "").want(204)
	tn.call("GET", path, "").want(200).without("client_id")
}

// Facts part 2, 1.2 (raw 2026-08).
func TestEachTenantHasAGlobalClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("GET", clients+"?is_global=true&include_totals=true", "").want(200, `"total":1`, `"name":"All Applications"`, `"owners":[]`, `"global":true`).
		without("app_type", "jwt_configuration", "grant_types", "oidc_conformant", "callback_url_template", `"cross_origin_auth"`)
	id := a.values("clients", "client_id")[0]
	tn.call("GET", clients+"?is_global=false", "").want(200).without(id)
	tn.call("PATCH", clients+"/"+id, `{"custom_login_page":"<html></html>"}`).want(200, `"global":true`, `"custom_login_page":"<html></html>"`)
	tn.call("DELETE", clients+"/"+id, "").want(400, "cannot be deleted")
	if !strings.Contains(tn.call("GET", clients, "").text, id) {
		t.Error("the list lacks the global client")
	}
}
