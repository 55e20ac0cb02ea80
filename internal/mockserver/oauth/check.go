package oauth

import (
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

// CheckPath is the path of the sample endpoint of the API with this identifier.
func CheckPath(identifier string) string {
	return CheckPrefix + url.PathEscape(identifier) + checkSuffix
}

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
	token, challenge, err := h.accessTokenFor(r, api)
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

// accessTokenFor verifies the token that the request brings to the API.
func (h *handler) accessTokenFor(r *http.Request, api *store.ResourceServer) (*verify.Token, *challenge, error) {
	by, refused := accessToken(r)
	if refused != nil {
		if requiresDPoP(api) {
			refused.scheme = dpop
		}
		return nil, refused, nil
	}
	token, err := h.verifyFor(r.Context(), by.raw, api)
	if reason := verify.ReasonOf(err); reason != "" {
		return nil, invalidToken(err.Error()), nil
	}
	if err != nil {
		return nil, nil, err
	}
	return token, h.checkPossession(r, by, token, requiresDPoP(api)), nil
}

// apiAt finds the API whose identifier the path names; nil when there is none.
func (h *handler) apiAt(r *http.Request) (*store.ResourceServer, error) {
	name, found := strings.CutSuffix(strings.TrimPrefix(r.URL.EscapedPath(), CheckPrefix), checkSuffix)
	once, err := url.PathUnescape(name)
	if !found || err != nil || strings.Contains(name, "/") {
		return nil, nil //nolint:nilerr // a path that names no API is none
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
