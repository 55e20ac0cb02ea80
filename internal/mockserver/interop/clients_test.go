package interop_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// appointments is the API that the clients log in for.
const appointments = "https://appointments.test/"

// application is a client that users log in to, and whose method of authentication
// is not set: both Basic and post work then (findings, F5).
type application struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

func newApplication(mock *mocktest.Mock, callback, home string) application {
	var client application
	mock.API(http.MethodPost, "/clients", object{
		"name": "App", "app_type": "regular_web", "callbacks": []string{callback}, "allowed_logout_urls": []string{home},
		"grant_types":   []string{"authorization_code", "implicit", "refresh_token", "client_credentials"},
		"refresh_token": object{"rotation_type": "rotating", "expiration_type": "expiring"},
	}, &client)
	settings := object{"identifier": appointments, "allow_offline_access": true, "scopes": []object{{"value": readScope}}}
	mock.API(http.MethodPost, "/resource-servers", settings, nil)
	mock.API(http.MethodPost, "/client-grants", object{"client_id": client.ID, "audience": appointments, "scope": []string{readScope}}, nil)
	return client
}

func TestOpenIDClient(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	const callback, home, bound = "https://app.test/callback", "https://app.test/", "https://dpop.test/"
	mock := mocktest.Start(t, mocktest.WithTLS())
	app := newApplication(mock, callback, home)
	mock.API(http.MethodPost, "/resource-servers", object{"identifier": bound, "proof_of_possession": object{"mechanism": "dpop", "required": true}}, nil)
	runSDK(t, node, "openid-client.mjs", mock, "CLIENT_ID="+app.ID, "CLIENT_SECRET="+app.Secret,
		"AUDIENCE="+appointments, "DPOP_AUDIENCE="+bound, "REDIRECT_URI="+callback, "HOME="+home)
}

func TestExpressOpenIDConnect(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	port := freePort(t)
	base := "http://127.0.0.1:" + port
	mock := mocktest.Start(t, mocktest.WithTLS())
	app := newApplication(mock, base+"/callback", base)
	runSDK(t, node, "express-login.mjs", mock, "CLIENT_ID="+app.ID, "CLIENT_SECRET="+app.Secret, "AUDIENCE="+appointments, "PORT="+port)
}

func TestNextJS(t *testing.T) {
	next := newNodeOf(t, "next")
	t.Parallel()
	const home, tenant = "https://app.test", "tenant.test"
	mock := mocktest.Start(t, mocktest.WithTLS(), mocktest.WithIssuer("https://"+tenant+"/"))
	app := newApplication(mock, home+"/auth/callback", home)
	runSDK(t, next, "login.mjs", mock, "TENANT="+tenant, "CLIENT_ID="+app.ID, "CLIENT_SECRET="+app.Secret, "AUDIENCE="+appointments, "HOME="+home)
}

func TestGoRelyingParties(t *testing.T) {
	t.Parallel()
	const callback, home = "https://app.test/callback", "https://app.test/"
	program := buildModule(t, "relyingparty")
	mock := mocktest.Start(t, mocktest.WithTenantSettings(object{"resource_parameter_profile": "compatibility"}))
	app := newApplication(mock, callback, home)
	command := exec.CommandContext(t.Context(), program)
	command.Env = append(os.Environ(), "ISSUER="+mock.URL+"/", "CLIENT_ID="+app.ID, "CLIENT_SECRET="+app.Secret,
		"AUDIENCE="+appointments, "REDIRECT_URI="+callback, "HOME_URL="+home)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v: %s\nrequests:\n%s", err, out, mock.Requests)
	}
}

// freePort returns a port for a program whose address must be known before it
// starts.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	address := listener.Addr().String()
	return address[strings.LastIndex(address, ":")+1:]
}
