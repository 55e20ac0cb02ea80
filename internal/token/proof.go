package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	// proofScheme is the header of a proof, and the type of a token that is bound to a
	// key (RFC 9449, sections 4.1 and 5).
	proofScheme = "DPoP"
	// proofNonceHeader and proofNonceError are how a tenant demands a nonce (RFC 9449,
	// section 8).
	proofNonceHeader = "DPoP-Nonce"
	proofNonceError  = "use_dpop_nonce"
)

// ProofKey is the key that a token is bound to (DPoP, RFC 9449). Package fmt does not
// print the key.
type ProofKey struct {
	key        *ecdsa.PrivateKey
	thumbprint string
}

// String hides the key from fmt.
func (ProofKey) String() string { return "(a private key)" }

// GoString hides the key from fmt's %#v.
func (ProofKey) GoString() string { return "token.ProofKey{}" }

// ParseProofKey parses a private key of the curve P-256 in PEM: PKCS #8 ("PRIVATE
// KEY") or SEC 1 ("EC PRIVATE KEY"). The service verifies proofs with ES256 only
// (dpop_signing_alg_values_supported of its discovery document). The error says what
// is wrong, and contains no part of the key.
func ParseProofKey(keyPEM string) (*ProofKey, error) {
	key, err := parseProofKey(keyPEM)
	if err != nil {
		return nil, fmt.Errorf("the private key of the DPoP proofs %w", err)
	}
	public := jose.JSONWebKey{Key: &key.PublicKey}
	sum, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("computing the thumbprint of the DPoP key: %w", err)
	}
	return &ProofKey{key: key, thumbprint: base64.RawURLEncoding.EncodeToString(sum)}, nil
}

func parseProofKey(keyPEM string) (*ecdsa.PrivateKey, error) {
	parsed, err := parsePEM(keyPEM, pemSEC1, func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) })
	if err != nil {
		return nil, err
	}
	key, isEC := parsed.(*ecdsa.PrivateKey)
	if !isEC || key.Curve != elliptic.P256() {
		return nil, errors.New("is not an elliptic-curve key of the curve P-256, which the algorithm ES256 needs; generate one with: openssl ecparam -name prime256v1 -genkey -noout")
	}
	return key, nil
}

// Thumbprint is the JWK thumbprint of the public key (RFC 7638, SHA-256), which bound
// tokens have as "jkt" in the claim "cnf"; "" for a nil key.
func (k *ProofKey) Thumbprint() string {
	if k == nil {
		return ""
	}
	return k.thumbprint
}

// prove creates the proof for one token request. nonce may be "".
func (k *ProofKey) prove(target, nonce string, now time.Time, random io.Reader) (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", fmt.Errorf("generating the id of a DPoP proof: %w", err)
	}
	content := map[string]any{"jti": base64.RawURLEncoding.EncodeToString(id), "htm": http.MethodPost, "htu": target, "iat": now.Unix()}
	if nonce != "" {
		content["nonce"] = nonce
	}
	claims, err := json.Marshal(content)
	if err != nil {
		return "", fmt.Errorf("encoding a DPoP proof: %w", err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: k.key}, (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt"))
	if err != nil {
		return "", fmt.Errorf("signing a DPoP proof: %w", err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("signing a DPoP proof: %w", err)
	}
	return signed.CompactSerialize()
}

// bound returns the thumbprint of the key that a token is bound to, or "".
func bound(claims map[string]any) string {
	confirmation, _ := claims["cnf"].(map[string]any)
	thumbprint, _ := confirmation["jkt"].(string)
	return thumbprint
}

// NotBoundError says that a token is not bound to the key that proved possession.
type NotBoundError struct{ Audience, ClientID string }

// Error says what makes the tenant bind tokens.
func (e *NotBoundError) Error() string {
	return fmt.Sprintf("the token for audience %q and client %q is not bound to the DPoP key. "+
		"Set proof_of_possession = { mechanism = \"dpop\", required = true } on the API, or require_proof_of_possession = true on the client; or remove dpop_private_key to get a bearer token.", e.Audience, e.ClientID)
}

// The types of PEM blocks that private keys have.
const (
	pemPKCS8 = "PRIVATE KEY"
	pemPKCS1 = "RSA PRIVATE KEY"
	pemSEC1  = "EC PRIVATE KEY"
)

// parsePEM parses the PEM of a private key: PKCS #8, or another type of block that parse
// parses. The error contains no part of the key.
func parsePEM(keyPEM, other string, parse func(der []byte) (any, error)) (key any, err error) {
	block, err := privateBlock(keyPEM)
	if err != nil {
		return nil, err
	}
	switch block.Type {
	case pemPKCS8:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case other:
		key, err = parse(block.Bytes)
	default:
		return nil, fmt.Errorf("is a PEM block of type %q; expected %q or %q", block.Type, pemPKCS8, other)
	}
	if err != nil {
		return nil, fmt.Errorf("is a damaged PEM block of type %q: its content cannot be parsed", block.Type)
	}
	return key, nil
}

// privateBlock returns the one block of a private key's PEM.
func privateBlock(keyPEM string) (*pem.Block, error) {
	block, rest := pem.Decode([]byte(keyPEM))
	switch {
	case block == nil && strings.Contains(keyPEM, `\n`):
		return nil, errors.New(`is not PEM: it has the characters "\n" where PEM has line breaks`)
	case block == nil:
		return nil, errors.New(`is not PEM; expected text that begins with "-----BEGIN PRIVATE KEY-----" (is it a file name? pass the file's content)`)
	case strings.TrimSpace(string(rest)) != "":
		return nil, errors.New("has text after its first PEM block; expected a single key")
	case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
		return nil, errors.New("is encrypted with a passphrase; pass it decrypted")
	}
	return block, nil
}
