package verify

import (
	"errors"
	"fmt"
	"strconv"
)

// Reason says which rule a token broke. The values are stable, so that a
// caller may switch on them.
type Reason string

const (
	// ReasonPolicy: the caller's own policy is unusable, for example because it
	// names no issuer. The token was not looked at.
	ReasonPolicy Reason = "policy"
	// ReasonOversized: the token is longer than MaxSize.
	ReasonOversized Reason = "oversized"
	// ReasonSerialization: the input is a JWS or JWE, but not in compact
	// serialisation with one signature (RFC 7515, section 7.2; RFC 7516).
	ReasonSerialization Reason = "serialization"
	// ReasonMalformed: a part is not base64url, not a JSON object, or not of
	// the type that RFC 7519 gives it.
	ReasonMalformed Reason = "malformed"
	// ReasonUnsigned: the token says that it has no signature ("alg":"none").
	ReasonUnsigned Reason = "unsigned"
	// ReasonAlgorithm: the token's algorithm is not one that the policy allows.
	ReasonAlgorithm Reason = "algorithm"
	// ReasonKeyType: the algorithm is allowed but is not one of the key's, as
	// in HS256 with an RSA public key for its secret (RFC 8725, section 3.1).
	ReasonKeyType Reason = "key_type"
	// ReasonUnknownKey: no known key has the token's "kid".
	ReasonUnknownKey Reason = "unknown_key"
	// ReasonKeyInjection: the header brings or points to a key of its own
	// ("jku", "jwk", "x5u", "x5c"; RFC 8725, section 3.10).
	ReasonKeyInjection Reason = "key_injection"
	// ReasonCritical: the header has extensions that must be understood
	// ("crit"; RFC 7515, section 4.1.11). None are.
	ReasonCritical Reason = "critical"
	// ReasonType: the header's "typ" is not one that the policy allows
	// (RFC 8725, section 3.11).
	ReasonType Reason = "type"
	// ReasonSignature: the signature was not made with the key.
	ReasonSignature Reason = "signature"
	// ReasonIssuer: "iss" is not the policy's.
	ReasonIssuer Reason = "issuer"
	// ReasonAudience: "aud" does not contain the policy's.
	ReasonAudience Reason = "audience"
	// ReasonExpired: "exp" has passed, or is missing.
	ReasonExpired Reason = "expired"
	// ReasonNotYetValid: "nbf" is in the future.
	ReasonNotYetValid Reason = "not_yet_valid"
	// ReasonIssuedAt: "iat" is in the future, or not before "exp".
	ReasonIssuedAt Reason = "issued_at"
)

// Error tells why a token was refused. Its text names what was expected and
// what was found, and never holds the token, a part of it that is secret, or a
// key.
type Error struct {
	Reason Reason
	// Message is the whole text, for humans.
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// ReasonOf returns the reason of a refusal, or "" when err is not one.
func ReasonOf(err error) Reason {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Reason
	}
	return ""
}

func refuse(reason Reason, format string, args ...any) *Error {
	return &Error{Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// maxQuoted bounds what an error repeats of the token, in bytes.
const maxQuoted = 120

// quote makes a value that somebody else chose safe to print: escaped, bounded,
// and with its JSON type in view (a string has quotes, a number has none).
func quote(value any) string {
	if value == nil {
		return "none"
	}
	text, isString := value.(string)
	if !isString {
		text = fmt.Sprint(value)
	}
	cut := ""
	if len(text) > maxQuoted {
		text, cut = text[:maxQuoted], "…"
	}
	quoted := strconv.Quote(text)
	if !isString {
		quoted = quoted[1 : len(quoted)-1]
	}
	return quoted + cut
}
