package token

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Error is an error response of the token endpoint (RFC 6749, section 5.2).
type Error struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Code is the OAuth error, such as access_denied; "" if the response was not
	// an OAuth error.
	Code string
	// Description is the service's text for people; it may be "".
	Description string
	Audience    string
	ClientID    string
	// Organization is the organization that the request named, or "".
	Organization string
	// Exchanged is set if the request exchanged a user's token (RFC 8693).
	Exchanged bool
	// ByKey is set if the client authenticated with a key (private_key_jwt).
	ByKey bool
	// AudienceFrom says where the audience comes from, if the configuration does not
	// show it: the environment variable.
	AudienceFrom string
}

// Error says what was requested, what the tenant answered and, if known, what the
// user can do.
func (e *Error) Error() string {
	text := fmt.Sprintf("asking for a token for audience %q as client %q: the tenant answered %d %s", e.Audience, e.ClientID, e.StatusCode, http.StatusText(e.StatusCode))
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	if e.Description != "" {
		text += ": " + e.Description
	}
	if advice := e.advice(); advice != "" {
		text = strings.TrimSuffix(text, ".") + ". " + advice
	}
	return text
}

// maxDescription limits what an error repeats of a response, in bytes.
const maxDescription = 500

// newError parses an error response. If the response contains the client secret
// or the subject token, the error does not.
func newError(request Request, status int, body []byte) *Error {
	var parsed struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &parsed) != nil {
		parsed.Code, parsed.Description = "", ""
	}
	clean := func(text string) string {
		if request.ClientSecret != "" {
			text = strings.ReplaceAll(text, request.ClientSecret, "(the client secret)")
		}
		if request.SubjectToken != "" {
			text = strings.ReplaceAll(text, request.SubjectToken, "(the subject token)")
		}
		if len(text) > maxDescription {
			text = strings.ToValidUTF8(text[:maxDescription], "") + "…"
		}
		return text
	}
	return &Error{
		StatusCode: status, Code: clean(parsed.Code), Description: clean(parsed.Description),
		Audience: request.Audience, ClientID: request.ClientID, Organization: request.Organization, Exchanged: request.SubjectToken != "", ByKey: request.Assertion != nil, AudienceFrom: request.AudienceFrom,
	}
}

// ScopeNotGrantedError says that a token lacks scopes that were requested.
type ScopeNotGrantedError struct {
	// Missing are the requested scopes that the token lacks; Granted are all that
	// it has.
	Missing, Granted []string
	Audience         string
	ClientID         string
	// Exchanged is set if the request exchanged a user's token (RFC 8693).
	Exchanged bool
}

// Error names the missing scopes and what was granted.
func (e *ScopeNotGrantedError) Error() string {
	granted := "no scope at all"
	if len(e.Granted) > 0 {
		granted = "only " + strings.Join(e.Granted, ", ")
	}
	advice := "Add the missing scopes to the client's grant for this API."
	if e.Exchanged {
		advice = "Add the missing scopes to the client's grant for this API (subject_type = \"user\"), if it has one; if the API has enforce_policies, add them to the user's permissions, too."
	}
	return fmt.Sprintf("client %q was not granted %s for audience %q: the token has %s. %s",
		e.ClientID, strings.Join(e.Missing, ", "), e.Audience, granted, advice)
}

// SigningSecretNeededError says that a token is signed with the API's signing
// secret (HS256), so that the tenant's public keys cannot verify it.
type SigningSecretNeededError struct{ Audience string }

// Error names the API and the setting that is needed.
func (e *SigningSecretNeededError) Error() string {
	return fmt.Sprintf("the token for audience %q is signed with HS256, that is, with the API's own secret: set signing_secret to verify it", e.Audience)
}
