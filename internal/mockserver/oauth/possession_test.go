package oauth_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// The keys of two clients.
var (
	proofKey = sync.OnceValue(newECKey)
	otherKey = sync.OnceValue(newECKey)
)

func newECKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

func thumbprint(tb testing.TB, key *ecdsa.PrivateKey) string {
	tb.Helper()
	sum, err := (&jose.JSONWebKey{Key: key.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		tb.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// proof makes a DPoP proof for a POST to the token endpoint, changed.
func proof(key *ecdsa.PrivateKey, header, changes map[string]any) string {
	return forge.Sign("ES256", key,
		forge.With(object{"alg": "ES256", "typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: key.Public()}}, header),
		forge.With(object{"htm": "POST", "htu": issuer + "oauth/token", "iat": now.Unix(), "jti": rand.Text()}, changes))
}

// send sends a request with DPoP proofs.
func send(tb testing.TB, h http.Handler, method, target, authorization string, form url.Values, proofs ...string) reply {
	tb.Helper()
	request := httptest.NewRequestWithContext(tb.Context(), method, target, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", formType)
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	for _, each := range proofs {
		request.Header.Add("DPoP", each)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	out := reply{Status: recorder.Code, Header: recorder.Header()}
	if err := json.Unmarshal(recorder.Body.Bytes(), &out); err != nil {
		tb.Fatalf("%d %s", recorder.Code, recorder.Body)
	}
	return out
}

func dpopFor(required bool, whom string) func(*tenant) {
	return func(t *tenant) {
		t.api.ProofOfPossession = &store.ProofOfPossession{Mechanism: "dpop", Required: required, RequiredFor: whom}
	}
}

func TestWhichTokensAreBound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*tenant)
		proof  bool
		want   string
	}{
		{"required, with proof", dpopFor(true, "all_clients"), true, "DPoP"},
		{"required, without", dpopFor(true, "all_clients"), false, "invalid_dpop_proof"},
		{"required of public clients, without", dpopFor(true, "public_clients"), false, "Bearer"},
		{"possible, with proof", dpopFor(false, ""), true, "DPoP"},
		{"possible, without", dpopFor(false, ""), false, "Bearer"},
		{"not known to the API, with proof", func(*tenant) {}, true, "Bearer"},
		{"required of the client, without", func(t *tenant) { t.set("require_proof_of_possession", true) }, false, "invalid_dpop_proof"},
		{"required of the client, with proof", func(t *tenant) { t.set("require_proof_of_possession", true) }, true, "DPoP"},
		{"mutual TLS required", func(t *tenant) {
			t.api.ProofOfPossession = &store.ProofOfPossession{Mechanism: "mtls", Required: true}
		}, true, "access_denied"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			test.change(tenant)
			var proofs []string
			if test.proof {
				proofs = append(proofs, proof(proofKey(), nil, nil))
			}
			got := send(t, tenant.start(t), http.MethodPost, oauth.TokenPath, "", form(), proofs...)
			if got.TokenType+got.Error != test.want {
				t.Fatalf("%s %q, want %s", got.text(), got.TokenType, test.want)
			}
			if got.AccessToken == "" {
				return
			}
			confirmation, _ := verified(t, got.AccessToken, "RS256").Claims["cnf"].(map[string]any)
			if bound := confirmation["jkt"] == thumbprint(t, proofKey()); bound != (test.want == "DPoP") {
				t.Errorf("cnf %v", confirmation)
			}
		})
	}
}

func TestProofsThatAreNoGood(t *testing.T) {
	t.Parallel()
	tenant := newTenant()
	dpopFor(true, "all_clients")(tenant)
	h := tenant.start(t)
	used := proof(proofKey(), nil, nil)
	if got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), used); got.Status != http.StatusOK {
		t.Fatal(got.text())
	}
	changed := func(header, claims map[string]any) []string { return []string{proof(proofKey(), header, claims)} }
	parts := strings.Split(used, ".")
	for name, proofs := range map[string][]string{
		"used before":         {used},
		"two":                 append(changed(nil, nil), changed(nil, nil)...),
		"no JWT":              {"proof"},
		"oversized":           {strings.Repeat("x", 65<<10)},
		"of another type":     changed(map[string]any{"typ": "JWT"}, nil),
		"critical extensions": changed(map[string]any{"b64": true, "crit": []string{"b64"}}, nil),
		"another method":      changed(nil, map[string]any{"htm": "GET"}),
		"another target":      changed(nil, map[string]any{"htu": issuer + "oauth/revoke"}),
		"another host":        changed(nil, map[string]any{"htu": "https://other.example/oauth/token"}),
		"too old":             changed(nil, map[string]any{"iat": now.Unix() - 301}),
		"from the future":     changed(nil, map[string]any{"iat": now.Unix() + 31}),
		"without iat":         changed(nil, map[string]any{"iat": nil}),
		"without jti":         changed(nil, map[string]any{"jti": ""}),
		"changed after":       {parts[0] + "." + strings.Split(changed(nil, nil)[0], ".")[1] + "." + parts[2]},
		"signed with RS256":   {forged(jose.RS256, tenantKey(), map[string]any{"typ": "dpop+jwt"}, nil)},
		"with a private key": {base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"ES256","typ":"dpop+jwt","jwk":`+privateJWK(t)+`}`)) +
			"." + parts[1] + "." + parts[2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), proofs...); got.Status != http.StatusBadRequest || got.Error != "invalid_dpop_proof" {
				t.Error(got.text())
			}
		})
	}
}

// A proof is refused for as long as its "iat" would let it through (RFC 9449,
// section 11.1): five minutes, and 30 seconds more where its clock is ahead.
func TestAProofIsGoodOnceForAsLongAsItIsFresh(t *testing.T) {
	t.Parallel()
	for ahead, seconds := range map[int64][]int{0: {1, 60, 239}, 30: {1, 60, 269}} {
		clock := newClock()
		tenant := newTenant()
		tenant.now = clock.Now
		dpopFor(true, "all_clients")(tenant)
		h := tenant.start(t)
		used := proof(proofKey(), nil, map[string]any{"iat": now.Unix() + ahead})
		if got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), used); got.Status != http.StatusOK {
			t.Fatal(got.text())
		}
		for _, pause := range seconds { // 300 and 330 seconds in all
			clock.advance(pause)
			// Others' proofs make room by what has expired.
			other := proof(otherKey(), nil, map[string]any{"iat": clock.Now().Unix()})
			if got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), other); got.Status != http.StatusOK {
				t.Fatal(got.text())
			}
			got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), used)
			if want := "its \"jti\" was used before"; !strings.Contains(got.Description, want) {
				t.Errorf("%d seconds ahead, again at %s: %s, want %q", ahead, clock.Now(), got.text(), want)
			}
		}
	}
}

func privateJWK(tb testing.TB) string {
	tb.Helper()
	text, err := json.Marshal(jose.JSONWebKey{Key: proofKey()})
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func TestBoundTokensNeedTheirKey(t *testing.T) {
	t.Parallel()
	tenant := newTenant()
	dpopFor(true, "all_clients")(tenant)
	h := tenant.start(t)
	token := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), proof(proofKey(), nil, nil)).AccessToken
	unbound := forged(jose.RS256, tenantKey(), nil, nil)
	path := oauth.CheckPrefix + url.PathEscape(api) + "/check"
	ath := func(token string) string {
		sum := sha256.Sum256([]byte(token))
		return base64.RawURLEncoding.EncodeToString(sum[:])
	}
	with := func(key *ecdsa.PrivateKey, hash string) string {
		return proof(key, nil, map[string]any{"htm": "GET", "htu": issuer[:len(issuer)-1] + path + "?x=1", "ath": hash})
	}
	for _, test := range []struct {
		name, authorization string
		proofs              []string
		want                string
	}{
		{"with its proof", "DPoP " + token, []string{with(proofKey(), ath(token))}, ""},
		{"as a bearer token", "Bearer " + token, nil, `error="invalid_token"`},
		{"without proof", "DPoP " + token, nil, `error="invalid_dpop_proof"`},
		{"with another key's proof", "DPoP " + token, []string{with(otherKey(), ath(token))}, `error="invalid_token"`},
		{"with a proof for another token", "DPoP " + token, []string{with(proofKey(), ath("other"))}, `error="invalid_dpop_proof"`},
		{"a token that is not bound", "Bearer " + unbound, nil, `error="invalid_token"`},
		{"no token", "", nil, `DPoP algs="ES256"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := send(t, h, http.MethodGet, path, test.authorization, nil, test.proofs...)
			challenge := got.Header.Get("WWW-Authenticate")
			if (got.Status == http.StatusOK) != (test.want == "") || !strings.Contains(challenge, test.want) || test.want != "" && !strings.HasPrefix(challenge, "DPoP ") {
				t.Errorf("%s %q, want %s", got.text(), challenge, test.want)
			}
		})
	}
	if got := introspected(t, h, token); got["token_type"] != "DPoP" {
		t.Errorf("%v", got)
	}
}

