package oauth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const (
	issuer   = "https://tenant.example/"
	api      = "https://api.example/appointments"
	client   = "reader"
	secret   = "s3cr:t & +more"
	shared   = "sixteen-letters!"
	keyID    = "current-key"
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// The keys are made once for all tests of the package: making one is slow.
var (
	tenantKey = sync.OnceValue(forge.NewKey)
	clientKey = sync.OnceValue(forge.NewKey)
)

// oneKey is a ring with one key.
type oneKey struct{}

func (oneKey) Current(context.Context) (string, *rsa.PrivateKey, error) {
	return keyID, tenantKey(), nil
}

func (oneKey) JWKS(context.Context) (jose.JSONWebKeySet, error) {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: tenantKey().Public(), KeyID: keyID, Use: "sig", Algorithm: "RS256"}}}, nil
}

// tenant is a tenant with one API, one client and one grant, each of which a
// test may change before it is stored.
type tenant struct {
	api    store.ResourceServer
	client store.Client
	grant  store.ClientGrant
	others []store.ClientGrant
	// second is another client, unless nil.
	second *store.Client
	// now is the tenant's clock; nil stands still.
	now   func() time.Time
	store store.Store
}

func newTenant() *tenant {
	return &tenant{
		api: store.ResourceServer{
			ID: "api-1", Name: "Appointments", Identifier: api, SigningAlg: "RS256", TokenLifetime: 600, TokenLifetimeForWeb: 600,
			Scopes: []store.Scope{{Value: "read:appointments"}, {Value: "write:appointments"}, {Value: "delete:appointments"}},
		},
		client: store.Client{
			ClientID: client, Name: "Reader", ClientSecret: secret, AppType: "non_interactive", IsFirstParty: true,
			GrantTypes: []string{"client_credentials"}, TokenEndpointAuthMethod: "client_secret_post",
		},
		grant: store.ClientGrant{
			ID: "cgr-1", ClientID: client, Audience: api, SubjectType: "client",
			Scope: []string{"write:appointments", "read:appointments", "gone:appointments"},
		},
	}
}

// start stores the tenant and serves it. A grant without an id is left out.
func (t *tenant) start(tb testing.TB) *oauth.Handler {
	tb.Helper()
	if t.store == nil {
		t.store = store.NewMemory()
		tb.Cleanup(func() { _ = t.store.Close() })
	}
	if t.now == nil {
		t.now = clockOf(now)
	}
	t.update(tb, func(tx store.Writer) error {
		if t.second != nil {
			if err := tx.PutClient(t.second); err != nil {
				return err
			}
		}
		if err := tx.PutResourceServer(&t.api); err != nil {
			return err
		}
		if err := tx.PutClient(&t.client); err != nil {
			return err
		}
		for _, grant := range append([]store.ClientGrant{t.grant}, t.others...) {
			if grant.ID == "" {
				continue
			}
			if err := tx.PutClientGrant(&grant); err != nil {
				return err
			}
		}
		return nil
	})
	return oauth.New(oauth.Deps{Store: t.store, Keys: oneKey{}, Issuer: issuer, Now: t.now, Random: rand.Reader, Introspection: true})
}

// update changes a tenant that was started.
func (t *tenant) update(tb testing.TB, fn func(store.Writer) error) {
	tb.Helper()
	if err := t.store.Update(tb.Context(), fn); err != nil {
		tb.Fatal(err)
	}
}

// setSettings changes settings of a tenant that was started, as a PATCH of
// /tenants/settings does.
func (t *tenant) setSettings(tb testing.TB, sent map[string]any) {
	tb.Helper()
	t.update(tb, func(tx store.Writer) error {
		properties, err := settings.Properties(tx)
		if err != nil {
			return err
		}
		settings.Merge(properties, sent)
		return settings.Put(tx, properties)
	})
}

func clockOf(at time.Time) func() time.Time { return func() time.Time { return at } }

// clock is a source of time that a test advances.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: now} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(seconds int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Duration(seconds) * time.Second)
}

// reply is what the token endpoint said.
type reply struct {
	Status       int    `json:"-"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	IDToken      string `json:"id_token"`
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"`
	Error        string `json:"error"`
	Description  string `json:"error_description"`
	Header       http.Header
	// Members are all members of the answer.
	Members map[string]any `json:"-"`
}

func do(tb testing.TB, h http.Handler, method, path, contentType, authorization, body string) reply {
	tb.Helper()
	request := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	out := reply{Status: recorder.Code, Header: recorder.Header()}
	if recorder.Body.Len() > 0 {
		if err := errors.Join(json.Unmarshal(recorder.Body.Bytes(), &out), json.Unmarshal(recorder.Body.Bytes(), &out.Members)); err != nil {
			tb.Fatalf("the answer %d %q is not JSON: %v", recorder.Code, recorder.Body, err)
		}
	}
	return out
}

// form is a good request by client_secret_post, changed: "" removes.
func form(changes ...string) url.Values {
	values := url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "audience": {api}}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			values.Del(changes[i])
		}
	}
	return values
}

func post(tb testing.TB, h http.Handler, values url.Values) reply {
	tb.Helper()
	return do(tb, h, http.MethodPost, oauth.TokenPath, formType, "", values.Encode())
}

// verified verifies an issued token with the package that everyone uses.
func verified(tb testing.TB, raw, alg string) *verify.Token {
	tb.Helper()
	set, err := oneKey{}.JWKS(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	keys := verify.JWKS(set)
	if alg == "HS256" {
		keys = verify.Secret(shared)
	}
	token, err := verify.Verify(tb.Context(), raw, keys, verify.Policy{
		Issuer: issuer, Audience: api, Algorithms: []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)}, Now: func() time.Time { return now },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return token
}

func publicPEM(tb testing.TB, key *rsa.PrivateKey) string {
	tb.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		tb.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}
