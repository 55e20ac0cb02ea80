package keys

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// kidForm is the form of a key id that tokens, URLs and logs can carry as it is.
var kidForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,255}$`)

// ReadFile reads signing keys from a file: a JWK set with private keys (RFC 7517,
// section 5), or PEM blocks with private keys (PKCS #8, or PKCS #1). The first is the
// current key of a tenant, the second is the next key, and further keys are used by
// rotations.
//
// Each key is an RSA key of 2048 bits or more, for RS256. A key without an id gets its
// thumbprint (RFC 7638). So all tenants that read the file have the same keys and ids, and
// the same certificates.
//
// An error names the file and the entry, counted from 1. It never has a part of a key.
func ReadFile(path string) ([]Pair, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the file that the user named
	if err != nil {
		return nil, fmt.Errorf("reading the signing keys: %w", err)
	}
	read := readPEM
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		read = readJWKSet
	}
	pairs, err := read(data)
	if err == nil {
		err = checkDistinct(pairs)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the signing keys of %s: %w", path, err)
	}
	return pairs, nil
}

// fixedNotBefore returns when the certificates of keys from files begin to be valid. It is
// constant, so that these certificates depend on nothing but the key and the domain.
func fixedNotBefore() time.Time { return time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC) }

// readJWKSet reads a JWK set.
func readJWKSet(data []byte) ([]Pair, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, fmt.Errorf("it is not a JWK set (RFC 7517): %w", err)
	}
	if len(set.Keys) == 0 {
		return nil, errors.New(`it has no keys: a JWK set is {"keys": [{"kty": "RSA", …}]}`)
	}
	pairs := make([]Pair, len(set.Keys))
	for i, entry := range set.Keys {
		pair, err := readJWK(entry)
		if err != nil {
			return nil, fmt.Errorf("the key number %d: %w", i+1, err)
		}
		pairs[i] = pair
	}
	return pairs, nil
}

func readJWK(entry []byte) (Pair, error) {
	// Decoded by itself, so that the error names the property, whatever the key lacks.
	var header struct {
		KeyType   string `json:"kty"`
		Algorithm string `json:"alg"`
		Use       string `json:"use"`
		KeyID     string `json:"kid"`
	}
	if err := json.Unmarshal(entry, &header); err != nil {
		return Pair{}, errors.New("it is not a JSON object with text in kty, alg, use and kid")
	}
	switch {
	case header.KeyType != "RSA":
		return Pair{}, fmt.Errorf(`its kty is %q; the tenant signs with RSA keys`, header.KeyType)
	case header.Algorithm != "" && header.Algorithm != string(jose.RS256):
		return Pair{}, fmt.Errorf(`its alg is %q; it must be RS256 or missing`, header.Algorithm)
	case header.Use != "" && header.Use != "sig":
		return Pair{}, fmt.Errorf(`its use is %q; it must be "sig" or missing`, header.Use)
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(entry); err != nil {
		return Pair{}, errors.New("it is not a valid RSA key (RFC 7518, section 6.3): n, e and d are needed, in base64url, and p and q must fit them")
	}
	return pairOf(key.KeyID, key.Key)
}

// readPEM reads PEM blocks.
func readPEM(data []byte) ([]Pair, error) {
	var pairs []Pair
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		pair, err := readBlock(block)
		if err != nil {
			return nil, fmt.Errorf("the PEM block number %d: %w", len(pairs)+1, err)
		}
		pairs = append(pairs, pair)
	}
	switch {
	case len(pairs) == 0:
		return nil, errors.New("it is neither a JWK set nor PEM with private keys")
	case len(bytes.TrimSpace(data)) > 0:
		return nil, fmt.Errorf("after the PEM block number %d there is text that is not PEM", len(pairs))
	}
	return pairs, nil
}

func readBlock(block *pem.Block) (Pair, error) {
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		if block.Headers["DEK-Info"] != "" {
			return Pair{}, errEncrypted()
		}
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return Pair{}, errEncrypted()
	default:
		return Pair{}, fmt.Errorf("it is a %s; only private keys can sign (PRIVATE KEY, or RSA PRIVATE KEY)", block.Type)
	}
	if err != nil {
		return Pair{}, fmt.Errorf("its %s cannot be parsed", block.Type)
	}
	return pairOf("", key)
}

func errEncrypted() error {
	return errors.New("it is encrypted; decrypt it with: openssl pkey -in encrypted.pem -out key.pem")
}

// pairOf checks a parsed key. kid is its id, or empty.
func pairOf(kid string, key any) (Pair, error) {
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		switch key.(type) {
		case *rsa.PublicKey:
			return Pair{}, errors.New("it is a public key; only a private key can sign")
		default:
			return Pair{}, fmt.Errorf("it is a %T; the tenant signs with RSA keys", key)
		}
	}
	if bits := private.N.BitLen(); bits < keyBits {
		return Pair{}, fmt.Errorf("it has %d bits; RS256 needs %d or more (RFC 7518, section 3.3)", bits, keyBits)
	}
	if err := private.Validate(); err != nil {
		return Pair{}, errors.New("it is not a valid RSA key: its numbers do not fit each other")
	}
	if kid == "" {
		public := jose.JSONWebKey{Key: private.Public()}
		thumbprint, err := public.Thumbprint(crypto.SHA256)
		if err != nil {
			return Pair{}, fmt.Errorf("calculating its thumbprint: %w", err)
		}
		kid = base64.RawURLEncoding.EncodeToString(thumbprint)
	}
	if !kidForm.MatchString(kid) {
		return Pair{}, fmt.Errorf("its kid %q must be 1 to 255 letters, digits and . _ ~ -", kid)
	}
	return Pair{Kid: kid, Key: private, NotBefore: fixedNotBefore()}, nil
}

// checkDistinct refuses a key or an id that is there twice.
func checkDistinct(pairs []Pair) error {
	for i, pair := range pairs {
		for j, earlier := range pairs[:i] {
			switch {
			case pair.Kid == earlier.Kid:
				return fmt.Errorf("the keys number %d and %d have the same kid %q", j+1, i+1, pair.Kid)
			case pair.Key.PublicKey.Equal(&earlier.Key.PublicKey):
				return fmt.Errorf("the keys number %d and %d are the same key", j+1, i+1)
			}
		}
	}
	return nil
}
