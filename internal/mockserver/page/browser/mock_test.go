package browser_test

import (
	"bufio"
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// mock is a running mock-server with an API, and a client that is granted a
// part of it.
type mock struct {
	url, token string
	// api is the API Orders, and empty an API without scopes and grants. client is the
	// client Billing with the grant on Orders, and signer a client with key.
	api, empty, client, grant, signer string
	key                               *rsa.PrivateKey
	// role is the role Editor, which the user auth0|editor has.
	role string
	// web is a client that logs users in, in the organization only.
	web, organization string
}

// folder has the binary. TestMain makes and removes it.
var folder string

// binary builds the binary that people run, once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "provider")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = "../../../.."
	if out, err := build.CombinedOutput(); err != nil {
		return path, fmt.Errorf("building the mock: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "auth0api-browser-"); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// start builds the binary that people run, and runs its mock-server.
func start(t *testing.T) *mock {
	t.Helper()
	binary, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), binary, "mock-server", "--listen", "127.0.0.1:0", "--client-id", "admin", "--client-secret", "admin-secret-admin-secret")
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // the test's context ended it
	m := &mock{}
	lines := bufio.NewScanner(stdout)
	for m.url == "" && lines.Scan() {
		m.url, _ = strings.CutPrefix(lines.Text(), "export AUTH0_DOMAIN=")
		if !strings.HasPrefix(m.url, "http://") {
			m.url = ""
		}
	}
	if m.url == "" {
		t.Fatalf("the mock did not say where it listens (%v)", lines.Err())
	}
	m.fill(t)
	return m
}

func (m *mock) fill(t *testing.T) {
	t.Helper()
	type object = map[string]any
	var answer struct {
		Token    string `json:"access_token"`
		ID       string `json:"id"`
		ClientID string `json:"client_id"`
	}
	res, err := http.PostForm(m.url+"/oauth/token", url.Values{ //nolint:noctx // the mock is a child of the test
		"grant_type": {"client_credentials"}, "client_id": {"admin"}, "client_secret": {"admin-secret-admin-secret"}, "audience": {m.url + "/api/v2/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	m.token = answer.Token
	m.ask(t, http.MethodPost, "/api/v2/resource-servers", object{
		"name": "Orders", "identifier": "https://orders.example.test/", "token_lifetime": 3600,
		"scopes": []object{{"value": "read:orders", "description": "Look at orders"}, {"value": "write:orders", "description": "Place and change orders"}, {"value": "delete:orders"}},
	}, &answer)
	m.api = answer.ID
	m.ask(t, http.MethodPost, "/api/v2/resource-servers", object{"name": "Appointments", "identifier": "https://appointments.example.test/", "signing_alg": "PS256"}, &answer)
	m.empty = answer.ID
	m.ask(t, http.MethodPost, "/api/v2/clients", object{"name": "Billing", "grant_types": []string{"client_credentials"}, "app_type": "non_interactive"}, &answer)
	m.client = answer.ClientID
	m.ask(t, http.MethodPost, "/api/v2/client-grants", object{"client_id": m.client, "audience": "https://orders.example.test/", "scope": []string{"read:orders", "write:orders"}}, &answer)
	m.grant = answer.ID
	m.addSigner(t)
	m.addUsers(t)
}

// ask sends a request to the Management API; out may be nil, then its refusal
// is no matter.
func (m *mock) ask(t *testing.T, method, path string, body, out any) {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if body == nil {
		encoded = nil
	}
	request, err := http.NewRequestWithContext(t.Context(), method, m.url+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+m.token)
	request.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if out == nil {
		return
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil || res.StatusCode > 299 {
		t.Fatalf("%s %s answered %s (%v)", method, path, res.Status, err)
	}
}