func TestRefreshTokensOfPublicClientsAreBoundToo(t *testing.T) {
	t.Parallel()
	tenant := newOfflineTenant()
	public(tenant)
	dpopFor(true, "public_clients")(tenant)
	h := tenant.start(t)
	scope := []string{"scope", "openid offline_access", "dpop_jkt", thumbprint(t, proofKey())}
	its := func(key *ecdsa.PrivateKey) string { return proof(key, nil, nil) }
	once := exchange(code(t, h, scope...), "client_secret", "")
	if got := send(t, h, http.MethodPost, oauth.TokenPath, "", once, its(otherKey())); got.Error != "invalid_dpop_proof" {
		t.Errorf("a code with another key than its dpop_jkt: %s", got.text())
	}
	got := send(t, h, http.MethodPost, oauth.TokenPath, "", once, its(proofKey()))
	if got.TokenType != "DPoP" || got.RefreshToken == "" {
		t.Fatalf("%+v", got)
	}
	use := url.Values{"grant_type": {"refresh_token"}, "client_id": {client}, "refresh_token": {got.RefreshToken}}
	for _, proofs := range [][]string{nil, {its(otherKey())}} {
		if got := send(t, h, http.MethodPost, oauth.TokenPath, "", use, proofs...); got.Error != "invalid_dpop_proof" {
			t.Errorf("a refresh token without its key: %s", got.text())
		}
	}
	if got := send(t, h, http.MethodPost, oauth.TokenPath, "", use, its(proofKey())); got.TokenType != "DPoP" {
		t.Errorf("with its key, after others tried: %s", got.text())
	}
	if _, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("response_type", "token")), nil)); answer.Get("error") != "invalid_dpop_proof" {
		t.Errorf("the implicit flow, which has no proofs: %v", answer)
	}
}

