package oauth

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// userinfo tells of the user what the token's scopes allow (OpenID Connect
// Core, section 5.3).
func (h *handler) userinfo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	by, refused := accessToken(r)
	if refused != nil {
		refused.write(w)
		return
	}
	token, err := h.inspect(r.Context(), by.raw)
	if reason := verify.ReasonOf(err); reason != "" {
		invalidToken(err.Error()).write(w)
		return
	}
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	refused = h.checkPossession(r, by, token, false)
	switch {
	case refused != nil:
		refused.write(w)
	case !slices.Contains(token.Audience(), h.url(UserinfoPath)):
		invalidToken("the token is not for " + h.url(UserinfoPath) + ": it was issued without the scope openid, or for an API with another signing_alg than RS256").write(w)
	case !slices.Contains(token.Scopes(), scopeOpenID):
		insufficientScope([]string{scopeOpenID}).write(w)
	default:
		claims := map[string]any{"sub": token.Subject()}
		userOf(token.Subject()).describe(claims, token.Scopes())
		writeJSON(w, http.StatusOK, claims)
	}
}
