package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// delegation is what a user let a client do: what a code stands for, and what
// tokens for users are made of.
type delegation struct {
	client *store.Client
	api    *store.ResourceServer
	user   user
	// at is when the user logged in.
	at     time.Time
	scopes []string
	nonce  string
	// proof is the thumbprint of the key of the request's DPoP proof; what is
	// current has it only if tokens are bound to it.
	proof string
}

// authorizationCode serves the grant of RFC 6749, section 4.1.3.
func (h *handler) authorizationCode(r *http.Request, params params) (any, error) {
	client, err := h.client(r, params, publicToo)
	if err != nil {
		return nil, err
	}
	if refused := mayGrant(client, authorizationCode); refused != nil {
		return nil, refused
	}
	if params["code"] == "" {
		return nil, badRequest("Missing required parameter: code")
	}
	proof, refused := h.proof(r, h.url(TokenPath), "")
	if refused != nil {
		return nil, refused
	}
	now := h.Now()
	code, before, refused := h.codes.redeem(params["code"], now, func(code *issuedCode) *refusal {
		if code.proof != "" && code.proof != proof { // RFC 9449, section 10
			return badProof("its key is not the one of the authorization request's dpop_jkt")
		}
		return h.checkExchange(code, client, params)
	})
	if refused != nil {
		// RFC 6749, section 4.1.2: a code that is used twice has leaked.
		return nil, errors.Join(h.takeBack(r.Context(), before), refused)
	}
	agreed := code.delegation
	agreed.client, agreed.proof = client, proof // as it is now
	d, family, err := h.settle(r.Context(), agreed)
	if err != nil {
		return nil, err
	}
	answer, err := h.tokensFor(r.Context(), d)
	if err != nil {
		return nil, err
	}
	gave := given{accessToken: answer.AccessToken, expires: now.Add(time.Duration(answer.ExpiresIn) * time.Second)}
	if family != nil {
		answer.RefreshToken, gave.refreshToken = refreshTokenOf(family), family.ID
	}
	if h.codes.record(code, gave) {
		return nil, errors.Join(h.takeBack(r.Context(), gave), invalidGrant("Invalid authorization code"))
	}
	return answer, nil
}

// checkExchange holds a token request against what the code is bound to.
func (h *handler) checkExchange(code *issuedCode, client *store.Client, params params) *refusal {
	redirectURI, given := params["redirect_uri"]
	verifier := params["code_verifier"]
	switch {
	case code.client.ClientID != client.ClientID:
		return invalidGrant("Invalid authorization code")
	case code.given && !given, given && redirectURI != code.redirectURI:
		return invalidGrant("The redirect URI is wrong: it must be the one of the authorization request")
	case code.challenge == "" && verifier != "":
		// RFC 9700, section 4.8.2: somebody may have cut the challenge out.
		return invalidGrant("Failed to verify code verifier: the authorization request had no code_challenge")
	case code.challenge != "" && !h.verifies(verifier, code.challenge):
		return invalidGrant("Failed to verify code verifier")
	}
	return nil
}

// verifies reports whether the challenge was made from the verifier by S256 (RFC
// 7636, section 4.6).
func (h *handler) verifies(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	made := base64.RawURLEncoding.EncodeToString(sum[:])
	return isVerifier(verifier) && h.CompareSecrets([]byte(made), []byte(challenge)) == 1
}

// isVerifier tells the form that RFC 7636, section 4.1 gives a code verifier.
func isVerifier(text string) bool {
	if len(text) < 43 || len(text) > 128 {
		return false
	}
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' && c != '~' {
			return false
		}
	}
	return true
}

// takeBack revokes what a code gave.
func (h *handler) takeBack(ctx context.Context, gave given) error {
	if gave.accessToken != "" {
		h.revoked.add(gave.accessToken, gave.expires, h.Now())
	}
	if gave.refreshToken == "" {
		return nil
	}
	return h.Store.Update(ctx, func(tenant store.Writer) error { return tenant.DeleteRefreshToken(gave.refreshToken) })
}

// settle decides what a delegation is good for by now, and begins a family of
// refresh tokens when the user agreed to one.
func (h *handler) settle(ctx context.Context, d delegation) (*delegation, *store.RefreshToken, error) {
	family, err := h.newFamily(d)
	if err != nil {
		return nil, nil, err
	}
	var settled *delegation
	decide := func(tenant store.Reader) error {
		var refused *refusal
		if settled, refused = h.current(tenant, d); refused != nil {
			return refused
		}
		return nil
	}
	if !slices.Contains(d.scopes, scopeOffline) {
		err := h.Store.View(ctx, decide)
		return settled, nil, err
	}
	err = h.Store.Update(ctx, func(tenant store.Writer) error {
		if err := decide(tenant); err != nil {
			return err
		}
		if !slices.Contains(settled.scopes, scopeOffline) { // no longer allowed
			family = nil
			return nil
		}
		if isPublic(d.client) { // RFC 9449, section 5
			family.KeyThumbprint = settled.proof
		}
		if err := h.sweeper.step(tenant, h.Now()); err != nil {
			return err
		}
		return tenant.PutRefreshToken(family)
	})
	return settled, family, err
}

// current decides anew what a delegation is good for, under the rules that the
// tenant has by now: the API may be gone, or the client's grant.
func (h *handler) current(tenant store.Reader, d delegation) (*delegation, *refusal) {
	var refused *refusal
	if d.api, refused = h.apiFor(tenant, d.api.Identifier); refused != nil {
		return nil, refused
	}
	if len(d.scopes) == 0 { // which delegate would take for a wish for all
		_, refused = delegable(tenant, d.client, d.api)
	} else {
		d.scopes, refused = delegate(tenant, d.client, d.api, d.scopes)
	}
	if refused == nil {
		d.proof, refused = binding(d.client, d.api, d.proof)
	}
	return &d, refused
}

// tokensFor makes the tokens that the token endpoint answers a delegation with.
func (h *handler) tokensFor(ctx context.Context, d *delegation) (*answer, error) {
	answer, err := h.issue(ctx, issuance{client: d.client, api: d.api, subject: d.user.subject(), scopes: d.scopes, proof: d.proof})
	if err != nil {
		return nil, err
	}
	if slices.Contains(d.scopes, scopeOpenID) {
		if answer.IDToken, err = h.idToken(ctx, d, "", answer.AccessToken); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// invalidGrant is the service's refusal of a code or refresh token. It answers
// 403 where RFC 6749, section 5.2 has 400.
func invalidGrant(description string) *refusal {
	return refuse(http.StatusForbidden, "invalid_grant", "%s", description)
}
