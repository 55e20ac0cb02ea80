package appointments

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/lestrrat-go/jwx/v3/jwk"
)

// TestTheModule applies the module to a tenant of its own, and calls the API with a token of
// the client that the module creates.
func TestTheModule(t *testing.T) {
	server := Start(t)
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // the tenants know nothing of each other
			tenant := server.NewTenant(t)
			outputs := apply(t, tenant)
			keys, err := jwk.Fetch(t.Context(), tenant.Issuer+".well-known/jwks.json", jwk.WithHTTPClient(server.Client))
			if err != nil {
				t.Fatal(err)
			}
			api := Handler(tenant.Issuer, outputs["audience"], keys)
			token := server.token(t, tenant, outputs)
			for _, test := range []struct {
				method, token string
				want          int
			}{
				{http.MethodGet, token, http.StatusOK},
				{http.MethodPost, token, http.StatusForbidden}, // the module does not grant it
				{http.MethodGet, "none", http.StatusUnauthorized},
			} {
				req := httptest.NewRequestWithContext(t.Context(), test.method, "/appointments", http.NoBody)
				req.Header.Set("Authorization", "Bearer "+test.token)
				recorded := httptest.NewRecorder()
				api.ServeHTTP(recorded, req)
				if recorded.Code != test.want {
					t.Errorf("%s: %d, want %d: %s", test.method, recorded.Code, test.want, recorded.Body)
				}
			}
		})
	}
}

// apply applies a copy of the module, and returns its outputs.
func apply(t *testing.T, tenant Tenant) map[string]string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../module")); err != nil {
		t.Fatal(err)
	}
	terraform := func(args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "terraform", append([]string{"-chdir=" + folder}, args...)...)
		cmd.Env = append(os.Environ(), "AUTH0_DOMAIN="+tenant.Domain, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
		output, err := cmd.Output()
		if err != nil {
			t.Fatalf("terraform %v: %v\n%s", args, err, output)
		}
		return output
	}
	// A provider that TF_CLI_CONFIG_FILE overrides needs no init, which would look for it in
	// the registry.
	if os.Getenv("TF_CLI_CONFIG_FILE") == "" {
		terraform("init", "-input=false")
	}
	terraform("apply", "-auto-approve", "-input=false")
	var outputs map[string]struct{ Value string }
	if err := json.Unmarshal(terraform("output", "-json"), &outputs); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, output := range outputs {
		values[name] = output.Value
	}
	return values
}

// token returns a token of the client that the module creates.
func (s *Server) token(t *testing.T, tenant Tenant, outputs map[string]string) string {
	t.Helper()
	res, err := s.Client.PostForm(tenant.Issuer+"oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "audience": {outputs["audience"]},
		"client_id": {outputs["client_id"]}, "client_secret": {outputs["client_secret"]},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.AccessToken == "" {
		t.Fatalf("no token: %s, %v", res.Status, err)
	}
	return answer.AccessToken
}
