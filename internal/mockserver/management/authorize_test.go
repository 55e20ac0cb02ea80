package management_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

func TestBearerTokenIsVerified(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change  func(claims map[string]any)
		message string
	}{
		"expired":        {func(c map[string]any) { c["exp"] = 1 }, "expired"},
		"other issuer":   {func(c map[string]any) { c["iss"] = "https://other.example.test/" }, "issuer"},
		"other audience": {func(c map[string]any) { c["aud"] = "https://api.example.test/" }, "audience"},
		"not yet valid":  {func(c map[string]any) { c["nbf"] = 1 << 37 }, "not valid before"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t)
			claims := tn.claims(allScopes)
			test.change(claims)
			tn.token = tn.sign(claims)
			a := tn.call("GET", "/api/v2/resource-servers", "").want(401, `"errorCode":"invalid_token"`, `"error":"Unauthorized"`, test.message)
			if got := a.header.Get("WWW-Authenticate"); got != `Bearer error="invalid_token"` {
				t.Errorf("WWW-Authenticate: %s", got)
			}
		})
	}
}

func TestABearerTokenOfAnotherAlgorithmIsRefused(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	kid, key, err := tn.ring.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for algorithm, status := range map[string]int{"RS256": 200, "RS512": 401, "PS256": 401} {
		tn.token = forge.Sign(algorithm, key, forge.Object{"alg": algorithm, "typ": "JWT", "kid": kid}, tn.claims(allScopes))
		tn.call("GET", "/api/v2/clients", "").want(status)
	}
}

func TestMissingAndMalformedAuthorization(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.token = ""
	a := tn.call("GET", "/api/v2/clients", "").want(401).message("Missing authentication")
	if got := a.header.Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate: %s", got)
	}
	tn.token = "opaque"
	tn.call("GET", "/api/v2/clients", "").want(401, "Invalid token: ", "invalid_token").without("opaque")
}

func TestTokenSignedWithARevokedKeyIsRefused(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	old := tn.token
	tn.call("POST", "/api/v2/keys/signing/rotate", "").want(201)
	tn.call("GET", "/api/v2/clients", "").want(200)
	kid := tn.previousKid()
	tn.token = tn.sign(tn.claims(allScopes))
	tn.call("PUT", "/api/v2/keys/signing/"+kid+"/revoke", "").want(200, kid)
	tn.token = old
	tn.call("GET", "/api/v2/clients", "").want(401, "invalid_token")
}

func TestAVerifiedTokenIsRefusedOnceItExpired(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("GET", "/api/v2/clients", "").want(200)
	tn.now = tn.now.Add(time.Hour - time.Second)
	tn.call("GET", "/api/v2/clients", "").want(200)
	tn.now = tn.now.Add(time.Second)
	tn.call("GET", "/api/v2/clients", "").want(401, "invalid_token", "expired")
	tn.now = tn.now.Add(-2 * time.Hour)
	tn.call("GET", "/api/v2/clients", "").want(401, "invalid_token", "in the future")
}

func TestAVerifiedTokenIsRefusedOnceAllAreExpired(t *testing.T) {
	t.Parallel()
	var from time.Time
	tn := newTenant(t, func(d *management.Deps) { d.TokensFrom = func() time.Time { return from } })
	tn.call("GET", "/api/v2/clients", "").want(200)
	from = tn.now.Add(time.Second)
	tn.call("GET", "/api/v2/clients", "").want(401, "invalid_token", "expired")
}

func TestATokenThatDiffersFromAVerifiedOneIsNotTakenForIt(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("GET", "/api/v2/clients", "").want(200)
	cut := strings.LastIndexByte(tn.token, '.')
	other := tn.sign(tn.claims("read:nothing"))
	tn.token = tn.token[:cut] + other[strings.LastIndexByte(other, '.'):]
	tn.call("GET", "/api/v2/clients", "").want(401, "invalid_token", "signature")
}

