package replicas

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

const (
	issuer   = "https://tenant.test/"
	audience = "https://api.test/"
	callback = "https://app.test/callback"
)

var (
	databases postgrestest.Shared
	// signingKeys are made once: making them is slow.
	signingKeys = sync.OnceValues(func() (pairs []keys.Pair, err error) {
		for range 2 {
			pair, err := keys.Generate(rand.Reader)
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, pair)
		}
		return pairs, nil
	})
)

func TestMain(m *testing.M) { os.Exit(databases.Main(m)) }

func TestReplicasInMemory(t *testing.T) {
	t.Parallel()
	testReplicas(t, func(*testing.T) (first, second mockserver.Options) {
		stores := &mockserver.Stores{Store: store.NewMemory(), Transient: transient.NewMemory()}
		return mockserver.Options{Stores: stores}, mockserver.Options{Stores: stores}
	})
}

func TestReplicasOnPostgreSQL(t *testing.T) {
	t.Parallel()
	testReplicas(t, func(t *testing.T) (first, second mockserver.Options) {
		database := databases.URL(t)
		return mockserver.Options{DataFile: database}, mockserver.Options{DataFile: database}
	})
}

// testReplicas runs all tests with two replicas. options returns where they store a new tenant.
func testReplicas(t *testing.T, options func(t *testing.T) (first, second mockserver.Options)) {
	for name, test := range map[string]func(*testing.T, *tenant){
		"code":                      testCode,
		"code at the same moment":   testCodeAtTheSameMoment,
		"refresh token":             testRefreshToken,
		"assertion":                 testAssertion,
		"proof":                     testProof,
		"session":                   testSession,
		"opaque token":              testOpaqueToken,
		"quota":                     testQuota,
		"rate limit":                testRateLimit,
		"clock":                     testClock,
		"faults":                    testFaults,
		"faults at the same moment": testFaultsAtTheSameMoment,
		"random faults":             testRandomFaults,
		"expired tokens":            testExpiredTokens,
		"reset":                     testReset,
		"rotation":                  testRotation,
		"log events":                testLogEvents,
		"request counts":            testRequestCounts,
		"registration":              testRegistration,
		"page":                      testPage,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, start(t, options))
		})
	}
}

// A tenant has two replicas.
type tenant struct {
	t    *testing.T
	a, b *mockserver.Server
	// clientID and secret are those of a web application that may get tokens for users.
	clientID, secret string
}

func start(t *testing.T, options func(t *testing.T) (first, second mockserver.Options)) *tenant {
	t.Helper()
	pairs, err := signingKeys()
	if err != nil {
		t.Fatal(err)
	}
	first, second := options(t)
	tn := &tenant{t: t}
	for _, each := range []struct {
		server  **mockserver.Server
		options mockserver.Options
	}{{&tn.a, first}, {&tn.b, second}} {
		each.options.Issuer, each.options.SigningKeys, each.options.Control, each.options.Page = issuer, pairs, true, true
		server, err := mockserver.New(t.Context(), each.options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		*each.server = server
	}
	tn.admin("/resource-servers", map[string]any{"identifier": audience, "allow_offline_access": true, "scopes": []any{map[string]any{"value": "read"}}}, nil)
	tn.clientID, tn.secret = tn.client(map[string]any{
		"name": "web", "app_type": "regular_web", "callbacks": []string{callback}, "grant_types": []string{"authorization_code", "refresh_token", "client_credentials"},
		"allowed_logout_urls": []string{callback},
		"refresh_token":       map[string]any{"rotation_type": "rotating", "expiration_type": "expiring"},
	})
	return tn
}

// admin creates an object, at the first replica.
func (tn *tenant) admin(path string, body, out any) {
	tn.t.Helper()
	if err := tn.a.Admin(tn.t.Context(), http.MethodPost, path, body, out); err != nil {
		tn.t.Fatal(err)
	}
}

// client creates a client that may call the API on its own.
func (tn *tenant) client(properties map[string]any) (id, secret string) {
	tn.t.Helper()
	var made struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	tn.admin("/clients", properties, &made)
	tn.admin("/client-grants", map[string]any{"client_id": made.ID, "audience": audience, "scope": []string{"read"}}, nil)
	return made.ID, made.Secret
}

// An answer is the answer to a request.
type answer struct {
	status  int
	header  http.Header
	body    string
	cookies []*http.Cookie
}

func (a answer) field(t *testing.T, name string) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(a.body), &fields); err != nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	text, _ := fields[name].(string)
	return text
}

// A request is sent to a replica: a form, or else a body.
type request struct {
	method, path string
	form         url.Values
	body         string
	header       map[string]string
	cookies      []*http.Cookie
}

// send may be called by several goroutines.
func (tn *tenant) send(server *mockserver.Server, r request) answer {
	tn.t.Helper()
	host, kind, body := issuer, "application/json", r.body
	if r.form != nil {
		kind, body = "application/x-www-form-urlencoded", r.form.Encode()
	}
	if strings.HasPrefix(r.path, "/_mock/") {
		host = "https://localhost/"
	}
	req, err := http.NewRequestWithContext(tn.t.Context(), r.method, strings.TrimSuffix(host, "/")+r.path, strings.NewReader(body))
	if err != nil {
		tn.t.Error(err)
		return answer{}
	}
	if body != "" {
		req.Header.Set("Content-Type", kind)
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	for _, cookie := range r.cookies {
		req.AddCookie(cookie)
	}
	res, err := server.Transport().RoundTrip(req)
	if err != nil {
		tn.t.Error(err)
		return answer{}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		tn.t.Error(err)
	}
	return answer{res.StatusCode, res.Header, string(text), res.Cookies()}
}

// token sends a request to the token endpoint.
func (tn *tenant) token(server *mockserver.Server, form url.Values) answer {
	tn.t.Helper()
	return tn.send(server, request{method: http.MethodPost, path: "/oauth/token", form: form})
}

// control calls the control API.
func (tn *tenant) control(server *mockserver.Server, method, path, body string) answer {
	tn.t.Helper()
	a := tn.send(server, request{method: method, path: "/_mock/" + path, body: body})
	if a.status >= http.StatusBadRequest {
		tn.t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	return a
}

func (tn *tenant) want(what string, a answer, status int) {
	tn.t.Helper()
	if a.status != status {
		tn.t.Errorf("%s: %d %s, want %d", what, a.status, a.body, status)
	}
}
