package management_test

import (
	"encoding/json"
	"slices"
	"testing"
)

// F12: facts part 2, 3.2 (raw 2026-08).
func TestManagementAPIHasTheServicesScopes(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	var api struct {
		Scopes []struct{ Value, Description string } `json:"scopes"`
	}
	text := tn.call("GET", "/api/v2/resource-servers/"+escapeAll(audience), "").want(200).text
	if err := json.Unmarshal([]byte(text), &api); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, scope := range api.Scopes {
		values[scope.Value] = scope.Description
		if scope.Description == "" {
			t.Errorf("%s has no description", scope.Value)
		}
	}
	if len(api.Scopes) != 273 || len(values) != 273 {
		t.Errorf("%d scopes, %d different ones", len(api.Scopes), len(values))
	}
	for value, description := range map[string]string{
		"read:client_grants": "Read Client Grants", "read:logs_users": "Read logs relating to users", "blacklist:tokens": "Blacklist Tokens",
		"delete:role_members": "Update role members", "create:vdcs_templates": "Create Verifiable Digital Credential Templates",
	} {
		if values[value] != description {
			t.Errorf("%s is described as %q, want %q", value, values[value], description)
		}
	}
}

// F23: facts part 2, 3.2 (recorded 2025-11 and 2026-04).
func TestSystemAPIsComeByPostAndGoByDelete(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	const servers = "/api/v2/resource-servers"
	express := tn.call("POST", servers, `{"identifier":"urn:auth0:express-configure"}`).want(201)
	want := `{"id":"` + express.id("id") + `","name":"Okta OIN Express Configuration API","identifier":"urn:auth0:express-configure","is_system":true,` +
		`"signing_alg":"RS256","allow_offline_access":false,"skip_consent_for_verifiable_first_party_clients":false,"enforce_policies":true,` +
		`"token_lifetime":300,"token_lifetime_for_web":7200,` +
		`"scopes":[{"value":"express_configure:sso","description":"Ability to create SSO configurations"},` +
		`{"value":"express_configure:scim","description":"Ability to create scim configurations"}],` +
		`"subject_type_authorization":{"client":{"policy":"deny_all"},"user":{"policy":"allow_all"}}}`
	if express.text != want {
		t.Errorf("got\n  %s, want\n  %s", express.text, want)
	}
	tn.call("POST", servers, `{"identifier":"urn:auth0:express-configure"}`).want(409)
	path := servers + "/" + express.id("id")
	tn.call("PATCH", path, `{"name":"x"}`).want(400)
	tn.call("DELETE", path, "").want(204)
	tn.call("GET", path, "").want(404)
	tn.call("POST", servers, `{"identifier":"urn:auth0:express-configure"}`).want(201)
}

// F23: the answer to the POST shows three scopes, the GET after it eight
// (recorded 2026-04).
func TestMyAccountAPI(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	const servers = "/api/v2/resource-servers"
	a := tn.call("POST", servers, `{"name":"any","identifier":"`+issuer+`me/","scopes":[{"value":"x"}],"authorization_policy":{"policy_id":"p"}}`).
		want(201, `"name":"Auth0 My Account API"`, `"allow_offline_access":true`, `"skip_consent_for_verifiable_first_party_clients":true`,
			`"token_lifetime":600`, `"token_lifetime_for_web":600`, `"is_system":true`, `"proof_of_possession":{"mechanism":"dpop","required":false}`,
			`"authorization_policy":{"policy_id":"p"}`, `"subject_type_authorization":{"client":{"policy":"deny_all"},"user":{"policy":"require_client_grant"}}`)
	path := servers + "/" + a.id("id")
	three := []string{"create:me:connected_accounts", "read:me:connected_accounts", "delete:me:connected_accounts"}
	if got := a.values("scopes", "value"); !slices.Equal(got, three) {
		t.Errorf("the POST shows %v", got)
	}
	eight := append(three, "read:me:authentication_methods", "delete:me:authentication_methods", "update:me:authentication_methods",
		"read:me:factors", "create:me:authentication_methods")
	if got := tn.call("GET", path, "").want(200, `"Create Connected Accounts"`, `"Read Factors"`).values("scopes", "value"); !slices.Equal(got, eight) {
		t.Errorf("the GET shows %v", got)
	}
	tn.call("PATCH", path, `{"subject_type_authorization":{"client":{"policy":"require_client_grant"}}}`).want(400, "subject_type_authorization.client")
	tn.call("PATCH", path, `{"proof_of_possession":{"mechanism":"dpop","required":true}}`).want(200, `"required":true`)
	// Another tenant's identifier is an ordinary API.
	tn.call("POST", servers, `{"name":"any","identifier":"https://other.example.test/me/"}`).want(201, `"name":"any"`).without("is_system")
}

// The lifetime of My Organization is fixed, and its own document lists 35 scopes
// (documented).
func TestMyOrganizationAPI(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"`+issuer+`my-org/"}`).want(201, `"name":"Auth0 My Organization API"`, `"token_lifetime":600`)
	got := a.values("scopes", "value")
	if len(got) != 35 || !slices.Contains(got, "update:my_org:identity_providers_detach") {
		t.Errorf("%d scopes: %v", len(got), got)
	}
	tn.call("PATCH", "/api/v2/resource-servers/"+a.id("id"), `{"token_lifetime":900}`).want(400, "not token_lifetime")
}
