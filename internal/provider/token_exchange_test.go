package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const downstream = "https://downstream.example.test/"

// userTokenOf logs a user in without a page, as the mock allows, and returns an access
// token for an API.
func userTokenOf(t *testing.T, tenant *acctest.Tenant, audience string) string {
	t.Helper()
	const callback = "https://app.example.test/cb"
	app := tenant.Create("clients", acctest.Object{"name": "app", "app_type": "regular_web", "callbacks": []string{callback}, "token_endpoint_auth_method": "client_secret_post"})
	id, _ := app["client_id"].(string)
	secret, _ := app["client_secret"].(string)
	query := url.Values{
		"client_id": {id}, "redirect_uri": {callback}, "response_type": {"code"}, "audience": {audience}, "prompt": {"none"}, "login_hint": {"alice@example.com"},
	}
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.Get(tenant.URL + "/authorize?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Error(err)
	}
	target, err := answer.Location()
	if err != nil {
		t.Fatalf("%s: %v", answer.Status, err)
	}
	tokens, err := http.PostForm(tenant.URL+tokenRoute, url.Values{
		"grant_type": {"authorization_code"}, "client_id": {id}, "client_secret": {secret}, "code": {target.Query().Get("code")}, "redirect_uri": {callback},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer tokens.Body.Close()
	var decoded struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(tokens.Body).Decode(&decoded); err != nil || decoded.AccessToken == "" {
		t.Fatalf("%s: %v", tokens.Status, err)
	}
	return decoded.AccessToken
}

// A module declares an API that exchanges its users' tokens, and a token proves it: the
// data source and the ephemeral resource take subject_token (facts, chapter 8).
func TestATokenProvesADelegation(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": []acctest.Object{{"value": "read:a"}}})
	tenant.Create("resource-servers", acctest.Object{
		"identifier": downstream, "scopes": []acctest.Object{{"value": "read:items"}}, "skip_consent_for_verifiable_first_party_clients": true,
		"subject_type_authorization": acctest.Object{"user": acctest.Object{"policy": "require_client_grant"}},
	})
	exchanger := p.Apply("auth0api_client", noState, acctest.Values{
		"name": "MCP server", "app_type": "resource_server", "resource_server_identifier": appointments,
		"token_exchange": acctest.Object{"allow_any_profile_of_type": list{"on_behalf_of_token_exchange"}},
	})
	mustHaveNone(t, exchanger)
	subject := userTokenOf(t, tenant, appointments)
	config := acctest.Values{
		"audience": downstream, "client_id": exchanger.Attribute("client_id"), "client_secret": exchanger.Attribute("client_secret"), "subject_token": subject, "scopes": list{"read:items"},
	}
	expectDiagnostic(t, p.ReadData("auth0api_token", config), "error at audience: No token for API", "is not authorized to access resource server")
	mustHaveNone(t, p.Apply(grantResource, noState, acctest.Values{"client_id": config["client_id"], "audience": downstream, "subject_type": "user", "scopes": list{"read:items"}}))
	for kind, got := range map[string]acctest.Answer{"data source": p.ReadData("auth0api_token", config), "ephemeral resource": p.Open("auth0api_token", config)} {
		mustHaveNone(t, got)
		claims, _ := got.Attribute("claims").(map[string]any)
		act, _ := claims["act"].(map[string]any)
		if got.Attribute("scope") != "read:items" || claims["aud"] != downstream || act["sub"] != config["client_id"] {
			t.Errorf("%s: %v", kind, claims)
		}
	}
	config["subject_token"] = "nonsense"
	expectDiagnostic(t, p.ReadData("auth0api_token", config), "error at subject_token: No token for API", "Invalid subject_token")
	mustHaveNone(t, p.ApplyAfter("auth0api_client", exchanger, acctest.Values{"name": "MCP server", "app_type": "resource_server", "resource_server_identifier": appointments}))
	config["subject_token"] = subject
	expectDiagnostic(t, connected(t, tenant).ReadData("auth0api_token", config), "error at client_id: No token for API", "not allowed to exchange tokens")
	if id := fmt.Sprint(config["client_id"]); clientProperty(tenant, id, "token_exchange") != nil {
		t.Error("the permission to exchange tokens stays")
	}
}

func clientProperty(tenant *acctest.Tenant, id, name string) any {
	var client acctest.Object
	tenant.API(http.MethodGet, "/clients/"+id, nil, &client)
	return client[name]
}

// Facts 8.3 and 9.5: a user's token that is exchanged has only those scopes of the other
// API that the user may have there: by a role, or directly.
func TestAnExchangedTokenIsCutToThePermissionsOfTheUser(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": []acctest.Object{{"value": "read:a"}}})
	mustHaveNone(t, p.Apply(apiResource, noState, acctest.Values{
		"identifier": downstream, "enforce_policies": true, "token_dialect": "access_token_authz", "skip_consent_for_verifiable_first_party_clients": true,
	}))
	mustHaveNone(t, p.Apply(scopesResource, noState, acctest.Values{"resource_server_identifier": downstream, "scopes": list{
		acctest.Values{"name": "read:items"}, acctest.Values{"name": "write:items"}, acctest.Values{"name": "delete:items"},
	}}))
	exchanger := p.Apply("auth0api_client", noState, acctest.Values{
		"name": "MCP server", "app_type": "resource_server", "resource_server_identifier": appointments,
		"token_exchange": acctest.Object{"allow_any_profile_of_type": list{"on_behalf_of_token_exchange"}},
	})
	mustHaveNone(t, exchanger)
	tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "42", "email": "alice@example.com", "password": "pass-w0rd-of-Alice"})
	role := p.Apply("auth0api_role", noState, acctest.Values{"name": "editor"})
	mustHaveNone(t, role)
	roleID := role.Attribute("id")
	mustHaveNone(t, p.Apply("auth0api_role_permission", noState, acctest.Values{"role_id": roleID, "resource_server_identifier": downstream, "permission": "write:items"}))
	mustHaveNone(t, p.Apply("auth0api_user_roles", noState, acctest.Values{"user_id": "auth0|42", "roles": list{roleID}}))
	mustHaveNone(t, p.Apply("auth0api_user_permissions", noState, acctest.Values{"user_id": "auth0|42", "permissions": list{
		acctest.Values{"resource_server_identifier": downstream, "name": "read:items"},
	}}))
	config := acctest.Values{
		"audience": downstream, "client_id": exchanger.Attribute("client_id"), "client_secret": exchanger.Attribute("client_secret"), "subject_token": userTokenOf(t, tenant, appointments),
	}
	for _, c := range []struct {
		scopes any
		want   string
	}{{nil, "read:items write:items"}, {list{"write:items"}, "write:items"}} {
		got := p.ReadData("auth0api_token", with(config, acctest.Values{"scopes": c.scopes}))
		mustHaveNone(t, got)
		if permissions := fmt.Sprint(claimOf(got, "permissions")); got.Attribute("scope") != c.want || permissions != "[read:items write:items]" || claimOf(got, "sub") != "auth0|42" {
			t.Errorf("with scopes %v, the token of %v has %v and the permissions %v", c.scopes, claimOf(got, "sub"), got.Attribute("scope"), permissions)
		}
	}
	// A scope that the user may not have is cut off, which the provider reports.
	expectDiagnostic(t, p.ReadData("auth0api_token", with(config, acctest.Values{"scopes": list{"read:items", "delete:items"}})),
		"error at scopes: A wanted scope was not granted", "delete:items", "only read:items", "the user's permissions")
}
