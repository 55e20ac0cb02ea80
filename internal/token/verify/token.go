// Package verify decodes and verifies signed JSON Web Tokens: the access
// tokens of an Auth0 tenant, and the assertions with which clients
// authenticate. It is pure: no network, no clock and no state of its own.
//
// The rules are those of RFC 7515 (JWS), RFC 7519 (JWT), RFC 8725 (best
// practice) and RFC 9068 (the profile for access tokens).
package verify

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxSize is the length, in bytes, above which a token is refused without being
// parsed.
const MaxSize = 64 << 10

// Token is a decoded JWT. Numbers are json.Number, so that a claim keeps its
// digits; objects are map[string]any and arrays []any.
type Token struct {
	Header map[string]any
	Claims map[string]any
}

// Decode parses a compact JWT. It verifies only its form: the content must not be
// trusted. Errors are *Error with ReasonOversized, ReasonSerialization or
// ReasonMalformed.
func Decode(raw string) (*Token, error) {
	if len(raw) > MaxSize {
		return nil, refuse(ReasonOversized, "the token has %d bytes; at most %d are accepted", len(raw), MaxSize)
	}
	if strings.HasPrefix(strings.TrimSpace(raw), "{") {
		return nil, refuse(ReasonSerialization, "the token is in JSON serialisation; expected the compact form with one signature, three parts joined by dots")
	}
	// The base64 decoder ignores line breaks; a token must have only one form.
	if strings.ContainsAny(raw, "\r\n") {
		return nil, refuse(ReasonMalformed, "the token has line breaks in it")
	}
	parts := strings.Split(raw, ".")
	switch len(parts) {
	case 3:
	case 5:
		return nil, refuse(ReasonSerialization, "the token is encrypted (a JWE of five parts), so that only the API that has the key can read it; expected a signed token of three parts")
	default:
		return nil, refuse(ReasonMalformed, "the token needs three parts joined by dots (header, claims and signature); got %d", len(parts))
	}
	header, err := decodePart(parts[0], "header")
	if err != nil {
		return nil, err
	}
	claims, err := decodePart(parts[1], "claims")
	if err != nil {
		return nil, err
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(parts[2]); err != nil {
		return nil, refuse(ReasonMalformed, "the signature of the token is not base64url")
	}
	return &Token{Header: header, Claims: claims}, nil
}

func decodePart(part, name string) (map[string]any, error) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, refuse(ReasonMalformed, "the %s of the token: not base64url without padding", name)
	}
	if !utf8.Valid(text) {
		return nil, refuse(ReasonMalformed, "the %s of the token: not UTF-8", name)
	}
	object, err := decodeObject(text)
	if err != nil {
		return nil, refuse(ReasonMalformed, "the %s of the token: %s", name, err)
	}
	return object, nil
}

var (
	errNotObject = errors.New("not a JSON object")
	errDuplicate = errors.New("a name occurs twice")
)

// decodeObject parses one JSON object with nothing after it. A name that occurs
// twice is an error, as RFC 7515, section 4 permits: an attacker could exploit
// parsers that disagree on which value counts.
func decodeObject(text []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errNotObject
	}
	object := make(map[string]any)
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, errNotObject
		}
		// Inside an object, the decoder returns only strings as keys.
		name, _ := key.(string)
		if _, twice := object[name]; twice {
			return nil, errDuplicate
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, errNotObject
		}
		object[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errNotObject
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errNotObject
	}
	return object, nil
}

// Algorithm is the header's "alg", or "".
func (t *Token) Algorithm() string { return text(t.Header, "alg") }

// Kid is the header's "kid", or "".
func (t *Token) Kid() string { return text(t.Header, "kid") }

// Type is the header's "typ", or "".
func (t *Token) Type() string { return text(t.Header, "typ") }

// Issuer is the "iss" claim, or "".
func (t *Token) Issuer() string { return text(t.Claims, "iss") }

// Subject is the "sub" claim, or "".
func (t *Token) Subject() string { return text(t.Claims, "sub") }

// ID is the "jti" claim, or "".
func (t *Token) ID() string { return text(t.Claims, "jti") }

// Audience is the "aud" claim, which is a string or an array of strings (RFC 7519,
// section 4.1.3). It is nil if the claim is missing or malformed.
func (t *Token) Audience() []string {
	switch aud := t.Claims["aud"].(type) {
	case string:
		return []string{aud}
	case []any:
		out := make([]string, 0, len(aud))
		for _, element := range aud {
			s, ok := element.(string)
			if !ok {
				return nil
			}
			out = append(out, s)
		}
		return out
	}
	return nil
}

// Scopes is the "scope" claim, split at its spaces (RFC 8693, section 4.2).
func (t *Token) Scopes() []string { return strings.Fields(text(t.Claims, "scope")) }

// HasScope reports whether the token has the scope.
func (t *Token) HasScope(scope string) bool {
	for held := range strings.FieldsSeq(text(t.Claims, "scope")) {
		if held == scope {
			return true
		}
	}
	return false
}

// ExpiresAt is the "exp" claim, or the zero time if it is missing or malformed.
func (t *Token) ExpiresAt() time.Time { at, _, _ := t.date("exp"); return at }

// IssuedAt is the "iat" claim, or the zero time if it is missing or malformed.
func (t *Token) IssuedAt() time.Time { at, _, _ := t.date("iat"); return at }

// maxDate is the last second of the year 9999, the last that RFC 3339 can express.
// Later dates are mistakes, or attempts at an overflow.
const maxDate = 253402300799

// date parses a NumericDate: seconds since 1970, possibly with a fraction (RFC
// 7519, section 2). ok is false if the claim is present but malformed.
func (t *Token) date(claim string) (at time.Time, present, ok bool) {
	value, present := t.Claims[claim]
	if !present {
		return time.Time{}, false, true
	}
	number, isNumber := value.(json.Number)
	if !isNumber {
		return time.Time{}, true, false
	}
	seconds, err := number.Float64()
	if err != nil || seconds < 0 || seconds > maxDate {
		return time.Time{}, true, false
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC(), true, true
}

func text(object map[string]any, name string) string {
	s, _ := object[name].(string)
	return s
}
