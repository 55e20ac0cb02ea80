package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// keyFile writes a file of signing keys.
func keyFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// jwkSet returns a set of keys, each with the changes of its properties. A nil value removes
// a property.
func jwkSet(t *testing.T, changes map[string]any, list ...any) string {
	t.Helper()
	keys := []any{}
	for _, key := range list {
		text, err := json.Marshal(jose.JSONWebKey{Key: key})
		if err != nil {
			t.Fatal(err)
		}
		var properties map[string]any
		if err := json.Unmarshal(text, &properties); err != nil {
			t.Fatal(err)
		}
		maps.Copy(properties, changes)
		maps.DeleteFunc(properties, func(_ string, value any) bool { return value == nil })
		keys = append(keys, properties)
	}
	text, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func pemOf(kind string, der []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(key any) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pemOf("PRIVATE KEY", der, err)
}

func pkcs1(key *rsa.PrivateKey) string {
	return pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key), nil)
}

func TestKeysOfAFileAreTheSameInEachForm(t *testing.T) {
	t.Parallel()
	a, b := testPairs()[0].Key, testPairs()[1].Key
	var kids []string
	for name, content := range map[string]string{
		"JWK set":         jwkSet(t, nil, a, b),
		"JWK set of tags": jwkSet(t, map[string]any{"alg": "RS256", "use": "sig"}, a, b),
		"PKCS #8":         pkcs8(a) + pkcs8(b),
		"PKCS #1":         "current:\n" + pkcs1(a) + "next:\n" + pkcs1(b),
	} {
		pairs, err := ReadFile(keyFile(t, content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(pairs) != 2 || !pairs[0].Key.Equal(a) || !pairs[1].Key.Equal(b) {
			t.Errorf("%s: other keys, or in another order", name)
			continue
		}
		got := []string{pairs[0].Kid, pairs[1].Kid}
		if kids == nil {
			kids = got
		}
		if !slices.Equal(got, kids) || len(got[0]) != 43 {
			t.Errorf("%s: the ids are %q, want thumbprints (RFC 7638): %q", name, got, kids)
		}
	}
	if pairs, err := ReadFile(keyFile(t, jwkSet(t, map[string]any{"kid": "staging-1"}, a))); err != nil || pairs[0].Kid != "staging-1" {
		t.Errorf("a key with an id: %v, %v", pairs, err)
	}
}

func TestAFileOfUnusableKeysIsRefusedAndNamesTheEntry(t *testing.T) {
	t.Parallel()
	good, other := testPairs()[0].Key, testPairs()[1].Key
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(good.Public())
	if err != nil {
		t.Fatal(err)
	}
	broken := base64.RawURLEncoding.EncodeToString(new(big.Int).Add(good.D, big.NewInt(2)).Bytes())
	for name, test := range map[string]struct{ content, says string }{
		"nothing":           {"", "neither a JWK set nor PEM"},
		"text":              {"staging", "neither a JWK set nor PEM"},
		"no keys":           {`{"keys": []}`, "it has no keys"},
		"one key":           {`{"kty": "RSA"}`, "it has no keys"},
		"broken JSON":       {`{"keys": [`, "not a JWK set"},
		"weak JWK":          {jwkSet(t, nil, good, weak), "the key number 2: it has 1024 bits"},
		"weak PEM":          {pkcs8(good) + pkcs1(weak), "the PEM block number 2: it has 1024 bits"},
		"public JWK":        {jwkSet(t, nil, good.Public()), "the key number 1: it is a public key"},
		"public PEM":        {pemOf("PUBLIC KEY", public, nil), "the PEM block number 1: it is a PUBLIC KEY; only private keys"},
		"another alg":       {jwkSet(t, map[string]any{"alg": "PS256"}, good), `the key number 1: its alg is "PS256"`},
		"for encryption":    {jwkSet(t, map[string]any{"use": "enc"}, good), `the key number 1: its use is "enc"`},
		"curve JWK":         {jwkSet(t, nil, good, curve), `the key number 2: its kty is "EC"`},
		"curve PEM":         {pkcs8(curve), "it is a *ecdsa.PrivateKey"},
		"no object":         {`{"keys": ["a"]}`, "the key number 1: it is not a JSON object"},
		"incomplete":        {jwkSet(t, map[string]any{"n": nil}, good), "the key number 1: it is not a valid RSA key"},
		"does not fit":      {jwkSet(t, map[string]any{"d": broken}, good), "the key number 1: it is not a valid RSA key"},
		"duplicate id":      {jwkSet(t, map[string]any{"kid": "k"}, good, other), `number 1 and 2 have the same kid "k"`},
		"id with a space":   {jwkSet(t, map[string]any{"kid": "a b"}, good), `the key number 1: its kid "a b"`},
		"duplicate key":     {pkcs8(good) + pkcs8(other) + pkcs1(good), "number 1 and 3 have the same kid"},
		"encrypted":         {pemOf("ENCRYPTED PRIVATE KEY", []byte("x"), nil), "the PEM block number 1: it is encrypted"},
		"not a key":         {pemOf("PRIVATE KEY", []byte("x"), nil), "the PEM block number 1: its PRIVATE KEY cannot be parsed"},
		"text after":        {pkcs8(good) + "-----BEGIN PRIVATE", "after the PEM block number 1"},
		"the same, renamed": {strings.Replace(jwkSet(t, map[string]any{"kid": "a"}, good, good), `"kid":"a"`, `"kid":"b"`, 1), "number 1 and 2 are the same key"},
	} {
		path := keyFile(t, test.content)
		_, err := ReadFile(path)
		if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q and the path", name, err, test.says)
			continue
		}
		for _, part := range []*big.Int{good.D, good.Primes[0], weak.D, curve.D} { //nolint:staticcheck // its text is only searched for
			if text := base64.RawURLEncoding.EncodeToString(part.Bytes()); strings.Contains(err.Error(), text[:20]) {
				t.Errorf("%s: the error has a part of a private key", name)
			}
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "missing")); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a file that does not exist: %v", err)
	}
}

