package clientdocument

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/publickey"
)

// maxKeyBits is the longest RSA key that a client may have (documented).
const maxKeyBits = 4096

// readKeys reads the key set of a document.
func (d *Document) readKeys(text []byte) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		d.violation("jwks_uri: the answer is not a key set")
		return
	}
	methods := &Methods{}
	for i, raw := range set.Keys {
		key, err := readKey(raw)
		if err != nil {
			d.violation("jwks_uri: key %d: %v", i, err)
			return
		}
		methods.PrivateKeyJWT.Credentials = append(methods.PrivateKeyJWT.Credentials, key)
	}
	if len(set.Keys) == 0 {
		d.violation("jwks_uri: the key set is empty")
		return
	}
	d.Fields.Methods = methods
}

// readKey reads a public RSA key that signs.
func readKey(raw json.RawMessage) (Credential, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return Credential{}, fmt.Errorf("it is not an object")
	}
	for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
		if _, has := members[private]; has {
			return Credential{}, fmt.Errorf("it has private key material (%s)", private)
		}
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(raw); err != nil {
		return Credential{}, fmt.Errorf("it is not a key")
	}
	public, isRSA := key.Key.(*rsa.PublicKey)
	if !isRSA || public.N.BitLen() < publickey.MinBits || public.N.BitLen() > maxKeyBits {
		return Credential{}, fmt.Errorf("expected an RSA key of %d to %d bits", publickey.MinBits, maxKeyBits)
	}
	if key.Use != "" && key.Use != "sig" {
		return Credential{}, fmt.Errorf("its use is %q, not sig", key.Use)
	}
	if key.Algorithm == "" {
		key.Algorithm = "RS256"
	}
	if !slices.Contains([]string{"RS256", "RS384", "PS256"}, key.Algorithm) {
		return Credential{}, fmt.Errorf("its alg is %q; expected RS256, RS384 or PS256", key.Algorithm)
	}
	if key.KeyID == "" {
		thumbprint, err := (&publickey.Key{RSA: public}).Thumbprint()
		if err != nil {
			return Credential{}, err
		}
		key.KeyID = thumbprint
	}
	encoded, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return Credential{}, fmt.Errorf("it cannot be encoded: %w", err)
	}
	return Credential{
		Type: "public_key", Kid: key.KeyID, Alg: key.Algorithm,
		PEM: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded})),
	}, nil
}
