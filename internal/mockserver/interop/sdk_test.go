package interop_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// The vendor's SDKs speak https and nothing else.

func TestManagementSDK(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	mock := mocktest.Start(t, mocktest.WithTLS())
	runSDK(t, node, "manage.mjs", mock, "CLIENT_ID="+mock.ClientID, "CLIENT_SECRET="+mock.ClientSecret)
}

func TestLoginSDK(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	for _, algorithm := range []string{"RS256", "PS256", "HS256"} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			const audience, callback = "https://appointments.test/", "https://app.test/callback"
			mock := mocktest.Start(t, mocktest.WithTLS(), mocktest.WithRemoveAlgFromJWKS())
			var client struct {
				ID     string `json:"client_id"`
				Secret string `json:"client_secret"`
			}
			mock.API(http.MethodPost, "/clients", object{
				"name": "App", "app_type": "regular_web", "callbacks": []string{callback}, "jwt_configuration": object{"alg": algorithm},
				"grant_types":   []string{"authorization_code", "refresh_token", "client_credentials"},
				"refresh_token": object{"rotation_type": "rotating", "expiration_type": "expiring"},
			}, &client)
			mock.API(http.MethodPost, "/resource-servers", object{"identifier": audience, "allow_offline_access": true, "scopes": []object{{"value": readScope}}}, nil)
			mock.API(http.MethodPost, "/client-grants", object{"client_id": client.ID, "audience": audience, "scope": []string{readScope}}, nil)
			runSDK(t, node, "login.mjs", mock, "CLIENT_ID="+client.ID, "CLIENT_SECRET="+client.Secret, "AUDIENCE="+audience, "REDIRECT_URI="+callback)
		})
	}
}

// runSDK runs a program that fails when something is not as on the service.
func runSDK(t *testing.T, node node, program string, mock *mocktest.Mock, env ...string) {
	t.Helper()
	command := node.command(t, program)
	command.Env = append(os.Environ(), "DOMAIN="+strings.TrimPrefix(mock.URL, "https://"), "NODE_EXTRA_CA_CERTS="+mock.CertificateFile)
	command.Env = append(command.Env, env...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s\nrequests:\n%s", program, err, out, mock.Requests)
	}
}