func TestEachOperationNeedsItsScope(t *testing.T) {
	t.Parallel()
	tests := []struct{ method, path, expected string }{
		{"GET", "resource-servers", "read:resource_servers"},
		{"POST", "resource-servers", "create:resource_servers"},
		{"GET", "resource-servers/x", "read:resource_servers"},
		{"PATCH", "resource-servers/x", "update:resource_servers"},
		{"DELETE", "resource-servers/x", "delete:resource_servers"},
		{"GET", "client-grants", "read:client_grants"},
		{"POST", "client-grants", "create:client_grants"},
		{"GET", "client-grants/x", "read:client_grants"},
		{"PATCH", "client-grants/x", "update:client_grants"},
		{"DELETE", "client-grants/x", "delete:client_grants"},
		{"GET", "client-grants/x/organizations", "read:organization_client_grants"},
		{"GET", "clients", "read:clients,read:client_keys,read:client_credentials,read:client_summary"},
		{"POST", "clients", "create:clients"},
		{"GET", "clients/x", "read:clients,read:client_keys,read:client_credentials,read:client_summary"},
		{"PATCH", "clients/x", "update:clients,update:client_keys,update:client_credentials,update:client_token_vault_privileged_access"},
		{"DELETE", "clients/x", "delete:clients"},
		{"POST", "clients/cimd/preview", "read:clients"},
		{"POST", "clients/cimd/register", "create:clients,update:clients"},
		{"POST", "clients/x/rotate-secret", "update:client_keys"},
		{"GET", "clients/x/credentials", "read:client_credentials"},
		{"POST", "clients/x/credentials", "create:client_credentials"},
		{"GET", "clients/x/credentials/y", "read:client_credentials"},
		{"PATCH", "clients/x/credentials/y", "update:client_credentials"},
		{"DELETE", "clients/x/credentials/y", "delete:client_credentials"},
		{"GET", "keys/signing", "read:signing_keys"},
		{"GET", "keys/signing/x", "read:signing_keys"},
		{"POST", "keys/signing/rotate", "create:signing_keys,update:signing_keys"},
		{"PUT", "keys/signing/x/revoke", "update:signing_keys"},
		{"GET", "tenants/settings", "read:tenant_settings"},
		{"PATCH", "tenants/settings", "update:tenant_settings"},
	}
	tn := newTenant(t).withScope("read:nothing")
	for _, test := range tests {
		a := tn.call(test.method, "/api/v2/"+test.path, "").want(403, `"error":"Forbidden"`, `"errorCode":"insufficient_scope"`)
		a.message("Insufficient scope, expected any of: " + test.expected)
	}
}

type meter struct{ exceeded bool }

func (m meter) Take(*http.Request) (management.Quota, error) {
	return management.Quota{Limit: 10, Remaining: 3, Reset: time.Unix(1700000000, 0), Exceeded: m.exceeded}, nil
}

func TestRateLimitIsSaidInEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, exceeded := range []bool{false, true} {
		tn := newTenant(t, func(d *management.Deps) { d.RateLimit = meter{exceeded} })
		tn.token = ""
		a := tn.call("GET", "/api/v2/clients", "")
		if exceeded {
			a.want(429, `"errorCode":"too_many_requests"`, `"error":"Too Many Requests"`).message("Global limit has been reached")
		} else {
			a.want(401)
		}
		for name, want := range map[string]string{"Limit": "10", "Remaining": "3", "Reset": "1700000000"} {
			if got := a.header.Get("X-RateLimit-" + name); got != want {
				t.Errorf("X-RateLimit-%s: %s, want %s", name, got, want)
			}
		}
	}
}

func TestDefaultRateLimitRefusesNothing(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for range 200 {
		tn.call("GET", "/api/v2/resource-servers", "").want(200)
	}
	if a := tn.call("GET", "/api/v2/resource-servers", ""); a.header.Get("X-RateLimit-Remaining") == "" || strings.HasPrefix(a.header.Get("X-RateLimit-Reset"), "-") {
		t.Errorf("headers: %v", a.header)
	}
}
