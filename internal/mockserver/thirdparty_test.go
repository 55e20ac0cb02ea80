package mockserver_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// TestAThirdPartyNeedsAGrant holds findings F24 over both APIs: what the Management
// API creates as a strict third-party application gets a code only where there is a
// grant.
func TestAThirdPartyNeedsAGrant(t *testing.T) {
	t.Parallel()
	const callback, audience = "https://partner.test/callback", "https://orders.test/"
	mock := mocktest.Start(t)
	var client struct {
		ID string `json:"client_id"`
	}
	mock.API(http.MethodPost, "/clients", map[string]any{
		"name": "Partner", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "strict", "callbacks": []string{callback}, "token_endpoint_auth_method": "client_secret_post",
	}, &client)
	mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": audience, "scopes": []map[string]any{{"value": "read:orders"}}}, nil)
	address := mock.URL + "/authorize?" + url.Values{
		"client_id": {client.ID}, "redirect_uri": {callback}, "response_type": {"code"}, "audience": {audience}, "scope": {"read:orders"}, "state": {"s"},
		"prompt": {"none"}, "login_hint": {"alice@example.test"}, "code_challenge": {strings.Repeat("x", 43)}, "code_challenge_method": {"S256"},
	}.Encode()
	refused := visit(t, address)
	defer refused.Body.Close()
	var answer struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	if err := json.NewDecoder(refused.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if want := `Client "` + client.ID + `" is not authorized to access resource server "` + audience + `".`; answer.Code != "invalid_request" || answer.Description != want {
		t.Errorf("without a grant: %s %+v, want %s", refused.Status, answer, want)
	}
	mock.API(http.MethodPost, "/client-grants", map[string]any{
		"default_for": "third_party_clients", "audience": audience, "scope": []string{"read:orders"}, "subject_type": "user",
	}, nil)
	granted := visit(t, address)
	defer granted.Body.Close()
	if location := granted.Header.Get("Location"); !strings.HasPrefix(location, callback+"?code=") {
		t.Errorf("with a default grant: %s to %q", granted.Status, location)
	}
}

// visit sends a request as a browser does, without following a redirect.
func visit(t *testing.T, address string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return res
}
