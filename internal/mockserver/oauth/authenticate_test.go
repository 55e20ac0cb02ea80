package oauth_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

func TestClientSecretBasic(t *testing.T) {
	t.Parallel()
	encoded := basic(client, url.QueryEscape(secret))
	bare := form("client_id", "", "client_secret", "")
	tests := []struct {
		name          string
		registered    string
		authorization string
		form          url.Values
		want          string
	}{
		{"id and secret form-encoded", "client_secret_basic", encoded, bare, "200 "},
		{"scheme in other case", "client_secret_basic", "bAsIc" + encoded[5:], bare, "200 "},
		{"a client that names no method", "", encoded, bare, "200 "},
		{"the same client_id in the body", "client_secret_basic", encoded, form("client_secret", ""), "200 "},
		{"another client_id in the body", "client_secret_basic", encoded, form("client_id", "other", "client_secret", ""), "400 invalid_request"},
		{"secret in the body as well", "client_secret_basic", encoded, form(), "400 invalid_request"},
		{"secret not form-encoded", "client_secret_basic", basic(client, "100%"), bare, "401 access_denied"},
		{"wrong secret", "client_secret_basic", basic(client, "wrong"), bare, "401 access_denied"},
		{"no colon", "client_secret_basic", "Basic " + base64.StdEncoding.EncodeToString([]byte(client)), bare, "401 access_denied"},
		{"not base64", "client_secret_basic", "Basic ???", bare, "401 access_denied"},
		{"a client registered for post", "client_secret_post", encoded, bare, "401 access_denied"},
		{"another scheme", "client_secret_basic", "Bearer x", bare, "400 invalid_request"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			tenant.client.TokenEndpointAuthMethod = test.registered
			got := do(t, tenant.start(t), http.MethodPost, oauth.TokenPath, formType, test.authorization, test.form.Encode())
			if text := fmt.Sprintf("%d %s", got.Status, got.Error); text != test.want {
				t.Errorf("%s (%s), want %s", text, got.Description, test.want)
			}
			if (got.Status == http.StatusUnauthorized) != (got.Header.Get("WWW-Authenticate") != "") {
				t.Errorf("%d with WWW-Authenticate %q", got.Status, got.Header.Get("WWW-Authenticate"))
			}
		})
	}
}
