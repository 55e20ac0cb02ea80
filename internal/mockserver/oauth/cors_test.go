package oauth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// TestScriptsOfTheClientsOriginsReadTokens holds the service's documentation, "Set
// up CORS": the origins of callbacks, allowed_origins and web_origins.
func TestScriptsOfTheClientsOriginsReadTokens(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.set("allowed_origins", []string{"https://admin.example"})
	tenant.set("web_origins", []string{"http://localhost:3000"})
	h := tenant.start(t)
	for from, want := range map[string]string{
		"https://app.example": "https://app.example", "https://admin.example": "https://admin.example", "http://localhost:3000": "http://localhost:3000",
		"http://localhost:3001": "", "http://app.example": "", "https://evil.example": "", "null": "", "": "",
	} {
		for _, path := range []string{oauth.TokenPath, oauth.RevokePath} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(exchange("x").Encode()))
			request.Header.Set("Content-Type", formType)
			if from != "" {
				request.Header.Set("Origin", from)
			}
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, request)
			if got := recorder.Header().Get("Access-Control-Allow-Origin"); got != want || recorder.Header().Get("Vary") != "Origin" {
				t.Errorf("%s from %q: %q, want %q", path, from, got, want)
			}
		}
	}
}
