package provider_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/command"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// What mock-server export writes imports a whole tenant, whatever its objects
// are called, and changes nothing of it.
func TestAccExport_plansNothingButImports(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	tenant := acctest.NewTenant(t, mocktest.WithDataFile(data))
	_, key := keyPair(t)
	fillAwkwardly(tenant, key)
	fillAccess(tenant)

	var stdout, stderr bytes.Buffer
	if code := command.Run(t.Context(), []string{"export", "--data", data}, &stdout, &stderr, "test"); code != 0 {
		t.Fatalf("the export ended with %d: %s", code, &stderr)
	}
	exported := stdout.String()
	for _, secret := range []string{tenant.ClientSecret, tenant.ResourceServer("urn:hs")["signing_secret"].(string)} {
		if strings.Contains(exported, secret) {
			t.Errorf("the export holds a secret")
		}
	}
	for _, setting := range []string{"organization_require_behavior", "default_organization", "token_quota", "token_exchange", "require_proof_of_possession"} {
		if !strings.Contains(exported, setting) {
			t.Errorf("the export lacks %s", setting) // the plan would be empty without it, too
		}
	}
	cli := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
	cli.File("main.tf", exported)
	if output := cli.Must("plan", "-no-color"); !strings.Contains(output, "Plan: 29 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Fatalf("the export changes something:\n%s\n%s", output, exported)
	}
	tenant.Requests.Reset()
	cli.Apply()
	expectWrites(t, tenant, map[string]int{})
	cli.EmptyPlan()
}

// fillAccess makes a role with permissions, a user with a role and a permission, and an
// organization with a grant.
func fillAccess(tenant *acctest.Tenant) {
	role := fmt.Sprint(tenant.Create("roles", acctest.Object{"name": `"${x}" %{y}`, "description": "All\nof it"})["id"])
	permissions := acctest.Object{"permissions": []acctest.Object{
		{"resource_server_identifier": "urn:all", "permission_name": "b"}, {"resource_server_identifier": "urn:日本", "permission_name": "écrire"},
	}}
	tenant.API(http.MethodPost, "/roles/"+role+"/permissions", permissions, nil)
	tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "日本 1", "email": "u@example.test"})
	user := "/users/" + url.PathEscape("auth0|日本 1")
	tenant.API(http.MethodPost, user+"/permissions", permissions, nil)
	tenant.API(http.MethodPost, user+"/roles", acctest.Object{"roles": []string{role}}, nil)
	organization := fmt.Sprint(tenant.Create("organizations", acctest.Object{"name": "acme"})["id"])
	client := tenant.Create("clients", acctest.Object{
		"name": "of an organization", "app_type": "regular_web", "oidc_conformant": true, "organization_usage": "require", "organization_require_behavior": "post_login_prompt",
		"default_organization": acctest.Object{"organization_id": organization, "flows": []string{"client_credentials"}},
		"token_quota":          acctest.Object{"client_credentials": acctest.Object{"per_hour": 10, "enforce": false}},
		"token_exchange":       acctest.Object{"allow_any_profile_of_type": []string{"custom_authentication"}}, "require_proof_of_possession": true,
	})["client_id"]
	grant := fmt.Sprint(tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": "urn:all", "scope": []string{"a"}, "organization_usage": "require"})["id"])
	tenant.API(http.MethodPost, "/organizations/"+organization+"/client-grants", acctest.Object{"grant_id": grant}, nil)
}

// fillAwkwardly makes 6 APIs, the scopes of 4 of them, 8 clients and 4 grants.
func fillAwkwardly(tenant *acctest.Tenant, key string) {
	type list = []acctest.Object
	scopes := list{{"value": "read:${a}", "description": "Reads \"%{a}\",\nand more\\"}, {"value": "écrire"}}
	apis := list{
		{"identifier": "https://a.example.test/"},
		{"identifier": "https://a-example-test", "scopes": scopes, "token_lifetime": 600},
		{"identifier": `urn:"${var.none}"`, "name": `%{ if true } "quoted" ${x}`, "scopes": scopes, "subject_type_authorization": acctest.Object{"user": acctest.Object{"policy": "deny_all"}}},
		{"identifier": "urn:日本", "name": "予約", "scopes": scopes, "signing_alg": "PS256", "authorization_details": list{{"type": "payment"}}, "enforce_policies": false,
			"proof_of_possession": acctest.Object{"mechanism": "dpop", "required": true},
			"token_encryption":    acctest.Object{"format": "compact-nested-jwe", "encryption_key": acctest.Object{"alg": "RSA-OAEP-256", "pem": key}}},
		{"identifier": "urn:hs", "signing_alg": "HS256", "token_lifetime": 100000, "token_lifetime_for_web": 90000, "allow_offline_access": true},
		{"identifier": "urn:all", "name": "3", "scopes": list{{"value": "a"}, {"value": "b"}, {"value": "c"}, {"value": "d"}}},
	}
	for _, api := range apis {
		tenant.Create("resource-servers", api)
	}
	var ids []any
	clients := list{
		{"name": "Reader", "app_type": "non_interactive"},
		{"name": "Reader", "app_type": "non_interactive", "client_metadata": acctest.Object{"a key": "${a}", "b": "1"}, "description": "\"%{b}\"\n\\"},
		{"name": "${} \u00fc\u200b'\"", "app_type": "spa", "callbacks": []string{"https://b.example.test/?a=${b}"}, "grant_types": []string{"authorization_code"}, "oidc_conformant": true,
			"refresh_token": acctest.Object{"rotation_type": "rotating", "expiration_type": "expiring", "policies": list{{"audience": "urn:all", "scope": []string{"b", "a"}}}}},
		{"name": "no type", "token_endpoint_auth_method": "client_secret_basic", "jwt_configuration": acctest.Object{"alg": "RS256"}, "is_first_party": false},
		{"name": "stands for", "app_type": "resource_server", "resource_server_identifier": "urn:日本", "logo_uri": "https://logo.example.test/"},
		{"name": "%", "app_type": "regular_web", "organization_usage": "allow"},
		{"name": "Partner", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "strict", "redirection_policy": "allow_always",
			"callbacks": []string{"https://partner.example.test/"}},
		{"name": "not a third party's", "app_type": "spa", "third_party_security_mode": "strict"},
	}
	for _, client := range clients {
		ids = append(ids, tenant.Create("clients", client)["client_id"])
	}
	grants := list{
		{"client_id": ids[0], "audience": "urn:all", "scope": []string{"d", "b", "a", "c"}},
		{"client_id": ids[1], "audience": `urn:"${var.none}"`, "allow_all_scopes": true, "organization_usage": "allow", "allow_any_organization": true},
		{"client_id": ids[2], "audience": "urn:日本", "scope": []string{}, "subject_type": "user", "authorization_details_types": []string{"payment"}},
		{"client_id": ids[1], "audience": tenant.URL + "/api/v2/", "scope": []string{"read:clients"}},
	}
	for _, grant := range grants {
		tenant.Create("client-grants", grant)
	}
}
