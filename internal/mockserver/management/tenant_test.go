package management_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	issuer   = "https://tenant.example.test/"
	audience = issuer + "api/v2/"
	adminID  = "AdminAdminAdminAdminAdminAdmin00"
)

// pairs are made once: an RSA key takes longer than most of the tests.
var pairs = sync.OnceValue(func() []keys.Pair {
	out := make([]keys.Pair, 3)
	for i := range out {
		pair, err := keys.Generate(rand.Reader)
		if err != nil {
			panic(err)
		}
		out[i] = pair
	}
	return out
})

// tenant is a Management API with a clock that stands still.
type tenant struct {
	t       testing.TB
	handler http.Handler
	store   store.Store
	ring    *keys.Ring
	now     time.Time
	token   string
}

func newTenant(t testing.TB, change ...func(*management.Deps)) *tenant {
	t.Helper()
	ctx := context.Background()
	tn := &tenant{t: t, store: store.NewMemory(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return tn.now }
	ring, err := keys.Open(ctx, tn.store, "tenant.example.test", now, rand.Reader, pairs()...)
	if err != nil {
		t.Fatal(err)
	}
	tn.ring = ring
	if _, err := management.Bootstrap(ctx, management.BootstrapOptions{
		Store: tn.store, Issuer: issuer, ClientID: adminID, ClientSecret: "admin-secret", Random: rand.Reader,
	}); err != nil {
		t.Fatal(err)
	}
	schemas, err := schema.Compile()
	if err != nil {
		t.Fatal(err)
	}
	deps := management.Deps{Store: tn.store, Keys: ring, Issuer: issuer, Schemas: schemas, Now: now, Random: rand.Reader}
	for _, apply := range change {
		apply(&deps)
	}
	tn.handler = management.New(deps)
	tn.token = tn.sign(tn.claims(allScopes))
	return tn
}

const allScopes = "read:resource_servers create:resource_servers update:resource_servers delete:resource_servers " +
	"read:client_grants create:client_grants update:client_grants delete:client_grants read:organization_client_grants " +
	"read:clients create:clients update:clients delete:clients read:client_keys update:client_keys " +
	"read:client_credentials create:client_credentials update:client_credentials delete:client_credentials " +
	"read:signing_keys create:signing_keys update:signing_keys read:tenant_settings update:tenant_settings " +
	"read:roles create:roles update:roles delete:roles read:users create:users update:users delete:users " +
	"read:user_effective_permissions read:user_effective_roles read:user_permission_source_roles " +
	"read:organizations create:organizations update:organizations delete:organizations " +
	"create:organization_client_grants delete:organization_client_grants read:logs"

func (tn *tenant) claims(scope string) map[string]any {
	return map[string]any{
		"iss": issuer, "aud": audience, "sub": adminID + "@clients", "scope": scope,
		"iat": tn.now.Unix(), "exp": tn.now.Add(time.Hour).Unix(),
	}
}

// sign makes a token with the tenant's current key.
func (tn *tenant) sign(claims map[string]any) string {
	tn.t.Helper()
	kid, key, err := tn.ring.Current(context.Background())
	if err != nil {
		tn.t.Fatal(err)
	}
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	if err != nil {
		tn.t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		tn.t.Fatal(err)
	}
	return raw
}

// withScope is the same tenant, spoken to with a token of other scopes.
func (tn *tenant) withScope(scope string) *tenant {
	other := *tn
	other.token = tn.sign(tn.claims(scope))
	return &other
}

// in is the same tenant, whose failures are those of another test.
func (tn *tenant) in(t testing.TB) *tenant {
	other := *tn
	other.t = t
	return &other
}

// answer is a response, its JSON decoded.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	text   string
	object map[string]any
}

// call sends a request; body is JSON text, or empty for none.
func (tn *tenant) call(method, path, body string) answer {
	tn.t.Helper()
	return tn.send(method, path, body, "application/json")
}

func (tn *tenant) send(method, path, body, contentType string) answer {
	tn.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, reader)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if tn.token != "" {
		r.Header.Set("Authorization", "Bearer "+tn.token)
	}
	w := httptest.NewRecorder()
	tn.handler.ServeHTTP(w, r)
	out := answer{t: tn.t, status: w.Code, header: w.Header(), text: w.Body.String()}
	// Lists are not objects; what reads them uses the text.
	_ = json.Unmarshal(w.Body.Bytes(), &out.object)
	return out
}

// want checks the status and, if given, that the text has each part.
func (a answer) want(status int, parts ...string) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.text)
	}
	for _, part := range parts {
		if !strings.Contains(a.text, part) {
			a.t.Errorf("answer lacks %s:\n%s", part, a.text)
		}
	}
	return a
}

// without checks that the text has none of the parts.
func (a answer) without(parts ...string) answer {
	a.t.Helper()
	for _, part := range parts {
		if strings.Contains(a.text, part) {
			a.t.Errorf("answer has %s:\n%s", part, a.text)
		}
	}
	return a
}

// message checks an error's message.
func (a answer) message(want string) answer {
	a.t.Helper()
	if got := a.object["message"]; got != want {
		a.t.Errorf("message\n  %q, want\n  %q", got, want)
	}
	return a
}

func (a answer) id(name string) string {
	a.t.Helper()
	id, _ := a.object[name].(string)
	if id == "" {
		a.t.Fatalf("answer has no %s: %s", name, a.text)
	}
	return id
}

// compact writes a value as JSON, for comparing answers.
func compact(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
