package protected

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

// bearer is the authentication scheme of RFC 6750.
const bearer = "Bearer"

// presentedToken is the access token that a request to a protected resource
// brings, and the scheme that it came with.
type presentedToken struct{ scheme, raw string }

// accessToken takes the token out of the request's Authorization header. The
// other two places of RFC 6750, section 2 are not served: a token in a URL or a
// form ends up where it does not belong.
func accessToken(r *http.Request) (presentedToken, error) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		// No error code: the client may not know that it needs a token.
		return presentedToken{}, &challenge{status: http.StatusUnauthorized, description: "the request has no Authorization header; expected an access token"}
	}
	scheme, raw, _ := strings.Cut(headers[0], " ")
	raw = strings.TrimSpace(raw)
	for _, known := range []string{bearer, dpop.Scheme} {
		if len(headers) == 1 && strings.EqualFold(scheme, known) && raw != "" {
			return presentedToken{known, raw}, nil
		}
	}
	return presentedToken{}, &challenge{status: http.StatusUnauthorized, description: "the Authorization header holds no access token"}
}

// challenge is the error of a protected resource that refuses a request (RFC
// 6750, section 3; RFC 9449, section 7.1).
type challenge struct {
	status int
	// code is empty when the request had no token at all.
	code        string
	description string
	scope       []string
	// scheme is Bearer when empty.
	scheme string
}

// Error implements error.
func (c *challenge) Error() string { return c.code + ": " + c.description }

// proofChallenge is the refusal of a request whose proof is refused. Another error, such as
// that of the store, remains as it is.
func proofChallenge(err error) error {
	refused := new(protocol.Error)
	if !errors.As(err, &refused) {
		return err
	}
	return &challenge{status: http.StatusUnauthorized, code: refused.Code, description: refused.Description, scheme: dpop.Scheme}
}

// writeError answers with a challenge, or as other endpoints do for any other error.
func writeError(w http.ResponseWriter, err error) {
	if refused := new(challenge); errors.As(err, &refused) {
		refused.write(w)
		return
	}
	protocol.WriteError(w, err)
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
	if scheme == dpop.Scheme {
		add("algs", string(dpop.Algorithms()[0]))
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
	protocol.WriteJSON(w, c.status, map[string]string{"error": code, "error_description": c.description})
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
