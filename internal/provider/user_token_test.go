package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The editor's token has what the viewer's lacks, although the client asks the same for
// both; a user whom the tenant does not have gets what the client gets.
func TestAccUserToken(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{
		"identifier": "urn:orders", "enforce_policies": true, "token_dialect": "access_token_authz", "scopes": []acctest.Object{{"value": "read"}, {"value": "write"}},
	})
	for user, permissions := range map[string][]string{"editor": {"read", "write"}, "viewer": {"read"}} {
		tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": user, "email": user + "@example.test"})
		for _, permission := range permissions {
			tenant.API(http.MethodPost, "/users/auth0%7C"+user+"/permissions", acctest.Object{"permissions": []acctest.Object{
				{"resource_server_identifier": "urn:orders", "permission_name": permission},
			}}, nil)
		}
	}
	shop := tenant.Create("clients", acctest.Object{
		"name": "Shop", "app_type": "regular_web", "grant_types": []string{"authorization_code"}, "callbacks": []string{"http://localhost/"}, "organization_usage": "allow",
	})
	config := acctest.Values{"audience": "urn:orders", "client_id": shop["client_id"], "client_secret": shop["client_secret"], "scopes": list{"read", "write"}}
	p := connected(t, tenant)
	for user, want := range map[string]string{
		"editor@example.test": "read write [read write] auth0|editor", "auth0|viewer": "read [read] auth0|viewer", "bob@example.test": "read write [read write] auth0|626f62406578616d706c652e74657374",
	} {
		config["user"] = user
		got := p.ReadData("auth0api_user_token", config)
		mustHaveNone(t, got)
		claims, _ := got.Attribute("claims").(map[string]any)
		if said := fmt.Sprint(got.Attribute("scope"), " ", claims["permissions"], " ", claims["sub"]); said != want {
			t.Errorf("%s: %s, want %s", user, said, want)
		}
	}
	organization := tenant.Create("organizations", acctest.Object{"name": "acme"})
	config["organization"] = organization["id"]
	got := p.ReadData("auth0api_user_token", config)
	mustHaveNone(t, got)
	if claims, _ := got.Attribute("claims").(map[string]any); claims["org_id"] != organization["id"] {
		t.Errorf("the claims are %v", claims)
	}
	for attribute, value := range map[string]string{
		"audience": "urn:none", "client_id": "none", "client_secret": "wrong", "redirect_uri": "http://localhost/x", "organization": "org_none", "user": "a\x00b",
	} {
		at := attribute
		if attribute == "client_secret" {
			at = "client_id"
		}
		changed := acctest.Values{"organization": nil}
		changed[attribute] = value
		expectDiagnostic(t, p.ReadData("auth0api_user_token", withAll(config, changed)), "error at "+at+": No token for the user")
	}
}

// The service asks for a login, and the error says what to do.
func TestAUserTokenOfTheService(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://localhost/callback?error=login_required&error_description=Login%20required", http.StatusFound)
	}))
	t.Cleanup(service.Close)
	p := plugin(t)
	mustHaveNone(t, p.Configure(acctest.Values{"domain": service.URL, "client_id": "c", "client_secret": longSecret}, false))
	expectDiagnostic(t, p.ReadData("auth0api_user_token", acctest.Values{"audience": "urn:a", "client_id": "c", "user": "u"}),
		"error at user: No token for the user", "Login required", "Only a mock tenant")
}
