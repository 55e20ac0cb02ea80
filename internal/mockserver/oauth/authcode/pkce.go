package authcode

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

// The values of code_challenge_method (RFC 7636, section 4.2).
const (
	MethodS256  = "S256"
	MethodPlain = "plain"
)

// Challenge is a code challenge of PKCE (RFC 7636). The zero value means no challenge.
type Challenge struct {
	// Value is the code_challenge.
	Value string `json:"value"`
	// Method is S256 or plain.
	Method string `json:"method"`
}

// ParseChallenge reads the parameters of an authorization request.
func ParseChallenge(value, method string) (Challenge, error) {
	switch {
	case value == "" && method != "":
		return Challenge{}, protocol.Missing("code_challenge")
	case value == "":
		return Challenge{}, nil
	case method == "":
		method = MethodPlain // RFC 7636, section 4.3
	}
	switch {
	case method != MethodS256 && method != MethodPlain:
		return Challenge{}, protocol.InvalidRequest("code_challenge_method must be S256 or plain") // unknown: the text
	case method == MethodPlain && !isVerifier(value):
		return Challenge{}, protocol.InvalidRequest("code_challenge must have the form of a code verifier: 43 to 128 letters, digits, '-', '.', '_' and '~'") // unknown: the text
	case method == MethodS256 && (len(value) != sha256Length || !isVerifier(value) || strings.ContainsAny(value, ".~")):
		return Challenge{}, protocol.InvalidRequest("code_challenge must be the SHA-256 of the code verifier in base64url: 43 characters") // unknown: the text
	}
	return Challenge{value, method}, nil
}

// sha256Length is that of a SHA-256 in base64url.
const sha256Length = 43

// Required reports whether there is a challenge.
func (c Challenge) Required() bool { return c.Value != "" }

// Check verifies the code_verifier of a token request (RFC 7636, section 4.6).
// compare is that of secrets: subtle.ConstantTimeCompare.
func (c Challenge) Check(verifier string, compare func(x, y []byte) int) error {
	switch {
	case !c.Required() && verifier != "":
		// RFC 9700, section 4.8.2: an attacker may have removed the challenge.
		return protocol.InvalidGrant("Failed to verify code verifier: the authorization request had no code_challenge")
	case c.Required() && !c.matches(verifier, compare):
		return protocol.InvalidGrant("Failed to verify code verifier")
	}
	return nil
}

func (c Challenge) matches(verifier string, compare func(x, y []byte) int) bool {
	computed := verifier
	if c.Method == MethodS256 {
		sum := sha256.Sum256([]byte(verifier))
		computed = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return isVerifier(verifier) && compare([]byte(computed), []byte(c.Value)) == 1
}

// isVerifier reports whether the text has the form of a code verifier (RFC 7636,
// section 4.1).
func isVerifier(text string) bool {
	if len(text) < 43 || len(text) > 128 {
		return false
	}
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' && c != '~' {
			return false
		}
	}
	return true
}
