package replicas

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// authorize returns the path of an authorization request.
func (tn *tenant) authorize(changes ...string) string {
	values := url.Values{
		"response_type": {"code"}, "client_id": {tn.clientID}, "redirect_uri": {callback}, "audience": {audience},
		"scope": {"openid read offline_access"}, "prompt": {"none"}, "login_hint": {"alice@example.com"},
	}
	for i := 0; i < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return "/authorize?" + values.Encode()
}

// redirected returns what a redirect to the application has.
func redirected(t *testing.T, a answer) url.Values {
	t.Helper()
	location, err := url.Parse(a.header.Get("Location"))
	if err != nil || location.Host != "app.test" {
		t.Fatalf("no redirect: %d %s %s", a.status, a.header.Get("Location"), a.body)
	}
	return location.Query()
}

func (tn *tenant) code(server *mockserver.Server, changes ...string) string {
	tn.t.Helper()
	code := redirected(tn.t, tn.send(server, request{method: http.MethodGet, path: tn.authorize(changes...)})).Get("code")
	if code == "" {
		tn.t.Fatal("no code")
	}
	return code
}

func (tn *tenant) exchange(code string) url.Values {
	return url.Values{
		"grant_type": {"authorization_code"}, "client_id": {tn.clientID}, "client_secret": {tn.secret}, "code": {code}, "redirect_uri": {callback},
	}
}

func (tn *tenant) userinfo(server *mockserver.Server, token string) answer {
	tn.t.Helper()
	return tn.send(server, request{method: http.MethodGet, path: "/userinfo", header: map[string]string{"Authorization": "Bearer " + token}})
}

func (tn *tenant) refresh(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "client_id": {tn.clientID}, "client_secret": {tn.secret}, "refresh_token": {token}}
}

func testCode(t *testing.T, tn *tenant) {
	code := tn.code(tn.a)
	got := tn.token(tn.b, tn.exchange(code))
	tn.want("redeemed at the other replica", got, http.StatusOK)
	access, refresh := got.field(t, "access_token"), got.field(t, "refresh_token")
	tn.want("the access token", tn.userinfo(tn.a, access), http.StatusOK)
	tn.want("redeemed again", tn.token(tn.a, tn.exchange(code)), http.StatusForbidden)
	for name, server := range map[string]*mockserver.Server{"a": tn.a, "b": tn.b} {
		tn.want("the revoked access token at "+name, tn.userinfo(server, access), http.StatusUnauthorized)
		tn.want("the revoked refresh token at "+name, tn.token(server, tn.refresh(refresh)), http.StatusForbidden)
	}
}

// The winner is refused too if the code is presented again before it has its tokens.
func testCodeAtTheSameMoment(t *testing.T, tn *tenant) {
	code := tn.code(tn.a)
	var won atomic.Int32
	var access atomic.Value
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() {
			got := tn.token([]*mockserver.Server{tn.a, tn.b}[i%2], tn.exchange(code))
			switch got.status {
			case http.StatusOK:
				won.Add(1)
				access.Store(got.field(t, "access_token"))
			case http.StatusForbidden:
			default:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	wait.Wait()
	if won.Load() > 1 {
		t.Fatalf("%d requests got tokens", won.Load())
	}
	if token, _ := access.Load().(string); token != "" {
		tn.want("the token of the winner", tn.userinfo(tn.b, token), http.StatusUnauthorized)
	}
}

func testRefreshToken(t *testing.T, tn *tenant) {
	first := tn.token(tn.a, tn.exchange(tn.code(tn.a))).field(t, "refresh_token")
	second := tn.token(tn.b, tn.refresh(first)).field(t, "refresh_token")
	if second == "" || second == first {
		t.Fatalf("rotated to %q from %q", second, first)
	}
	tn.want("the first used again", tn.token(tn.a, tn.refresh(first)), http.StatusForbidden)
	tn.want("the second afterwards", tn.token(tn.b, tn.refresh(second)), http.StatusForbidden)
}

// keyClient returns a client that authenticates by assertions with a key, and a function that
// makes the form of a request for a token with a new assertion of that ID.
func (tn *tenant) keyClient() (form func(jti string) url.Values) {
	tn.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		tn.t.Fatal(err)
	}
	encoded, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		tn.t.Fatal(err)
	}
	id, _ := tn.client(map[string]any{
		"name": "keys", "app_type": "non_interactive", "grant_types": []string{"client_credentials"},
		"client_authentication_methods": map[string]any{"private_key_jwt": map[string]any{"credentials": []any{map[string]any{
			"credential_type": "public_key", "alg": "RS256", "pem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded})),
		}}}},
	})
	return func(jti string) url.Values {
		now := time.Now()
		assertion := forge.Sign("RS256", key, forge.Object{"alg": "RS256"}, forge.Object{
			"iss": id, "sub": id, "aud": issuer, "jti": jti, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		})
		return url.Values{
			"grant_type": {"client_credentials"}, "audience": {audience}, "client_assertion": {assertion},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		}
	}
}

