package keys

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// testPairs makes keys once for all tests that need some.
var testPairs = sync.OnceValue(func() []Pair {
	pairs := make([]Pair, 3)
	for i := range pairs {
		pair, err := Generate(rand.Reader)
		if err != nil {
			panic(err)
		}
		pairs[i] = pair
	}
	return pairs
})

func fixedClock() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, st store.Store, seeds ...Pair) *Ring {
	t.Helper()
	ring, err := Open(t.Context(), st, "tenant.example", fixedClock, rand.Reader, seeds...)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// kids answers the ids of the keys in the key set.
func kids(t *testing.T, r *Ring) []string {
	t.Helper()
	set, err := r.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(set.Keys))
	for i, key := range set.Keys {
		ids[i] = key.KeyID
	}
	return ids
}

func TestOpenMakesACurrentAndANextKeyInTheStyleOfTheService(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory())

	kid, key, err := ring.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{21}$`).MatchString(kid) {
		t.Errorf("kid %q is not 21 URL-safe characters", kid)
	}
	if bits := key.N.BitLen(); bits != 2048 {
		t.Errorf("the key has %d bits, not 2048", bits)
	}
	infos, err := ring.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(infos) != 2 || !infos[0].Current || !infos[1].Next || infos[0].Kid != kid || infos[1].Kid == kid {
		t.Fatalf("want the current key %s and a next one, have %+v", kid, infos)
	}
	if infos[0].CurrentSince != "2026-03-01T12:00:00.000Z" || infos[1].CurrentSince != "" {
		t.Errorf("current_since is %q and %q", infos[0].CurrentSince, infos[1].CurrentSince)
	}
}

func TestTheKeySetVerifiesWhatTheCurrentKeySigned(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	kid, key, err := ring.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("payload"))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	set, err := ring.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := set.Key(kid)
	if len(found) != 1 {
		t.Fatalf("the key set has %d keys with the id %s", len(found), kid)
	}
	if err := rsa.VerifyPKCS1v15(found[0].Key.(*rsa.PublicKey), crypto.SHA256, digest[:], signature); err != nil {
		t.Error(err)
	}
}

func TestKeySetEntriesCarryCertificateAndThumbprint(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	set, err := ring.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	var decoded struct{ Keys []map[string]any }
	if err := json.Unmarshal(encoded, &decoded); err != nil {
		t.Fatal(err)
	}
	for _, key := range decoded.Keys {
		for name, want := range map[string]string{"kty": "RSA", "use": "sig", "alg": "RS256", "e": "AQAB"} {
			if key[name] != want {
				t.Errorf("%s is %v, not %s", name, key[name], want)
			}
		}
		if key["d"] != nil {
			t.Error("the key set holds a private key")
		}
		chain, _ := key["x5c"].([]any)
		if len(chain) != 1 {
			t.Fatalf("x5c is %v", key["x5c"])
		}
		der, err := base64.StdEncoding.DecodeString(chain[0].(string))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha1.Sum(der)
		if want := base64.RawURLEncoding.EncodeToString(sum[:]); key["x5t"] != want {
			t.Errorf("x5t is %v, not %s", key["x5t"], want)
		}
	}
}

func TestOpeningAgainAnswersTheSameKeys(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	first := kids(t, open(t, st, testPairs()...))
	if second := kids(t, open(t, st)); second[0] != first[0] || second[1] != first[1] {
		t.Errorf("the keys were %v and are %v", first, second)
	}
}

func TestOpeningAtOnceEndsWithTheSameKeys(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	rings := make([]*Ring, 8)
	var wg sync.WaitGroup
	for i := range rings {
		wg.Go(func() {
			ring, err := Open(t.Context(), st, "tenant.example", fixedClock, rand.Reader, testPairs()...)
			if err != nil {
				t.Error(err)
			}
			rings[i] = ring
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	want := kids(t, rings[0])
	for _, ring := range rings {
		if have := kids(t, ring); len(have) != 2 || have[0] != want[0] || have[1] != want[1] {
			t.Errorf("one ring has %v, another %v", want, have)
		}
	}
}

func TestOpenTakesTheKeysAndIdsItIsGiven(t *testing.T) {
	t.Parallel()
	pairs := testPairs()
	ring := open(t, store.NewMemory(), Pair{Kid: "first", Key: pairs[0].Key}, Pair{Kid: "second", Key: pairs[1].Key})
	kid, key, err := ring.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if kid != "first" || !key.Equal(pairs[0].Key) || kids(t, ring)[1] != "second" {
		t.Errorf("the given keys are not used: current is %s of %v", kid, kids(t, ring))
	}
}

func TestOpenRefusesAWeakKey(t *testing.T) {
	t.Parallel()
	if _, err := Open(t.Context(), store.NewMemory(), "tenant.example", fixedClock, rand.Reader, Pair{}); err == nil {
		t.Error("a pair without a key was accepted")
	}
}

func TestOpenReportsAStoredKeyThatDoesNotParse(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	open(t, st, testPairs()...)
	if err := st.Update(t.Context(), func(tx store.Writer) error {
		broken := *tx.SigningKeys()[0]
		broken.PrivateKeyPEM = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
		return tx.PutSigningKey(&broken)
	}); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), st, "tenant.example", fixedClock, rand.Reader)
	if err == nil {
		t.Fatal("a broken key was accepted")
	}
	if regexp.MustCompile(`c2VjcmV0|secret`).MatchString(err.Error()) {
		t.Errorf("the error shows the key: %v", err)
	}
}

func TestCurrentParsesOnce(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	_, first, _ := ring.Current(t.Context())
	_, second, _ := ring.Current(t.Context())
	if first != second {
		t.Error("the key was parsed twice")
	}
}

func TestCurrentHonoursTheContext(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ring.Current(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("have %v", err)
	}
}

func BenchmarkCurrent(b *testing.B) {
	ring, err := Open(b.Context(), store.NewMemory(), "tenant.example", fixedClock, rand.Reader, testPairs()...)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ring.Current(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
