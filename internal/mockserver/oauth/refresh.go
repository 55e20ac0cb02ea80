package oauth

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/refreshtoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// unknownRefreshToken is the service's refusal of any refresh token that is not
// valid; it does not say why.
func unknownRefreshToken() error { return protocol.InvalidGrant("Unknown or invalid refresh token.") }

// refreshRequest is a request to use a refresh token.
type refreshRequest struct {
	client   *store.Client
	settings refreshtoken.Settings
	params   protocol.Params
	now      time.Time
	// proof is the thumbprint of the key of the request's DPoP proof, or empty.
	proof string
}

// refreshed is the outcome of the use of a refresh token. delegation is nil when
// the use ended the family.
type refreshed struct {
	family     *store.RefreshToken
	delegation *policy.Delegation
}

// refresh serves the grant of RFC 6749, section 6.
func (h *handler) refresh(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Client(r, params)
	if err != nil {
		return nil, err
	}
	if err := policy.CheckGrantType(client, policy.RefreshToken); err != nil {
		return nil, err
	}
	if params["refresh_token"] == "" {
		return nil, protocol.Missing("refresh_token")
	}
	proof, err := h.proof(r)
	if err != nil {
		return nil, err
	}
	outcome, err := h.useRefreshToken(r.Context(), refreshRequest{
		client: client, settings: refreshtoken.SettingsOf(client), params: params, now: h.Now(), proof: proof,
	})
	if err != nil {
		return nil, err
	}
	if outcome.delegation == nil {
		return nil, unknownRefreshToken()
	}
	tokens, err := h.tokensFor(r.Context(), outcome.delegation, policy.RefreshToken)
	if err != nil {
		return nil, err
	}
	if refreshtoken.SettingsOf(client).Rotates() {
		tokens.RefreshToken = refreshtoken.Newest(outcome.family)
	}
	return tokens, nil
}

// useRefreshToken rotates the family of the token or ends it, in one transaction.
func (h *handler) useRefreshToken(ctx context.Context, request refreshRequest) (outcome refreshed, err error) {
	err = h.Store.Update(ctx, func(tenant store.Writer) error {
		family, generation := refreshtoken.Find(tenant, request.params["refresh_token"])
		if family == nil || family.ClientID != request.client.ClientID {
			return unknownRefreshToken()
		}
		if request.settings.Expired(family, request.now) || !request.settings.Accepts(family, generation, request.now) {
			// It has expired, or one of the two parties that used the same token
			// stole it (RFC 9700, section 4.14.2): neither may keep it.
			outcome = refreshed{}
			return tenant.DeleteRefreshToken(family.ID)
		}
		delegation, err := h.redelegate(tenant, request, family)
		if err != nil {
			return err
		}
		next := *family
		if generation == family.Generation {
			next.UsedAt = request.now.Unix()
			if request.settings.Rotates() {
				next.Generation++
			}
		}
		outcome = refreshed{&next, delegation}
		if !request.settings.Rotates() && !request.settings.Idles() {
			return nil // no later use depends on this one
		}
		return tenant.PutRefreshToken(&next)
	})
	return outcome, err
}

// redelegate returns what the family stands for under the rules of now, or the
// part of it that the request asks for.
func (h *handler) redelegate(tenant store.Reader, request refreshRequest, family *store.RefreshToken) (*policy.Delegation, error) {
	audience, err := policy.Named(tenant, request.params["audience"], request.params["resource"])
	if err != nil {
		return nil, err
	}
	if audience != "" && audience != family.Audience {
		return nil, protocol.AccessDenied("the refresh token is for %s, not for %s", family.Audience, audience)
	}
	if family.KeyThumbprint != "" && family.KeyThumbprint != request.proof {
		return nil, dpop.InvalidProof("the refresh token is bound to another key")
	}
	d, err := h.users.Renew(tenant, policy.Delegation{
		Client: request.client, API: &store.ResourceServer{Identifier: family.Audience},
		User: user.Of(family.User), AuthTime: time.Unix(family.AuthTime, 0), Scopes: family.Scope,
		KeyThumbprint: request.proof, SessionID: family.SessionID, Organization: organizationOf(family),
	})
	if err != nil {
		return nil, err
	}
	if !slices.Contains(d.Scopes, user.ScopeOffline) {
		return nil, protocol.AccessDenied("%s no longer allows offline access", family.Audience)
	}
	asked := strings.Fields(request.params["scope"])
	if len(asked) == 0 {
		return d, nil
	}
	for _, scope := range asked {
		if !slices.Contains(family.Scope, scope) { // RFC 6749, section 6
			return nil, protocol.NewError(http.StatusBadRequest, "invalid_scope", "the scope %s was not granted with the refresh token", scope)
		}
	}
	d.Scopes = policy.Intersection(d.Scopes, asked)
	return d, h.users.Narrow(tenant, d)
}

// organizationOf returns the organization of the login, or nil.
func organizationOf(family *store.RefreshToken) *policy.Organization {
	if family.Organization == "" {
		return nil
	}
	return &policy.Organization{ID: family.Organization}
}
