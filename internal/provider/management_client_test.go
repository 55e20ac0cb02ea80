package provider_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// managementScopes are those of examples/management-client, by what they are for.
func managementScopes(t *testing.T) map[string][]string {
	t.Helper()
	parts := map[string][]string{}
	for _, part := range regexp.MustCompile(`(?s)    (\w+) = (\[.*?\])`).FindAllStringSubmatch(example(t, "management-client", "main.tf"), -1) {
		parts[part[1]] = regexp.MustCompile(`\w+:\w+`).FindAllString(part[2], -1)
	}
	if len(parts) != 7 {
		t.Fatalf("the example has the parts %q", parts)
	}
	return parts
}

// everything makes, reads, changes and destroys one of each kind of these parts,
// as a client with these scopes, and returns the errors.
func everything(t *testing.T, parts, scopes, pems []string) []string {
	t.Helper()
	tenant := acctest.NewTenant(t)
	manager := tenant.Create("clients", acctest.Object{"name": "Terraform", "app_type": "non_interactive"})
	tenant.Create("client-grants", acctest.Object{"client_id": manager["client_id"], "audience": tenant.URL + "/api/v2/", "scope": scopes})
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": manager["client_id"], "client_secret": manager["client_secret"]})
	var errors []string
	note := func(diagnostics []string) {
		for _, line := range diagnostics {
			if strings.HasPrefix(line, "error") {
				errors = append(errors, line)
			}
		}
	}
	var destroys []func()
	// cycle makes a resource by the first configuration, changes it by the others
	// and reads it.
	cycle := func(resource string, configs ...acctest.Values) (id any) {
		state := acctest.Answer{}
		for _, config := range configs {
			next := p.ApplyAfter(resource, state, config)
			note(next.Diagnostics)
			if next.Value.Type() == nil || next.Value.IsNull() {
				continue
			}
			state = next
		}
		if state.Value.Type() == nil {
			return "none"
		}
		note(p.ReadAfter(resource, state).Diagnostics)
		destroys = append(destroys, func() { note(p.Destroy(resource, state).Diagnostics) })
		return state.Attribute("id")
	}
	cycle("auth0api_resource_server", acctest.Values{"identifier": "urn:a", "name": "a"}, acctest.Values{"identifier": "urn:a", "name": "b"})
	cycle("auth0api_resource_server_scope", acctest.Values{"resource_server_identifier": "urn:a", "scope": "read"})
	client := cycle("auth0api_client", acctest.Values{"name": "a"}, acctest.Values{"name": "b"})
	keys := func(pem, expires string) acctest.Values {
		return acctest.Values{"client_id": client, "authentication_method": "private_key_jwt", "private_key_jwt": map[string]any{
			"credentials": []any{map[string]any{"pem": pem, "expires_at": expires}},
		}}
	}
	cycle("auth0api_client_grant",
		acctest.Values{"client_id": client, "audience": "urn:a", "scopes": []any{"read"}}, acctest.Values{"client_id": client, "audience": "urn:a", "scopes": []any{}})
	if slices.Contains(parts, "secrets") {
		note(p.Open("auth0api_client_secret", acctest.Values{"client_id": client}).Diagnostics)
	}
	if slices.Contains(parts, "credentials") {
		note(p.Invoke("auth0api_rotate_client_secret", acctest.Values{"client_id": client}).Diagnostics)
		cycle("auth0api_client_credentials",
			keys(pems[0], "2090-01-01T00:00:00Z"), keys(pems[0], "2091-01-01T00:00:00Z"), keys(pems[1], "2091-01-01T00:00:00Z"))
	}
	cycle(tenantSettingsResource, acctest.Values{"default_audience": "urn:a"})
	note(p.ReadData("auth0api_signing_keys", nil).Diagnostics)
	note(p.Invoke("auth0api_rotate_signing_keys", nil).Diagnostics)
	note(p.Invoke("auth0api_revoke_signing_key", nil).Diagnostics)
	for _, destroy := range slices.Backward(destroys) {
		destroy()
	}
	return errors
}

// The example grants exactly the scopes that the provider needs. Some scopes also
// permit what others do: the scopes for credentials show secrets, and the scope that
// shows secrets shows clients. So each part is tried without the parts that would
// make its scopes unnecessary.
func TestTheManagementClientHasTheScopesThatAreNeeded(t *testing.T) {
	t.Parallel()
	_, first := keyPair(t)
	_, second := keyPair(t)
	pems := []string{first, second}
	all := managementScopes(t)
	needless := map[string][]string{"secrets": {"credentials"}, "clients": {"secrets", "credentials"}}
	for part := range all {
		var parts, scopes []string
		for other, its := range all {
			if !slices.Contains(needless[part], other) {
				parts, scopes = append(parts, other), append(scopes, its...)
			}
		}
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			if errors := everything(t, parts, scopes, pems); len(errors) > 0 {
				t.Fatalf("with all of the scopes: %q", errors)
			}
			for _, scope := range all[part] {
				without := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == scope })
				if errors := everything(t, parts, without, pems); len(errors) == 0 {
					t.Errorf("nothing needs %s", scope)
				}
			}
		})
	}
}

// The guide's way: the client is made with a token for the Management API, and
// then makes, changes nothing of and destroys the quickstart.
func TestAccExamples_managementClient(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	body := url.Values{"grant_type": {"client_credentials"}, "client_id": {tenant.ClientID}, "client_secret": {tenant.ClientSecret}, "audience": {tenant.URL + "/api/v2/"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tenant.URL+"/oauth/token", strings.NewReader(body.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil || token.AccessToken == "" {
		t.Fatalf("no token for the Management API: %s, %v", resp.Status, err)
	}
	first := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_API_TOKEN="+token.AccessToken)
	first.File("main.tf", example(t, "management-client", "main.tf"))
	first.Apply()
	first.EmptyPlan()
	output := func(name string) string { return strings.TrimSpace(first.Must("output", "-raw", name)) }

	second := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+output("client_id"), "AUTH0_CLIENT_SECRET="+output("client_secret"))
	quickstart(t, second)
	second.Apply()
	second.EmptyPlan()
	second.Apply("-destroy")
}
