package protected

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Userinfo answers with the claims about the user that the token's scopes permit
// (OpenID Connect Core, section 5.3).
func (p *Resources) Userinfo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	claims, err := p.userClaims(r)
	if err != nil {
		writeError(w, err)
		return
	}
	protocol.WriteJSON(w, http.StatusOK, claims)
}

func (p *Resources) userClaims(r *http.Request) (map[string]any, error) {
	presented, err := accessToken(r)
	if err != nil {
		return nil, err
	}
	token, err := p.Inspect(r.Context(), presented.raw)
	if err != nil {
		return nil, tokenError(err)
	}
	if err := p.checkPossession(r, presented, token, false); err != nil {
		return nil, err
	}
	if !slices.Contains(token.Audience(), p.Users.UserinfoURL) {
		return nil, invalidToken("the token is not for " + p.Users.UserinfoURL + ": it was issued without the scope openid, or for an API with another signing_alg than RS256")
	}
	if !slices.Contains(token.Scopes(), user.ScopeOpenID) {
		return nil, insufficientScope([]string{user.ScopeOpenID})
	}
	claims := map[string]any{"sub": token.Subject()}
	err = p.Store.View(r.Context(), func(tenant store.Reader) error {
		user.Of(token.Subject()).AddClaims(claims, tenant.User(token.Subject()), token.Scopes())
		return nil
	})
	return claims, err
}
