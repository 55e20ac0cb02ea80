package tenants_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const boundAPI = "https://bound.example.test/"

// twins returns a tenant and a copy of it, which have the same objects, IDs and signing keys:
// a web application, an API whose tokens must be bound to a key, and a client with a key.
// machine is that client's ID, and key its key.
func twins(t *testing.T, change ...func(*tenants.Options)) (of, at *party, machine string, key *rsa.PrivateKey) {
	t.Helper()
	source, err := pool()
	if err != nil {
		t.Fatal(err)
	}
	registry := open(t, append(change, func(o *tenants.Options) {
		o.Tenant.SigningKeys, _ = source.Take(t.Context(), 2)
		for i := range o.Tenant.SigningKeys {
			o.Tenant.SigningKeys[i].Kid = fmt.Sprintf("the-same-key-%d", i)
		}
	})...)
	of = newParty(t, registry, "main", "")
	of.admin(http.MethodPost, "/resource-servers", map[string]any{
		"identifier": boundAPI, "scopes": []any{map[string]any{"value": "read:all"}},
		"proof_of_possession": map[string]any{"mechanism": "dpop", "required": true, "required_for": "all_clients"},
	}, nil)
	of.admin(http.MethodPost, "/client-grants", map[string]any{"client_id": of.app, "audience": boundAPI, "scope": []string{"read:all"}}, nil)
	key = forge.NewKey()
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	var client struct {
		ID string `json:"client_id"`
	}
	of.admin(http.MethodPost, "/clients", map[string]any{
		"name": "Machine", "app_type": "non_interactive", "grant_types": []string{"client_credentials"},
		"client_authentication_methods": map[string]any{"private_key_jwt": map[string]any{"credentials": []any{map[string]any{
			"credential_type": "public_key", "alg": "RS256", "pem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
		}}}},
	}, &client)
	of.admin(http.MethodPost, "/client-grants", map[string]any{"client_id": client.ID, "audience": sharedAPI, "scope": []string{"read:all"}}, nil)
	return of, newParty(t, registry, "copy", "main"), client.ID, key
}

