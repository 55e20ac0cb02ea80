package token_test

import (
	"crypto/x509"
	"net/http"
	"slices"
	"testing"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// The two halves meet: what the fetcher sends is what the mock tenant asks for,
// for every algorithm of an API and every way for a client to authenticate.
func TestFetchVerifiedFromTheMockTenant(t *testing.T) {
	t.Parallel()
	der, err := x509.MarshalPKIXPublicKey(firstKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	credential := object{"credential_type": "public_key", "name": "key", "alg": "PS256", "pem": encodePEM("PUBLIC KEY", der)}
	clients := map[string]struct {
		settings object
		apply    func(*token.Credentials)
	}{
		"client_secret_post":  {object{"token_endpoint_auth_method": "client_secret_post"}, func(*token.Credentials) {}},
		"client_secret_basic": {object{"token_endpoint_auth_method": "client_secret_basic"}, func(c *token.Credentials) { c.BasicAuth = true }},
		"private_key_jwt": {object{"client_authentication_methods": object{"private_key_jwt": object{"credentials": []any{credential}}}},
			func(c *token.Credentials) { c.Assertion = assertionKey(t, "PS256") }},
	}
	mock := mocktest.Start(t)
	fetcher := token.NewFetcher(resty.New().SetBaseURL(mock.URL), mock.URL+"/", nil)
	for _, alg := range []string{"RS256", "RS512", "PS256", "HS256"} {
		identifier := "https://api.example/" + alg
		api := object{"identifier": identifier, "name": alg, "signing_alg": alg, "scopes": []any{object{"value": "a"}, object{"value": "b"}}}
		if alg == "HS256" {
			api["signing_secret"] = shared
		}
		mock.API(http.MethodPost, "/resource-servers", api, nil)
		for method, client := range clients {
			client.settings["name"], client.settings["app_type"], client.settings["grant_types"] = method, "non_interactive", []any{"client_credentials"}
			var made struct {
				ClientID     string `json:"client_id"`
				ClientSecret string `json:"client_secret"`
			}
			mock.API(http.MethodPost, "/clients", client.settings, &made)
			mock.API(http.MethodPost, "/client-grants", object{"client_id": made.ClientID, "audience": identifier, "scope": []any{"a", "b"}}, nil)
			request := token.Request{Credentials: token.Credentials{ClientID: made.ClientID, ClientSecret: made.ClientSecret}, Audience: identifier, Scopes: []string{"b"}}
			client.apply(&request.Credentials)
			_, verified, err := fetcher.FetchVerified(t.Context(), request, token.VerifyKey{SigningSecret: shared})
			if err != nil {
				t.Errorf("%s by %s: %v", alg, method, err)
				continue
			}
			if verified.Algorithm() != alg || !slices.Equal(verified.Scopes(), []string{"b"}) {
				t.Errorf("%s by %s: header %v, claims %v", alg, method, verified.Header, verified.Claims)
			}
		}
	}
}
