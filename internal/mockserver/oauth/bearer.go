package oauth

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// bearer is the token type of RFC 6750, and the scheme that carries it.
const bearer = "Bearer"

// presentedToken is the access token that a request to a protected resource
// brings, and the scheme that it came with.
type presentedToken struct{ scheme, raw string }

// accessToken takes the token out of the request's Authorization header. The
// other two places of RFC 6750, section 2 are not served: a token in a URL or a
// form ends up where it does not belong.
func accessToken(r *http.Request) (presentedToken, *challenge) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		// No error code: the client may not know that it needs a token.
		return presentedToken{}, &challenge{status: http.StatusUnauthorized, description: "the request has no Authorization header; expected an access token"}
	}
	scheme, raw, _ := strings.Cut(headers[0], " ")
	raw = strings.TrimSpace(raw)
	for _, known := range []string{bearer, dpop} {
		if len(headers) == 1 && strings.EqualFold(scheme, known) && raw != "" {
			return presentedToken{known, raw}, nil
		}
	}
	return presentedToken{}, &challenge{status: http.StatusUnauthorized, description: "the Authorization header holds no access token"}
}

// checkPossession holds a verified token against the proof that came with it
// (RFC 9449, section 7.1). required refuses a token that is not bound.
func (h *handler) checkPossession(r *http.Request, by presentedToken, token *verify.Token, required bool) *challenge {
	bound := boundTo(token)
	refuse := func(code, description string) *challenge {
		return &challenge{status: http.StatusUnauthorized, code: code, description: description, scheme: dpop}
	}
	switch {
	case bound == "" && required:
		return refuse("invalid_token", "the token is not bound to a key, which this API requires")
	case bound == "" && by.scheme == dpop:
		return refuse("invalid_token", "the token is not bound to a key: send it as a bearer token")
	case bound == "":
		return nil
	case by.scheme != dpop:
		return refuse("invalid_token", "the token is bound to a key: send it with the scheme DPoP and a proof")
	}
	proof, refused := h.proof(r, h.url(r.URL.EscapedPath()), by.raw)
	switch {
	case refused != nil:
		return refuse(refused.code, refused.description)
	case proof == "":
		return refuse("invalid_dpop_proof", "the request has no DPoP proof")
	case proof != bound:
		return refuse("invalid_token", "the token is bound to another key than that of the DPoP proof")
	}
	return nil
}

// challenge is a refusal of a protected resource (RFC 6750, section 3; RFC
// 9449, section 7.1).
type challenge struct {
	status int
	// code is empty when the request had no token at all.
	code        string
	description string
	scope       []string
	// scheme is Bearer when empty.
	scheme string
}

func invalidToken(description string) *challenge {
	return &challenge{status: http.StatusUnauthorized, code: "invalid_token", description: description}
}

func insufficientScope(missing []string) *challenge {
	return &challenge{
		status: http.StatusForbidden, code: "insufficient_scope", scope: missing,
		description: "the token lacks the scope " + strings.Join(missing, " "),
	}
}

func (c *challenge) write(w http.ResponseWriter) {
	var attributes []string
	add := func(name, value string) {
		if value != "" {
			attributes = append(attributes, fmt.Sprintf(`%s="%s"`, name, printable(value)))
		}
	}
	scheme := c.scheme
	if scheme == "" {
		scheme = bearer
	}
	if scheme == dpop {
		add("algs", string(proofAlgorithms()[0]))
	}
	add("error", c.code)
	if c.code != "" {
		add("error_description", c.description)
	}
	add("scope", strings.Join(c.scope, " "))
	w.Header().Set("WWW-Authenticate", strings.TrimSpace(scheme+" "+strings.Join(attributes, ", ")))
	code := c.code
	if code == "" {
		code = "unauthorized"
	}
	writeJSON(w, c.status, map[string]string{"error": code, "error_description": c.description})
}

// printable keeps to the characters that RFC 6750, section 3 allows within the
// quotes of an attribute.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '"', c == '\\':
			return '\''
		case c < 0x20, c > 0x7e:
			return '?'
		}
		return c
	}, text)
}
