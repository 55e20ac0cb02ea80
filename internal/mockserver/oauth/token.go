package oauth

import "net/http"

// The grant types that the token endpoint serves.
const (
	clientCredentials = "client_credentials"
	authorizationCode = "authorization_code"
	refreshToken      = "refresh_token"
)

// implicit is the grant type, by its name among those of a client, for tokens
// that /authorize itself answers with.
const implicit = "implicit"

// answer is a token answer (RFC 6749, section 5.1), in the service's order.
type answer struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	Scope        string `json:"scope,omitempty"`
	ExpiresIn    int64  `json:"expires_in"`
	TokenType    string `json:"token_type"`
}

// token hands a request to the grant that it asks for.
func (h *handler) token(r *http.Request, params params) (any, error) {
	switch grantType := params["grant_type"]; grantType {
	case clientCredentials:
		return h.clientCredentials(r, params)
	case authorizationCode:
		return h.authorizationCode(r, params)
	case refreshToken:
		return h.refresh(r, params)
	case "":
		return nil, badRequest("Missing required parameter: grant_type")
	default:
		return nil, refuse(http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: %s", grantType)
	}
}
