package provider

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Why a text is no key to verify with. None of them repeats the text, which may
// be a secret.
var (
	errNotJWKS     = errors.New(`it begins with "{", but is no JWKS: expected {"keys":[…]} (RFC 7517, section 5), as the tenant publishes it at /.well-known/jwks.json`)
	errPEM         = errors.New("it is a PEM key or certificate, which is public and so no signing secret; expected the tenant's JWKS")
	errURL         = errors.New("it is a URL, and a function makes no requests; expected the JWKS itself, such as json of the data source auth0api_jwks")
	errShortSecret = errors.New("a signing secret has at least 16 characters")
)

// parseVerificationKey tells a JWKS from a signing secret by its form: what
// begins with a brace is never taken for a secret, and neither is what is
// public by its nature. Otherwise whoever knows the public key could sign with
// it as an HS256 secret (RFC 8725, section 2.1).
func parseVerificationKey(text string) (verify.Keys, token.KeyKind, error) {
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, "{"):
		keys, err := parseJWKS(trimmed)
		return keys, token.PublishedKeys, err
	case strings.HasPrefix(trimmed, "-----BEGIN "):
		return nil, 0, errPEM
	case strings.HasPrefix(trimmed, "https://"), strings.HasPrefix(trimmed, "http://"):
		return nil, 0, errURL
	case utf8.RuneCountInString(text) < minSigningSecretLength:
		return nil, 0, errShortSecret
	default:
		return verify.Secret(text), token.SharedSecret, nil
	}
}

func parseJWKS(text string) (verify.Keys, error) {
	var form struct {
		Keys []json.RawMessage `json:"keys"`
	}
	var set jose.JSONWebKeySet
	if json.Unmarshal([]byte(text), &form) != nil || form.Keys == nil || json.Unmarshal([]byte(text), &set) != nil {
		return nil, errNotJWKS
	}
	return verify.JWKS(set), nil
}