func testAssertion(_ *testing.T, tn *tenant) {
	form := tn.keyClient()("once")
	tn.want("once", tn.token(tn.a, form), http.StatusOK)
	tn.want("again at the other replica", tn.token(tn.b, form), http.StatusUnauthorized)
}

func (tn *tenant) ownToken() url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {tn.clientID}, "client_secret": {tn.secret}, "audience": {audience}}
}

// proofs returns a function that makes a DPoP proof (RFC 9449) of that ID for the token
// endpoint.
func (tn *tenant) proofs() func(jti string) string {
	tn.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tn.t.Fatal(err)
	}
	return func(jti string) string {
		return forge.Sign("ES256", key, forge.Object{"alg": "ES256", "typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: key.Public()}},
			forge.Object{"htm": "POST", "htu": issuer + "oauth/token", "iat": time.Now().Unix(), "jti": jti})
	}
}

func testProof(t *testing.T, tn *tenant) {
	once := request{method: http.MethodPost, path: "/oauth/token", form: tn.ownToken(), header: map[string]string{"DPoP": tn.proofs()("once")}}
	tn.want("once", tn.send(tn.a, once), http.StatusOK)
	again := tn.send(tn.b, once)
	tn.want("again at the other replica", again, http.StatusBadRequest)
	if code := again.field(t, "error"); code != "invalid_dpop_proof" {
		t.Errorf("error %q", code)
	}
}

// hidden returns the value of a hidden field of a page.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no field %s in %s", name, page)
	}
	return html.UnescapeString(found[1])
}

// testSession logs in on a page of one replica that is posted to the other.
func testSession(t *testing.T, tn *tenant) {
	page := tn.send(tn.a, request{method: http.MethodGet, path: tn.authorize("prompt", "login", "login_hint", "")})
	cookies := page.cookies
	login := tn.send(tn.b, request{method: http.MethodPost, path: "/u/login", cookies: cookies, form: url.Values{
		"request": {hidden(t, page.body, "request")}, "csrf": {hidden(t, page.body, "csrf")}, "user": {"alice@example.com"}, "decision": {"accept"},
		"scope": {"read"},
	}})
	cookies = append(cookies, login.cookies...)
	if redirected(t, login).Get("code") == "" {
		t.Fatalf("not logged in: %s", login.header.Get("Location"))
	}
	silently := func(server *mockserver.Server) string {
		return redirected(t, tn.send(server, request{method: http.MethodGet, path: tn.authorize("login_hint", ""), cookies: cookies})).Get("error")
	}
	for name, server := range map[string]*mockserver.Server{"a": tn.a, "b": tn.b} {
		if refused := silently(server); refused != "" {
			t.Errorf("the session at %s: %s", name, refused)
		}
	}
	logout := tn.send(tn.a, request{method: http.MethodGet, path: "/v2/logout?client_id=" + tn.clientID + "&returnTo=" + url.QueryEscape(callback), cookies: cookies})
	tn.want("logout", logout, http.StatusFound)
	for name, server := range map[string]*mockserver.Server{"a": tn.a, "b": tn.b} {
		if refused := silently(server); refused != "login_required" {
			t.Errorf("after the logout at %s: %q", name, refused)
		}
	}
}

func testOpaqueToken(t *testing.T, tn *tenant) {
	token := tn.token(tn.a, tn.exchange(tn.code(tn.a, "audience", "", "scope", "openid"))).field(t, "access_token")
	tn.want("at the other replica", tn.userinfo(tn.b, token), http.StatusOK)
}

func testQuota(t *testing.T, tn *tenant) {
	if err := tn.a.Admin(t.Context(), http.MethodPatch, "/clients/"+tn.clientID, map[string]any{
		"token_quota": map[string]any{"client_credentials": map[string]any{"enforce": true, "per_day": 10}},
	}, nil); err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			if got := tn.token([]*mockserver.Server{tn.a, tn.b}[i%2], tn.ownToken()); got.status == http.StatusOK {
				won.Add(1)
			} else {
				tn.want("refused", got, http.StatusTooManyRequests)
			}
		})
	}
	wait.Wait()
	if won.Load() != 10 {
		t.Errorf("%d tokens, want 10", won.Load())
	}
}

func testRegistration(t *testing.T, tn *tenant) {
	tn.control(tn.a, http.MethodPut, "clock", `{"frozen": true}`)
	for i := range 6 {
		got := tn.send([]*mockserver.Server{tn.a, tn.b}[i%2], request{method: http.MethodPost, path: "/oidc/register", body: `{}`})
		if limited := got.status == http.StatusTooManyRequests; limited != (i == 5) {
			t.Errorf("%d: %s", i, fmt.Sprint(got.status, got.body))
		}
	}
}
