package verify

import (
	"errors"
	"fmt"
	"strconv"
)

// Reason says which rule a token violates. The values are stable: callers may
// switch on them.
type Reason string

const (
	// ReasonPolicy: the caller's policy is unusable, for example because it has no
	// issuer. The token was not read.
	ReasonPolicy Reason = "policy"
	// ReasonOversized: the token is longer than MaxSize.
	ReasonOversized Reason = "oversized"
	// ReasonSerialization: the input is a JWS or JWE, but not in compact
	// serialisation with one signature (RFC 7515, section 7.2; RFC 7516).
	ReasonSerialization Reason = "serialization"
	// ReasonMalformed: a part is not base64url or not a JSON object, or a claim
	// does not have the type that RFC 7519 defines.
	ReasonMalformed Reason = "malformed"
	// ReasonUnsigned: the token has no signature ("alg":"none").
	ReasonUnsigned Reason = "unsigned"
	// ReasonAlgorithm: the policy does not allow the token's algorithm.
	ReasonAlgorithm Reason = "algorithm"
	// ReasonKeyType: the algorithm is allowed, but the key is not for it, as in
	// HS256 with an RSA public key as the secret (RFC 8725, section 3.1).
	ReasonKeyType Reason = "key_type"
	// ReasonUnknownKey: no known key has the token's "kid".
	ReasonUnknownKey Reason = "unknown_key"
	// ReasonKeyInjection: the header contains or points to a key ("jku", "jwk",
	// "x5u", "x5c"; RFC 8725, section 3.10).
	ReasonKeyInjection Reason = "key_injection"
	// ReasonCritical: the header has critical extensions ("crit"; RFC 7515,
	// section 4.1.11). None is supported.
	ReasonCritical Reason = "critical"
	// ReasonType: the policy does not allow the header's "typ" (RFC 8725, section
	// 3.11).
	ReasonType Reason = "type"
	// ReasonSignature: the signature does not match the key.
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

// Error says why a token was refused. Its text names what was expected and what was
// found, and never contains the token, its signature, or a key.
type Error struct {
	Reason Reason
	// Message is the whole text, for people.
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// ReasonOf returns the reason of an *Error, or "" for any other error.
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

// maxQuoted limits what an error repeats of the token, in bytes.
const maxQuoted = 120

// quote makes a value of an untrusted token safe to print: escaped, limited in
// length, and with a visible JSON type (a string has quotes, a number does not).
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
