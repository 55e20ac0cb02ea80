package oauth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// RevokePath is that of token revocation (RFC 7009).
const RevokePath = "/oauth/revoke"

// unknownRefreshToken is the service's refusal of any refresh token that is no
// good; it does not say why.
func unknownRefreshToken() *refusal { return invalidGrant("Unknown or invalid refresh token.") }

// refresh serves the grant of RFC 6749, section 6.
func (h *handler) refresh(r *http.Request, params params) (any, error) {
	client, err := h.client(r, params, publicToo)
	if err != nil {
		return nil, err
	}
	if refused := mayGrant(client, refreshToken); refused != nil {
		return nil, refused
	}
	if params["refresh_token"] == "" {
		return nil, badRequest("Missing required parameter: refresh_token")
	}
	proof, refused := h.proof(r, h.url(TokenPath), "")
	if refused != nil {
		return nil, refused
	}
	use := refreshUse{proof: proof, client: client, settings: refreshSettingsOf(client), params: params, now: h.Now()}
	if err := h.Store.Update(r.Context(), func(tenant store.Writer) error { return h.useRefreshToken(tenant, &use) }); err != nil {
		return nil, err
	}
	if use.refused != nil {
		return nil, use.refused
	}
	answer, err := h.tokensFor(r.Context(), use.delegation)
	if err != nil {
		return nil, err
	}
	if use.settings.rotates() {
		answer.RefreshToken = refreshTokenOf(use.family)
	}
	return answer, nil
}

// refreshUse is one use of a refresh token, and what came of it.
type refreshUse struct {
	client   *store.Client
	settings refreshSettings
	params   params
	now      time.Time
	// proof is the thumbprint of the key of the request's DPoP proof, or empty.
	proof string

	family     *store.RefreshToken
	delegation *delegation
	// refused is no error of the transaction: what it does to the family must
	// last.
	refused *refusal
}

// useRefreshToken decides, and rotates the family or ends it.
func (h *handler) useRefreshToken(tenant store.Writer, use *refreshUse) error {
	use.refused = unknownRefreshToken()
	family, generation := findFamily(tenant, use.params["refresh_token"])
	if family == nil || family.ClientID != use.client.ClientID {
		return nil
	}
	if use.settings.expired(family, use.now) || !use.settings.acceptable(family, generation, use.now) {
		// Either its time is over, or one of the two who used the same token
		// stole it (RFC 9700, section 4.14.2): nobody keeps it.
		return tenant.DeleteRefreshToken(family.ID)
	}
	if use.delegation, use.refused = h.redelegate(tenant, use, family); use.refused != nil {
		return nil //nolint:nilerr // a refusal is an outcome here, not a failure of the transaction
	}
	next := *family
	if generation == family.Generation {
		next.UsedAt = use.now.Unix()
		if use.settings.rotates() {
			next.Generation++
		}
	}
	use.family = &next
	if !use.settings.rotates() && !use.settings.idles() {
		return nil // there is nothing that a later use would look at
	}
	return tenant.PutRefreshToken(&next)
}

// redelegate is what the family stands for under the rules of now, or the part
// of it that the request asks for.
func (h *handler) redelegate(tenant store.Reader, use *refreshUse, family *store.RefreshToken) (*delegation, *refusal) {
	if audience := use.params["audience"]; audience != "" && audience != family.Audience {
		return nil, denied("the refresh token is for %s, not for %s", family.Audience, audience)
	}
	if family.KeyThumbprint != "" && family.KeyThumbprint != use.proof {
		return nil, badProof("the refresh token is bound to another key")
	}
	d, refused := h.current(tenant, delegation{
		client: use.client, api: &store.ResourceServer{Identifier: family.Audience},
		user: userOf(family.User), at: time.Unix(family.AuthTime, 0), scopes: family.Scope, proof: use.proof,
	})
	if refused != nil {
		return nil, refused
	}
	if !slices.Contains(d.scopes, scopeOffline) {
		return nil, denied("%s does not allow offline access any more", family.Audience)
	}
	asked := strings.Fields(use.params["scope"])
	if len(asked) == 0 {
		return d, nil
	}
	for _, scope := range asked {
		if !slices.Contains(family.Scope, scope) { // RFC 6749, section 6
			return nil, refuse(http.StatusBadRequest, "invalid_scope", "the scope %s was not granted with the refresh token", scope)
		}
	}
	d.scopes = intersection(d.scopes, asked)
	return d, nil
}

// revoke serves RFC 7009. Only refresh tokens can be revoked, as at the
// service: an API accepts an access token until it expires.
func (h *handler) revoke(r *http.Request, params params) (any, error) {
	client, err := h.client(r, params, publicToo)
	if err != nil {
		return nil, err
	}
	raw := params["token"]
	if raw == "" {
		return nil, badRequest("Missing required parameter: token")
	}
	if _, err := verify.Decode(raw); err == nil || isEncrypted(raw) {
		return nil, refuse(http.StatusBadRequest, "unsupported_token_type", "an access token cannot be revoked: it is good until it expires")
	}
	return nil, h.Store.Update(r.Context(), func(tenant store.Writer) error {
		switch family, _ := findFamily(tenant, raw); {
		case family == nil:
			return nil // RFC 7009, section 2.2: what the client wants is so
		case family.ClientID != client.ClientID:
			return badRequest("the refresh token is not one of the client %s", client.ClientID)
		default:
			return tenant.DeleteRefreshToken(family.ID)
		}
	})
}

// inspectRefresh is the answer of introspection about a refresh token.
func (h *handler) inspectRefresh(ctx context.Context, raw string) (any, error) {
	var answer any
	err := h.Store.View(ctx, func(tenant store.Reader) error {
		family, generation := findFamily(tenant, raw)
		if family == nil {
			answer = inactive{Reason: reasonUnknown, Description: "the tenant has no such refresh token: it was revoked, or expired, or is another tenant's"}
			return nil
		}
		settings := refreshSettingsOf(tenant.Client(family.ClientID))
		switch {
		case settings.expired(family, h.Now()):
			answer = inactive{Reason: verify.ReasonExpired, Description: "the refresh token expired"}
		case !settings.acceptable(family, generation, h.Now()):
			answer = inactive{Reason: reasonRotated, Description: "the refresh token was replaced by a newer one; using it again revokes that, too"}
		default:
			answer = map[string]any{
				"active": true, "token_type": refreshToken, "client_id": family.ClientID, "sub": userOf(family.User).subject(),
				"aud": family.Audience, "scope": strings.Join(family.Scope, " "), "iat": family.CreatedAt, "iss": h.Issuer,
			}
		}
		return nil
	})
	return answer, err
}
