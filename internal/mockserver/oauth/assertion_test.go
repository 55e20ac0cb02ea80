package oauth_test

import (
	"crypto/rsa"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

type object = forge.Object

// assertion signs a good assertion, changed: nil removes a claim.
func assertion(alg jose.SignatureAlgorithm, key *rsa.PrivateKey, kid string, changes object) string {
	header := object{"alg": alg, "kid": kid}
	if kid == "" {
		delete(header, "kid")
	}
	return forge.Sign(string(alg), key, header, forge.With(object{
		"iss": client, "sub": client, "aud": issuer, "jti": "once", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}, changes))
}

func withKeys(tb testing.TB) *tenant {
	tb.Helper()
	tenant := newTenant()
	tenant.client.TokenEndpointAuthMethod = ""
	tenant.register(
		store.Credential{ID: "cred-1", Kid: "first-key", Alg: "RS256", PEM: publicPEM(tb, clientKey())},
		store.Credential{ID: "cred-2", Kid: "second-key", Alg: "PS256", PEM: publicPEM(tb, clientKey()), ExpiresAt: now.Add(time.Hour).Format(time.RFC3339)},
		store.Credential{ID: "cred-3", Kid: "expired-key", Alg: "RS384", PEM: publicPEM(tb, clientKey()), ExpiresAt: now.Format(time.RFC3339)})
	return tenant
}

// register gives the client credentials, and has private_key_jwt use them.
func (t *tenant) register(credentials ...store.Credential) {
	t.client.Credentials = credentials
	ids := make([]object, len(credentials))
	for i, credential := range credentials {
		ids[i] = object{"id": credential.ID}
	}
	t.set("client_authentication_methods", object{"private_key_jwt": object{"credentials": ids}})
}

func asserted(raw string, changes ...string) url.Values {
	return form(append([]string{"client_secret", "", "client_assertion", raw, "client_assertion_type", assertionType}, changes...)...)
}

func TestPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		alg    jose.SignatureAlgorithm
		key    *rsa.PrivateKey // nil: clientKey()
		kid    string
		claims object
		params []string
		want   string
		says   string
	}{
		{name: "by kid", alg: "RS256", kid: "first-key", want: "200 "},
		{name: "by any key of the algorithm", alg: "PS256", want: "200 "},
		{name: "client named by the assertion alone", alg: "RS256", params: []string{"client_id", ""}, want: "200 "},
		{name: "token endpoint as audience", alg: "RS256", claims: object{"aud": issuer + "oauth/token"}, want: "200 "},
		{name: "no iat", alg: "RS256", claims: object{"iat": nil}, want: "200 "},
		{name: "five minutes of life", alg: "RS256", claims: object{"exp": now.Add(5 * time.Minute).Unix()}, want: "200 "},

		{name: "algorithm of another key", alg: "RS256", kid: "second-key", want: "401 invalid_client"},
		{name: "expired key", alg: "RS384", kid: "expired-key", want: "401 invalid_client"},
		{name: "unknown kid", alg: "RS256", kid: "no-such-key", want: "401 invalid_client", says: "no-such-key"},
		{name: "algorithm that the service lacks", alg: "RS512", want: "401 invalid_client", says: "RS512"},
		{name: "another key", alg: "RS256", key: tenantKey(), want: "401 invalid_client", says: "signature"},
		{name: "another issuer", alg: "RS256", claims: object{"iss": "other"}, want: "401 invalid_client", says: "issuer"},
		{name: "another subject", alg: "RS256", claims: object{"sub": "other"}, want: "401 invalid_client", says: "subject"},
		{name: "another audience", alg: "RS256", claims: object{"aud": api}, want: "401 invalid_client", says: "audience"},
		{name: "no exp", alg: "RS256", claims: object{"exp": nil}, want: "401 invalid_client", says: "exp"},
		{name: "expired", alg: "RS256", claims: object{"exp": now.Add(-time.Minute).Unix(), "iat": nil}, want: "401 invalid_client", says: "expired"},
		{name: "too long a life", alg: "RS256", claims: object{"exp": now.Add(6 * time.Minute).Unix()}, want: "401 invalid_client", says: "300 seconds"},
		{name: "no jti", alg: "RS256", claims: object{"jti": nil}, want: "401 invalid_client", says: "jti"},
		{name: "long jti", alg: "RS256", claims: object{"jti": strings.Repeat("x", 65)}, want: "401 invalid_client", says: "jti"},
		{name: "client_id of another client", alg: "RS256", params: []string{"client_id", "other"}, want: "401 access_denied"},
		{name: "empty assertion", alg: "RS256", params: []string{"client_assertion", ""}, want: "401 invalid_client"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			key := test.key
			if key == nil {
				key = clientKey()
			}
			raw := assertion(test.alg, key, test.kid, test.claims)
			got := post(t, withKeys(t).start(t), asserted(raw, test.params...))
			if text := fmt.Sprintf("%d %s", got.Status, got.Error); text != test.want || !strings.Contains(got.Description, test.says) {
				t.Errorf("%s: %s, want %s with %q", text, got.Description, test.want, test.says)
			}
			if raw := got.Description; strings.Contains(raw, "eyJ") {
				t.Errorf("the answer repeats the assertion: %s", raw)
			}
		})
	}
}

func TestAssertionIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	tenant := withKeys(t).start(t)
	first := assertion(jose.RS256, clientKey(), "", nil)
	again := assertion(jose.RS256, clientKey(), "", object{"exp": now.Add(2 * time.Minute).Unix()})
	other := assertion(jose.RS256, clientKey(), "", object{"jti": "twice"})
	for i, step := range []struct {
		raw    string
		status int
	}{{first, 200}, {first, 401}, {again, 401}, {other, 200}} {
		if got := post(t, tenant, asserted(step.raw)); got.Status != step.status {
			t.Errorf("request %d: %d (%s), want %d", i+1, got.Status, got.Description, step.status)
		}
	}
}

func TestAssertionOfAClientRegisteredForSecrets(t *testing.T) {
	t.Parallel()
	tenant := withKeys(t)
	tenant.client.TokenEndpointAuthMethod = "client_secret_post"
	if got := post(t, tenant.start(t), asserted(assertion(jose.RS256, clientKey(), "", nil))); got.Status != 401 {
		t.Errorf("%d, want 401", got.Status)
	}
}

// The secret of a client that authenticates with keys is kept, but not accepted:
// neither while keys are named, nor while none is.
func TestTheSecretOfAClientRegisteredForKeysIsRefused(t *testing.T) {
	t.Parallel()
	for name, tenant := range map[string]*tenant{"with keys": withKeys(t), "without any": withKeys(t)} {
		if name == "without any" {
			tenant.register()
		}
		if got := post(t, tenant.start(t), form()); got.Status != 401 {
			t.Errorf("%s: %d, want 401", name, got.Status)
		}
	}
}