// proof makes a DPoP proof (RFC 9449) for a request to a path of the tenant. token is the
// access token that it is presented with, or empty.
func (p *party) proof(key *ecdsa.PrivateKey, method, path, id, token string) func(*http.Request) {
	claims := forge.Object{"htm": method, "htu": p.base + path, "iat": p.Clock().Now().Unix(), "jti": id}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	signed := forge.Sign("ES256", key, forge.Object{"alg": "ES256", "typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: key.Public()}}, claims)
	return func(r *http.Request) { r.Header.Set("DPoP", signed) }
}

// A DPoP proof counts at the tenant whose URL it names, once, and a token that is bound to its
// key counts at no other tenant, although both have the same signing keys.
func TestProofsOfATenantDoNotCountInAnother(t *testing.T) {
	t.Parallel()
	inEachStore(t, proofsAreApart)
}

func proofsAreApart(t *testing.T, stored func(*tenants.Options)) {
	t.Helper()
	of, at, _, _ := twins(t, stored)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	bound := func(p *party, proof func(*http.Request)) answer {
		t.Helper()
		body, isForm := form("grant_type", "client_credentials", "client_id", p.app, "client_secret", p.appSecret, "audience", boundAPI)
		return p.ask("POST "+oauth.TokenPath, body, isForm, proof)
	}
	isInvalid := func(what string, a answer) {
		t.Helper()
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, "invalid_dpop_proof") {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	first := of.proof(key, http.MethodPost, oauth.TokenPath, "once", "")
	isInvalid("a proof for the other tenant", bound(at, first))
	var tokens struct {
		Access string `json:"access_token"`
		Type   string `json:"token_type"`
	}
	bound(of, first).into(t, http.StatusOK, &tokens)
	if tokens.Type != "DPoP" {
		t.Errorf("the token is of type %s", tokens.Type)
	}
	isInvalid("a proof that was used", bound(of, first))
	// The same ID and key at the other tenant are another proof, which also counts once.
	second := at.proof(key, http.MethodPost, oauth.TokenPath, "once", "")
	if a := bound(at, second); a.status != http.StatusOK {
		t.Errorf("an ID that the other tenant knows: %d %s", a.status, a.body)
	}
	isInvalid("a proof that was used at its own tenant", bound(at, second))

	path := oauth.CheckPath(boundAPI)
	withToken := func(r *http.Request) { r.Header.Set("Authorization", "DPoP "+tokens.Access) }
	if a := at.ask("GET "+path, "", withToken, at.proof(key, http.MethodGet, path, "sample", tokens.Access)); a.status != http.StatusUnauthorized {
		t.Errorf("a bound token of the other tenant: %d %s", a.status, a.body)
	}
	if a := of.ask("GET "+path, "", withToken, of.proof(key, http.MethodGet, path, "sample", tokens.Access)); a.status != http.StatusOK {
		t.Errorf("a bound token at its own tenant: %d %s", a.status, a.body)
	}
}

// A client's assertion (RFC 7523) counts at the tenant that it names as its audience, once.
func TestAssertionsOfATenantDoNotCountInAnother(t *testing.T) {
	t.Parallel()
	inEachStore(t, assertionsAreApart)
}

func assertionsAreApart(t *testing.T, stored func(*tenants.Options)) {
	t.Helper()
	of, at, machine, key := twins(t, stored)
	assertion := func(audience string) string {
		now := of.Clock().Now()
		return forge.Sign("RS256", key, forge.Object{"alg": "RS256"}, forge.Object{
			"iss": machine, "sub": machine, "aud": audience, "jti": "once", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		})
	}
	present := func(p *party, assertion string) answer {
		t.Helper()
		return p.token("grant_type", "client_credentials", "client_id", machine, "audience", sharedAPI,
			"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", assertion)
	}
	for _, audience := range []string{of.Issuer(), of.base + oauth.TokenPath} {
		if a := present(at, assertion(audience)); a.status != http.StatusUnauthorized || !strings.Contains(a.body, "audience") {
			t.Errorf("an assertion for %s at the other tenant: %d %s", audience, a.status, a.body)
		}
	}
	for _, p := range []*party{of, at} { // the same ID at both
		own := assertion(p.Issuer())
		if a := present(p, own); a.status != http.StatusOK {
			t.Errorf("at %s: %d %s", p.Issuer(), a.status, a.body)
		}
		if a := present(p, own); a.status != http.StatusUnauthorized || !strings.Contains(a.body, "used before") {
			t.Errorf("at %s again: %d %s", p.Issuer(), a.status, a.body)
		}
	}
}

// What clients used up of a quota or of the rate limit at one tenant, they still have at another.
func TestQuotasOfATenantAreNotUsedUpInAnother(t *testing.T) {
	t.Parallel()
	inEachStore(t, quotasAreApart)
}

func quotasAreApart(t *testing.T, stored func(*tenants.Options)) {
	t.Helper()
	at := time.Date(2026, 5, 4, 12, 1, 0, 0, time.UTC)
	of, other, _, _ := twins(t, stored, func(o *tenants.Options) { o.Tenant.Now = func() time.Time { return at } })
	for _, p := range []*party{of, other} {
		p.admin(http.MethodPatch, "/clients/"+p.app, map[string]any{"token_quota": map[string]any{"client_credentials": map[string]any{"enforce": true, "per_hour": 2}}}, nil)
		if a := p.ask("PATCH /_mock/faults", `{"rate_limit": {"rate": 1, "burst": 2}}`); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	for _, p := range []*party{of, other} {
		var admin struct {
			Access string `json:"access_token"`
		}
		p.token("grant_type", "client_credentials", "client_id", p.ClientID(), "client_secret", p.ClientSecret(), "audience", p.Issuer()+"api/v2/").into(t, http.StatusOK, &admin)
		for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
			if a := p.token("grant_type", "client_credentials", "client_id", p.app, "client_secret", p.appSecret, "audience", sharedAPI); a.status != want {
				t.Errorf("token %d of %s: %d %s", i+1, p.Issuer(), a.status, a.body)
			}
			if a := p.ask("GET /api/v2/clients", "", bearer(admin.Access)); a.status != want {
				t.Errorf("request %d to %s: %d %s", i+1, p.Issuer(), a.status, a.body)
			}
		}
	}
}
