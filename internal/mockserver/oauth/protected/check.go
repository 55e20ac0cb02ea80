package protected

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
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

// Check stands in for a protected endpoint of an API: it accepts and refuses
// tokens as the API should, so that a client can be tested before there is an
// API. The query's "scope" are the scopes that the endpoint requires.
func (p *Resources) Check(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	api, err := p.apiAt(r)
	switch {
	case err != nil:
		protocol.WriteError(w, err)
		return
	case api == nil:
		protocol.NotFound(w, r)
		return
	}
	token, err := p.accept(r, api)
	if err != nil {
		writeError(w, err)
		return
	}
	if missing := missingScopes(token, r.URL.Query()["scope"]); len(missing) > 0 {
		writeError(w, insufficientScope(missing))
		return
	}
	protocol.WriteJSON(w, http.StatusOK, map[string]any{"api": api.Identifier, "claims": token.Claims})
}

// accept verifies the token that the request presents to the API.
func (p *Resources) accept(r *http.Request, api *store.ResourceServer) (*verify.Token, error) {
	presented, err := accessToken(r)
	if err != nil {
		if refused := new(challenge); errors.As(err, &refused) && dpop.Required(api) {
			refused.scheme = dpop.Scheme
		}
		return nil, err
	}
	token, err := p.verifyFor(r.Context(), presented.raw, api)
	if err != nil {
		return nil, tokenError(err)
	}
	return token, p.checkPossession(r, presented, token, dpop.Required(api))
}

// tokenError is the answer to a token that could not be verified.
func tokenError(err error) error {
	if verify.ReasonOf(err) != "" {
		return invalidToken(err.Error())
	}
	return err
}

// apiAt returns the API whose identifier the path names; nil if no API has it.
func (p *Resources) apiAt(r *http.Request) (*store.ResourceServer, error) {
	name, found := strings.CutSuffix(strings.TrimPrefix(r.URL.EscapedPath(), CheckPrefix), checkSuffix)
	if !found || strings.Contains(name, "/") {
		return nil, nil
	}
	var api *store.ResourceServer
	err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		for range 2 {
			if decoded, err := url.PathUnescape(name); err == nil && api == nil {
				name = decoded
				api = tenant.ResourceServerByIdentifier(name)
			}
		}
		return nil
	})
	return api, err
}

// missingScopes are those of the wanted scopes that the token lacks. wanted are
// the values of one or several parameters, each a list separated by spaces.
func missingScopes(token *verify.Token, wanted []string) []string {
	held := token.Scopes()
	return slices.DeleteFunc(strings.Fields(strings.Join(wanted, " ")), func(scope string) bool { return slices.Contains(held, scope) })
}