// Two tenants with the keys of one file, that started at different times, are the same in
// everything that a client can read: the keys, and their certificates.
func TestTenantsWithTheKeysOfAFileAreIdentical(t *testing.T) {
	t.Parallel()
	path := keyFile(t, pkcs8(testPairs()[0].Key)+pkcs8(testPairs()[1].Key))
	var lists [2][]Info
	for i := range lists {
		pairs, err := ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		now := func() time.Time { return fixedClock().Add(time.Duration(i) * time.Hour) }
		ring, err := Open(t.Context(), store.NewMemory(), "tenant.example", now, rand.Reader, pairs...)
		if err != nil {
			t.Fatal(err)
		}
		if lists[i], err = ring.List(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(lists[0], lists[1]) {
		t.Errorf("the keys are\n%+v\nand\n%+v", lists[0], lists[1])
	}
	if first := lists[0][0]; !first.Current || first.CurrentSince != "2025-01-01T00:00:00.000Z" || lists[0][1].CurrentSince != "" {
		t.Errorf("the keys are %+v", lists[0])
	}
}

// A tenant with a data file has the keys of an earlier start. A rotation must not use one of
// them as its next key.
func TestARotationUsesNoKeyThatTheTenantHas(t *testing.T) {
	t.Parallel()
	path := keyFile(t, pkcs8(testPairs()[0].Key)+pkcs8(testPairs()[1].Key)+pkcs8(testPairs()[2].Key))
	pairs, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	st := store.NewMemory()
	open(t, st, pairs...)
	ring := open(t, st, pairs...) // the second start
	for i, want := range []string{pairs[1].Kid, pairs[2].Kid} {
		info, err := ring.Rotate(t.Context())
		if err != nil || info.Kid != want {
			t.Fatalf("rotation %d: the current key is %s, want %s (%v)", i+1, info.Kid, want, err)
		}
		if list := kids(t, ring); len(list) != 3 || list[0] == list[1] || list[1] == list[2] {
			t.Errorf("rotation %d: the keys are %q", i+1, list)
		}
	}
}
