package accesstoken

import (
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Why a text is no key to verify with. None of them repeats the text, which may
// be a secret.
var (
	errNotJWKS     = errors.New(`it is JSON, or begins as JSON, but is no JWKS: expected {"keys":[…]} (RFC 7517, section 5), as the tenant publishes it at /.well-known/jwks.json`)
	errPublic      = errors.New("it is a key or certificate, which is public and so no signing secret; expected the tenant's JWKS")
	errURL         = errors.New("it is a URL, and a function makes no requests; expected the JWKS itself, such as json of the data source auth0api_jwks")
	errShortSecret = errors.New("the signing secret is too short; expected at least 16 characters")
)

// parseVerificationKey distinguishes a JWKS from a signing secret by its form: what is
// JSON is never taken for a secret, and neither is what is public by its nature.
// Otherwise anyone who knows the public key could sign with it as an HS256 secret
// (RFC 8725, section 2.1).
func parseVerificationKey(text string) (verify.Keys, token.KeyKind, error) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	switch {
	case isJSON(trimmed):
		keys, err := parseJWKS(trimmed)
		return keys, token.PublishedKeys, err
	case strings.Contains(text, "-----BEGIN "), isDER(trimmed):
		return nil, 0, errPublic
	case strings.HasPrefix(trimmed, "https://"), strings.HasPrefix(trimmed, "http://"):
		return nil, 0, errURL
	case utf8.RuneCountInString(text) < kit.MinSigningSecretLength:
		return nil, 0, errShortSecret
	default:
		return verify.Secret(text), token.SharedSecret, nil
	}
}

// isJSON recognises an object, even if it was cut off, and complete strings and
// lists: a key set that was encoded twice is a string. A number may be a secret.
func isJSON(text string) bool {
	return strings.HasPrefix(text, "{") || strings.ContainsAny(text[:min(len(text), 1)], `["`) && json.Valid([]byte(text))
}

// isDER recognises the base64 of a key or certificate without its PEM lines, such as
// an x5c of a key set.
func isDER(text string) bool {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	var sequence asn1.RawValue
	rest, err := asn1.Unmarshal(der, &sequence)
	return err == nil && len(rest) == 0 && sequence.Tag == asn1.TagSequence && sequence.IsCompound
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
