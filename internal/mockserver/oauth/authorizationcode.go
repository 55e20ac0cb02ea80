package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protected"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/refreshtoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// authorizationCode serves the grant of RFC 6749, section 4.1.3.
func (h *handler) authorizationCode(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Client(r, params)
	if err != nil {
		return nil, err
	}
	if err := policy.CheckGrantType(client, policy.AuthorizationCode); err != nil {
		return nil, err
	}
	if params["code"] == "" {
		return nil, protocol.Missing("code")
	}
	proof, err := h.proof(r)
	if err != nil {
		return nil, err
	}
	now := h.Now()
	code, err := h.codes.Redeem(r.Context(), params["code"], now, func(code *authcode.Code) error {
		return h.checkExchange(code, client, proof, params)
	})
	if err != nil {
		return nil, h.revokeReused(r.Context(), err)
	}
	delegation := code.Delegation
	delegation.Client, delegation.KeyThumbprint = client, proof // the client as it is now
	d, family, err := h.begin(r.Context(), delegation)
	if err != nil {
		return nil, err
	}
	tokens, err := h.tokensFor(r.Context(), d, "")
	if err != nil {
		return nil, err
	}
	issued := authcode.Issued{AccessToken: protected.RevocationID(tokens.AccessToken), Expires: now.Add(time.Duration(tokens.ExpiresIn) * time.Second)}
	if family != nil {
		tokens.RefreshToken, issued.RefreshFamily = refreshtoken.Newest(family), family.ID
	}
	if err := h.codes.Record(r.Context(), params["code"], issued, now); err != nil {
		return nil, h.revokeReused(r.Context(), err)
	}
	return tokens, nil
}

// checkExchange compares a token request with what the code is bound to.
func (h *handler) checkExchange(code *authcode.Code, client *store.Client, proof string, params protocol.Params) error {
	redirectURI, sent := params["redirect_uri"]
	switch {
	case code.KeyThumbprint != "" && code.KeyThumbprint != proof: // RFC 9449, section 10
		return dpop.InvalidProof("its key is not the one of the authorization request's dpop_jkt")
	case code.Client.ClientID != client.ClientID:
		return protocol.InvalidGrant("Invalid authorization code")
	case code.RedirectURISent && !sent, sent && redirectURI != code.RedirectURI:
		return protocol.InvalidGrant("The redirect URI is wrong: it must be the one of the authorization request")
	}
	return code.Challenge.Check(params["code_verifier"], h.CompareSecrets)
}

// revokeReused revokes what a code was exchanged for when err says that it was
// used again, and returns the error for the client.
func (h *handler) revokeReused(ctx context.Context, err error) error {
	reused := new(authcode.ReusedError)
	if !errors.As(err, &reused) {
		return err
	}
	var errs []error
	if reused.Issued.AccessToken != "" {
		errs = append(errs, h.resources.Revoked.Add(ctx, reused.Issued.AccessToken, reused.Issued.Expires, h.Now()))
	}
	if reused.Issued.RefreshFamily != "" {
		errs = append(errs, h.Store.Update(ctx, func(tenant store.Writer) error {
			return tenant.DeleteRefreshToken(reused.Issued.RefreshFamily)
		}))
	}
	if failed := errors.Join(errs...); failed != nil {
		return fmt.Errorf("revoking what an authorization code was exchanged for, which was used twice: %w", failed)
	}
	return err
}

// begin applies the rules of now to a delegation, and begins a family of refresh
// tokens when the user agreed to one; the family is nil otherwise.
func (h *handler) begin(ctx context.Context, agreed policy.Delegation) (d *policy.Delegation, family *store.RefreshToken, err error) {
	if !slices.Contains(agreed.Scopes, user.ScopeOffline) {
		err := h.Store.View(ctx, func(tenant store.Reader) (err error) {
			d, err = h.users.Renew(tenant, agreed)
			return err
		})
		return d, nil, err
	}
	started, err := refreshtoken.New(h.minter, &agreed)
	if err != nil {
		return nil, nil, err
	}
	err = h.Store.Update(ctx, func(tenant store.Writer) error {
		if d, err = h.users.Renew(tenant, agreed); err != nil {
			return err
		}
		if !slices.Contains(d.Scopes, user.ScopeOffline) { // no longer allowed
			return nil
		}
		family = started
		if clientproperty.IsPublic(d.Client) { // RFC 9449, section 5
			family.KeyThumbprint = d.KeyThumbprint
		}
		if err := h.sweeper.Step(tenant, h.Now()); err != nil {
			return err
		}
		return tenant.PutRefreshToken(family)
	})
	return d, family, err
}
