package oauth_test

import (
	"net/http"
	"strings"
	"testing"
)

// The defaults are those of the service's OpenAPI document (schema
// ResourceServer): token_lifetime_for_web is 7200 where it is not set.
func TestATokenFromTheAuthorizationEndpointHasTheWebLifetimeByDefault(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.api.TokenLifetime, tenant.api.TokenLifetimeForWeb = 0, 0
	h := tenant.start(t)
	_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("response_type", "token")), nil))
	if got := answer.Get("expires_in"); got != "7200" {
		t.Errorf("expires_in is %q, want 7200", got)
	}
}

// Codes that are not exchanged take at most 16 MiB: the oldest are dropped.
func TestAuthorizationCodesAreBounded(t *testing.T) {
	t.Parallel()
	h := newWebTenant().start(t)
	// 32 KiB each, which is more than the server's limit of headers lets
	// through twice.
	nonce := strings.Repeat("n", 32<<10)
	first := code(t, h, "nonce", nonce)
	var last string
	for range 16<<20/len(nonce) + 1 {
		last = code(t, h, "nonce", nonce)
	}
	if got := post(t, h, exchange(first)); got.text() != "403 invalid_grant: Invalid authorization code" {
		t.Errorf("the oldest code: %s", got.text())
	}
	if got := post(t, h, exchange(last)); got.Status != http.StatusOK {
		t.Errorf("the newest code: %s", got.text())
	}
}
