package interop_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

func TestResourceServers(t *testing.T) {
	t.Parallel()
	t.Run("jwx", func(t *testing.T) {
		t.Parallel()
		testResourceServer(t, exec.CommandContext(t.Context(), buildModule(t, "jwx")))
	})
	for _, program := range []string{"express.mjs", "jose.mjs"} {
		t.Run(program, func(t *testing.T) {
			node := newNode(t) // the first to come installs
			t.Parallel()
			testResourceServer(t, node.command(t, program))
		})
	}
}

// testResourceServer is what every resource server must do.
func testResourceServer(t *testing.T, command *exec.Cmd) {
	t.Helper()
	tn := newTenant(t, mocktest.WithRemoveAlgFromJWKS())
	server := startServer(t, command, tn.URL+"/", everyAPI())
	genuine := func(a api) string { return tn.token(t, a.Audience, a.Scope, "") }

	for _, each := range []api{rs256, ps256, hs256, rfc9068} {
		t.Run("accepts "+each.Path, func(t *testing.T) {
			got := server.ask(t, each.Path, "Bearer "+genuine(each), "")
			if got.status != http.StatusOK || got.Sub != tn.clientID+"@clients" {
				t.Errorf("%+v", got)
			}
			if got := server.ask(t, each.Path, "Bearer "+tn.token(t, each.Audience, writeScope, ""), ""); got.status != http.StatusForbidden {
				t.Errorf("without the scope: %+v", got)
			}
		})
	}

	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the resource server asked the attacker for %s", r.URL)
	}))
	t.Cleanup(evil.Close)
	for _, each := range forgeries(t, tn.Server.Issuer(), evil.URL, genuine) {
		t.Run("refuses "+each.name, func(t *testing.T) {
			got := server.ask(t, each.path, "Bearer "+each.token, "")
			if !refused(got.status) {
				t.Errorf("%d: accepted, or failed: %s", got.status, got.Error)
			}
		})
	}
	t.Run("follows a change of the secret when it is redeployed", func(t *testing.T) { testSecretChange(t, tn, server) })
	t.Run("follows rotation and revocation", func(t *testing.T) { testRotation(t, tn, server) })
}

// refused reports a refusal for want of a good token. A request whose header is
// out of all proportion gets no further than the HTTP library.
func refused(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusBadRequest || status == http.StatusRequestHeaderFieldsTooLarge
}

func testSecretChange(t *testing.T, tn *tenant, server resourceServer) {
	t.Helper()
	before := "Bearer " + tn.token(t, hs256.Audience, readScope, "")
	tn.API(http.MethodPatch, "/resource-servers/"+url.PathEscape(hs256.Audience), object{"signing_secret": secondSecret}, nil)
	after := "Bearer " + tn.token(t, hs256.Audience, readScope, "")
	for _, test := range []struct {
		at     api
		token  string
		status int
	}{{hs256, before, 200}, {hs256, after, 401}, {redeployed, before, 401}, {redeployed, after, 200}} {
		if got := server.ask(t, test.at.Path, test.token, ""); got.status != test.status {
			t.Errorf("%s: %+v, want %d", test.at.Path, got, test.status)
		}
	}
}

func testRotation(t *testing.T, tn *tenant, server resourceServer) {
	t.Helper()
	token := func() string { return "Bearer " + tn.token(t, rs256.Audience, readScope, "") }
	expect := func(when, token string, status int) {
		t.Helper()
		if got := server.ask(t, rs256.Path, token, ""); got.status != status {
			t.Errorf("%s: %+v, want %d", when, got, status)
		}
	}
	old := token()
	tn.API(http.MethodPost, "/keys/signing/rotate", nil, nil)
	expect("a token of the previous key", old, 200)
	expect("a token of the new key", token(), 200)
	tn.API(http.MethodPut, fmt.Sprintf("/keys/signing/%s/revoke", currentKid), nil, nil)
	// A key that it does not know makes the resource server fetch the set again.
	unknown := forge.Sign("RS256", attackerKey(), object{"alg": "RS256", "typ": "JWT", "kid": "unknown"}, object{"aud": rs256.Audience})
	expect("a token of an unknown key", "Bearer "+unknown, 401)
	expect("a token of the revoked key", old, 401)
	for range 2 {
		tn.API(http.MethodPost, "/keys/signing/rotate", nil, nil)
	}
	expect("a token of a key made since", token(), 200)
}

// The service publishes "alg":"RS256" with its keys until the tenant's flag
// remove_alg_from_jwks is set. What heeds that refuses PS256, here as there.
func TestPS256NeedsTheTenantFlag(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	for _, program := range []string{"express.mjs", "jose.mjs"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			tn := newTenant(t)
			server := startServer(t, node.command(t, program), tn.URL+"/", []api{ps256})
			if got := server.ask(t, ps256.Path, "Bearer "+tn.token(t, ps256.Audience, readScope, ""), ""); got.status != http.StatusUnauthorized {
				t.Errorf("%+v", got)
			}
		})
	}
}
