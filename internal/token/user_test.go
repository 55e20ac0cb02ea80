package token_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// browserClient creates a client that can log users in.
func browserClient(mock *mocktest.Mock, settings object) token.Credentials {
	all := object{"app_type": "regular_web", "grant_types": []any{"authorization_code"}, "callbacks": []any{"http://localhost/callback"}}
	for name, value := range settings {
		all[name] = value
	}
	all["name"] = fmt.Sprint(settings)
	var made struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
	}
	mock.API(http.MethodPost, "/clients", all, &made)
	return token.Credentials{ClientID: made.ClientID, ClientSecret: made.ClientSecret, BasicAuth: settings["token_endpoint_auth_method"] == "client_secret_basic"}
}

// A user's token has what the user may, for each kind of client.
func TestFetchForUserFromTheMockTenant(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	fetcher := token.NewFetcher(resty.New().SetBaseURL(mock.URL), mock.URL+"/", nil)
	const identifier = "urn:orders"
	mock.API(http.MethodPost, "/resource-servers", object{"identifier": identifier, "enforce_policies": true, "scopes": []any{object{"value": "read"}, object{"value": "write"}}}, nil)
	mock.API(http.MethodPost, "/users", object{"connection": "Username-Password-Authentication", "user_id": "v", "email": "viewer@example.test"}, nil)
	mock.API(http.MethodPost, "/users/auth0%7Cv/permissions", object{"permissions": []any{object{"resource_server_identifier": identifier, "permission_name": "read"}}}, nil)
	for name, settings := range map[string]object{
		"post":          {"token_endpoint_auth_method": "client_secret_post"},
		"basic":         {"token_endpoint_auth_method": "client_secret_basic"},
		"public":        {"token_endpoint_auth_method": "none", "app_type": "spa"},
		"two callbacks": {"callbacks": []any{"http://localhost/callback", "http://localhost/other"}},
	} {
		request := token.UserRequest{Credentials: browserClient(mock, settings), User: "viewer@example.test", Audience: identifier, Scopes: []string{"write", "read"}}
		if name == "public" {
			request.ClientSecret = ""
		}
		if name == "two callbacks" {
			request.RedirectURI = "http://localhost/other"
		}
		fetched, verified, err := fetcher.FetchForUser(t.Context(), request, token.VerifyKey{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if verified.Subject() != "auth0|v" || strings.Join(verified.Scopes(), " ") != "read" || fetched.AccessToken == "" || fetched.ExpiresIn == 0 {
			t.Errorf("%s: %v", name, verified.Claims)
		}
	}
}

func TestRefusalsOfATokenForAUser(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	fetcher := token.NewFetcher(resty.New().SetBaseURL(mock.URL), mock.URL+"/", nil)
	mock.API(http.MethodPost, "/resource-servers", object{"identifier": "urn:orders"}, nil)
	good := browserClient(mock, object{})
	machine := browserClient(mock, object{"grant_types": []any{"client_credentials"}, "app_type": "non_interactive", "callbacks": []any{"http://localhost/callback"}})
	wrong := good
	wrong.ClientSecret = "wrong"
	for name, c := range map[string]struct {
		request token.UserRequest
		want    string
	}{
		"no such client":   {token.UserRequest{Credentials: token.Credentials{ClientID: "none"}, User: "u", Audience: "urn:orders"}, "Unknown client"},
		"no such API":      {token.UserRequest{Credentials: good, User: "u", Audience: "urn:none"}, "Service not found: urn:none"},
		"another callback": {token.UserRequest{Credentials: good, User: "u", Audience: "urn:orders", RedirectURI: "http://localhost/x"}, "Callback URL mismatch"},
		"no user":          {token.UserRequest{Credentials: good, Audience: "urn:orders"}, "login_required"},
		"no organization":  {token.UserRequest{Credentials: good, User: "u", Audience: "urn:orders", Organization: "org_none"}, "parameter organization is not allowed for this client"},
		"another flow":     {token.UserRequest{Credentials: machine, User: "u", Audience: "urn:orders"}, "unauthorized_client"},
		"a wrong secret":   {token.UserRequest{Credentials: wrong, User: "u", Audience: "urn:orders"}, "401 Unauthorized"},
	} {
		_, _, err := fetcher.FetchForUser(t.Context(), c.request, token.VerifyKey{})
		var refused *token.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
