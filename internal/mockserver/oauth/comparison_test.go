package oauth_test

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// comparison stands in for subtle.ConstantTimeCompare.
type comparison struct {
	mu     sync.Mutex
	pairs  [][2]string
	answer func(x, y []byte) int
}

func (c *comparison) compare(x, y []byte) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pairs = append(c.pairs, [2]string{string(x), string(y)})
	return c.answer(x, y)
}

func always(result int) func(x, y []byte) int { return func(_, _ []byte) int { return result } }

// startComparing serves the tenant with that comparison of secrets.
func (t *tenant) startComparing(tb testing.TB, by *comparison) *oauth.Handler {
	tb.Helper()
	t.start(tb)
	return oauth.New(oauth.Deps{
		Store: t.store, Keys: oneKey{}, Issuer: issuer, Now: t.now, Random: rand.Reader, CompareSecrets: by.compare,
	})
}

func TestSecretsAreComparedInConstantTimeByDefault(t *testing.T) {
	t.Parallel()
	got := reflect.ValueOf(oauth.ComparesBy(oauth.New(oauth.Deps{}))).Pointer()
	if want := reflect.ValueOf(subtle.ConstantTimeCompare).Pointer(); got != want {
		t.Error("not by crypto/subtle.ConstantTimeCompare")
	}
}

// Nothing but the comparison decides whether a secret is right, and what it
// compares has the same length whatever was sent.
func TestTheComparisonDecidesAboutClientSecrets(t *testing.T) {
	t.Parallel()
	registered := sha256.Sum256([]byte(secret))
	for _, sent := range []string{secret, "wrong"} {
		for result, want := range map[int]int{0: http.StatusUnauthorized, 1: http.StatusOK} {
			by := &comparison{answer: always(result)}
			got := post(t, newTenant().startComparing(t, by), form("client_secret", sent))
			if got.Status != want {
				t.Errorf("the secret %q where the comparison says %d: %s, want %d", sent, result, got.text(), want)
			}
			hash := sha256.Sum256([]byte(sent))
			if want := [][2]string{{string(registered[:]), string(hash[:])}}; !reflect.DeepEqual(by.pairs, want) {
				t.Errorf("compared %x, want %x", by.pairs, want)
			}
		}
	}
	// An unknown client takes a comparison as well, so that time does not say
	// that it is unknown.
	by := &comparison{answer: subtle.ConstantTimeCompare}
	if got := post(t, newTenant().startComparing(t, by), form("client_id", "unknown")); got.Status != http.StatusUnauthorized || len(by.pairs) != 1 {
		t.Errorf("an unknown client: %s, %d comparisons, want 1", got.text(), len(by.pairs))
	}
}

// Nothing but the comparison decides whether a code verifier is that of the
// challenge (RFC 7636, section 4.6).
func TestTheComparisonDecidesAboutCodeVerifiers(t *testing.T) {
	t.Parallel()
	other := strings.Repeat("x", 43)
	for _, verifier := range []string{"", other} {
		for result, want := range map[int]int{0: http.StatusForbidden, 1: http.StatusOK} {
			tenant := newWebTenant()
			public(tenant)
			by := &comparison{answer: always(result)}
			h := tenant.startComparing(t, by)
			changes := []string{"client_secret", ""}
			if verifier != "" {
				changes = append(changes, "code_verifier", verifier)
			}
			if got := post(t, h, exchange(code(t, h), changes...)); got.Status != want {
				t.Errorf("the verifier %q where the comparison says %d: %s, want %d", verifier, result, got.text(), want)
			}
			if len(by.pairs) != 1 || by.pairs[0][1] != challenge {
				t.Errorf("compared %q, want one comparison with %q", by.pairs, challenge)
			}
		}
	}
}