// TestAnExchangedTokenIsBoundByItsOwnProof holds facts 8.3: the binding of the subject token
// is not verified, and the new token is bound only if the request has a proof.
func TestAnExchangedTokenIsBoundByItsOwnProof(t *testing.T) {
	t.Parallel()
	tenant, h := newExchanging(t, func(_ *store.Client, downstream *store.ResourceServer) {
		downstream.ProofOfPossession = &store.ProofOfPossession{Mechanism: "dpop"}
	})
	tenant.update(t, func(tx store.Writer) error {
		dpopFor(false, "")(tenant)
		return tx.PutResourceServer(&tenant.api)
	})
	form := exchange(code(t, h, "scope", readScope))
	subject := send(t, h, http.MethodPost, oauth.TokenPath, "", form, proof(otherKey(), nil, nil))
	if subject.TokenType != "DPoP" {
		t.Fatalf("the subject token is not bound: %s", subject.text())
	}
	exchanged := func(proofs ...string) reply {
		return send(t, h, http.MethodPost, oauth.TokenPath, "", with(url.Values{
			"grant_type": {policy.TokenExchange}, "client_id": {exchanger}, "client_secret": {secret}, "subject_token": {subject.AccessToken},
			"subject_token_type": {accessType}, "requested_token_type": {accessType}, "audience": {downstreamAPI},
		}, nil), proofs...)
	}
	if got := exchanged(); got.TokenType != "Bearer" || claimsOf(t, got.AccessToken)["cnf"] != nil {
		t.Errorf("without a proof: %s %q", got.text(), got.TokenType)
	}
	got := exchanged(proof(proofKey(), nil, nil))
	if got.TokenType != "DPoP" {
		t.Fatalf("with a proof: %s %q", got.text(), got.TokenType)
	}
	if confirmation, _ := claimsOf(t, got.AccessToken)["cnf"].(map[string]any); confirmation["jkt"] != thumbprint(t, proofKey()) {
		t.Errorf("cnf %v", confirmation)
	}
	tenant.update(t, func(tx store.Writer) error {
		required := *tx.ResourceServerByIdentifier(downstreamAPI)
		required.ProofOfPossession = &store.ProofOfPossession{Mechanism: "dpop", Required: true, RequiredFor: "all_clients"}
		return tx.PutResourceServer(&required)
	})
	if got := exchanged(); got.Error != "invalid_dpop_proof" {
		t.Errorf("required, without a proof: %s", got.text())
	}
}
