package oauth

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// typeAccessToken is the one type of tokens that is exchanged, for a token of the same
// type (RFC 8693, section 3; facts 8.2).
const typeAccessToken = "urn:ietf:params:oauth:token-type:access_token"

// tokenExchange serves the grant of RFC 8693 on behalf of a user: an API exchanges the
// access token that it got for a token of another API. unknown: the texts, except for those
// of the pair of types and of the depth, and the order of the checks.
func (h *handler) tokenExchange(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Confidential(r, params)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"subject_token", "subject_token_type", "requested_token_type"} {
		if params[name] == "" {
			return nil, protocol.Missing(name)
		}
	}
	if params["subject_token_type"] != typeAccessToken || params["requested_token_type"] != typeAccessToken { // reported 2026-08
		return nil, protocol.InvalidRequest("Invalid subject_token_type and requested_token_type combination.")
	}
	if err := checkExchanger(client); err != nil {
		return nil, err
	}
	subject, err := h.subjectToken(r.Context(), client, params["subject_token"])
	if err != nil {
		return nil, err
	}
	actor, err := mint.Delegated(client.PublicID(), subject)
	if err != nil {
		return nil, err
	}
	return h.onBehalfOf(r, params, client, subject, actor)
}

// checkExchanger refuses a client that may not exchange tokens.
func checkExchanger(client *store.Client) error {
	if clientproperty.MayExchange(client) {
		return nil
	}
	return protocol.NewError(http.StatusForbidden, "unauthorized_client",
		`Client "%s" is not allowed to exchange tokens on behalf of users. It needs app_type "resource_server" and token_exchange.allow_any_profile_of_type ["on_behalf_of_token_exchange"].`, client.ClientID)
}

// subjectToken verifies the token that is exchanged: an access token of a user, issued by
// this tenant for the API that the client stands for (facts 8.2).
func (h *handler) subjectToken(ctx context.Context, client *store.Client, raw string) (*verify.Token, error) {
	refuse := func(format string, args ...any) error {
		return protocol.NewError(http.StatusUnauthorized, "invalid_grant", "Invalid subject_token: "+format, args...)
	}
	token, err := h.resources.Inspect(ctx, raw)
	if verify.ReasonOf(err) != "" {
		return nil, refuse("%v", err)
	}
	if err != nil {
		return nil, err
	}
	own := clientproperty.Get[string](client, "resource_server_identifier")
	switch {
	case own == "" || !slices.Contains(token.Audience(), own):
		return nil, refuse("it was not issued for %q, the API of the client", own)
	case !strings.Contains(token.Subject(), "|"): // the form of users; the others are CLIENT_ID@clients
		return nil, refuse("it is not of a user")
	}
	return token, nil
}

// onBehalfOf makes the token for the other API. The policies of that API are those of any
// flow of a user, and no one can be asked for consent (facts 8.1).
func (h *handler) onBehalfOf(r *http.Request, params protocol.Params, client *store.Client, subject *verify.Token, actor *mint.Actor) (any, error) {
	asked := slices.DeleteFunc(strings.Fields(params["scope"]), isIdentityScope)
	d := policy.Delegation{Client: client, User: user.Of(subject.Subject())}
	err := h.Store.View(r.Context(), func(tenant store.Reader) (err error) {
		if d.API, d.Scopes, err = h.downstream(tenant, client, params, asked); err == nil {
			err = h.users.Narrow(tenant, &d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	// The binding of the subject token is not verified. The new token is bound to the key
	// of this request (facts 8.3).
	proof, err := h.proof(r)
	if err != nil {
		return nil, err
	}
	thumbprint, err := dpop.Binding(client, d.API, proof)
	if err != nil {
		return nil, err
	}
	tokens, err := h.minter.Access(r.Context(), mint.AccessToken{
		Client: client, API: d.API, Subject: subject.Subject(), Scopes: d.Scopes, Permissions: d.Permissions, KeyThumbprint: thumbprint, Actor: actor,
		CustomClaims: d.CustomClaims, IssuedFor: policy.TokenExchange,
	})
	if err != nil {
		return nil, err
	}
	tokens.IssuedTokenType = typeAccessToken
	if tokens.Scope == strings.Join(strings.Fields(params["scope"]), " ") {
		tokens.Scope = "" // in the answer when it differs (facts 8.2)
	}
	return tokens, nil
}

// downstream returns the API that the client asks for and the scopes that it gets.
func (h *handler) downstream(tenant store.Reader, client *store.Client, params protocol.Params, asked []string) (*store.ResourceServer, []string, error) {
	audience, err := policy.Named(tenant, params["audience"], params["resource"])
	if err != nil {
		return nil, nil, err
	}
	if audience == "" {
		return nil, nil, protocol.Missing("audience")
	}
	api, err := h.users.API(tenant, audience)
	if err != nil {
		return nil, nil, err
	}
	if api.Identifier == h.users.UserinfoURL {
		return nil, nil, protocol.AccessDenied("Service not found: %s", audience)
	}
	var scopes []string
	if len(asked) > 0 {
		scopes, err = h.users.Scopes(tenant, client, api, asked)
	} else { // all that the user may have (facts 8.2), whatever the policy
		scopes, err = h.users.Available(tenant, client, api)
	}
	if err != nil {
		refused := *protocol.ErrorOf(err)
		if refused.Status == http.StatusBadRequest { // 403 is documented for a missing grant (facts 8.4)
			refused.Status, refused.Code = http.StatusForbidden, "access_denied"
		}
		return nil, nil, &refused
	}
	if !api.SkipConsentForVerifiableFirstPartyClient {
		return nil, nil, protocol.NewError(http.StatusForbidden, "consent_required",
			"%s asks users for consent, which no one can give in a token exchange: set skip_consent_for_verifiable_first_party_clients", audience)
	}
	return api, slices.DeleteFunc(scopes, isIdentityScope), nil
}

// isIdentityScope reports whether a scope is for an ID token or a refresh token, neither
// of which an exchange gives (facts 8.2).
func isIdentityScope(scope string) bool {
	return slices.Contains([]string{user.ScopeOpenID, user.ScopeProfile, user.ScopeEmail, user.ScopeOffline}, scope)
}
