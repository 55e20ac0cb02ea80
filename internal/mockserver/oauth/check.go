package oauth

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// The sample endpoint of each API is at CheckPrefix + IDENTIFIER + checkSuffix,
// with the API's identifier percent-encoded once or twice.
const (
	CheckPrefix = "/_mock/apis/"
	checkSuffix = "/check"
)

// check stands in for a protected endpoint of an API: it accepts and refuses
// tokens as the API should, so that a client can be tested before there is an
// API. The query's "scope" are the scopes that the endpoint needs.
func (h *handler) check(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	api, err := h.apiAt(r)
	switch {
	case err != nil:
		refusalOf(err).write(w)
		return
	case api == nil:
		notFound(w, r)
		return
	}
	token, challenge, err := h.bearerFor(r, api)
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	if challenge != nil {
		challenge.write(w)
		return
	}
	if missing := missingScopes(token, r.URL.Query()["scope"]); len(missing) > 0 {
		insufficientScope(missing).write(w)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"api": api.Identifier, "claims": token.Claims})
}

// bearerFor verifies the token that the request brings to the API.
func (h *handler) bearerFor(r *http.Request, api *store.ResourceServer) (*verify.Token, *challenge, error) {
	raw, refused := bearerToken(r)
	if refused != nil {
		return nil, refused, nil
	}
	token, err := h.verifyFor(r.Context(), raw, api)
	if reason := verify.ReasonOf(err); reason != "" {
		return nil, invalidToken(err.Error()), nil
	}
	return token, nil, err
}

// apiAt finds the API whose identifier the path names; nil when there is none.
func (h *handler) apiAt(r *http.Request) (*store.ResourceServer, error) {
	name, found := strings.CutSuffix(strings.TrimPrefix(r.URL.EscapedPath(), CheckPrefix), checkSuffix)
	once, err := url.PathUnescape(name)
	if !found || err != nil || strings.Contains(name, "/") {
		return nil, nil
	}
	var api *store.ResourceServer
	err = h.Store.View(r.Context(), func(tenant store.Reader) error {
		api = tenant.ResourceServerByIdentifier(once)
		if twice, err := url.PathUnescape(once); api == nil && err == nil {
			api = tenant.ResourceServerByIdentifier(twice)
		}
		return nil
	})
	return api, err
}

// missingScopes are those that are wanted, given as lists with spaces in one or
// several parameters, and that the token lacks.
func missingScopes(token *verify.Token, wanted []string) []string {
	held := token.Scopes()
	return slices.DeleteFunc(strings.Fields(strings.Join(wanted, " ")), func(scope string) bool { return slices.Contains(held, scope) })
}

// bearer is the token type of RFC 6750, and the scheme that carries it.
const bearer = "Bearer"

// bearerToken takes the token out of the request's Authorization header. The
// other two places of RFC 6750, section 2 are not served: a token in a URL or a
// form ends up where it does not belong.
func bearerToken(r *http.Request) (string, *challenge) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		// No error code: the client may not know that it needs a token.
		return "", &challenge{status: http.StatusUnauthorized, description: "the request has no Authorization header; expected a bearer token"}
	}
	scheme, raw, _ := strings.Cut(headers[0], " ")
	raw = strings.TrimSpace(raw)
	if len(headers) > 1 || !strings.EqualFold(scheme, bearer) || raw == "" {
		return "", &challenge{status: http.StatusUnauthorized, description: "the Authorization header holds no bearer token"}
	}
	return raw, nil
}

// challenge is a refusal of a protected resource (RFC 6750, section 3).
type challenge struct {
	status      int
	code        string // none when the request had no token at all
	description string
	scope       []string
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
	add("error", c.code)
	if c.code != "" {
		add("error_description", c.description)
	}
	add("scope", strings.Join(c.scope, " "))
	w.Header().Set("WWW-Authenticate", strings.TrimSpace(bearer+" "+strings.Join(attributes, ", ")))
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
