package oauth

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The service's default lifetimes of an access token, in seconds.
const (
	defaultLifetime       = 86400
	defaultLifetimeForWeb = 7200
)

// The values of token_dialect.
const (
	dialectAuthz        = "access_token_authz"
	dialectRFC9068      = "rfc9068_profile"
	dialectRFC9068Authz = "rfc9068_profile_authz"
)

// issuance is what an access token is to say.
type issuance struct {
	client  *store.Client
	api     *store.ResourceServer
	subject string
	scopes  []string
	// grantType is the service's "gty"; tokens for users have none.
	grantType string
	// proof is the thumbprint of the key that the token is bound to, or empty.
	proof string
	// forWeb limits the lifetime as for the implicit and hybrid flows.
	forWeb bool
}

// lifetime is that of the token, in seconds.
func (i issuance) lifetime() int64 {
	if i.forWeb {
		return cmp.Or(i.api.TokenLifetimeForWeb, defaultLifetimeForWeb)
	}
	return cmp.Or(i.api.TokenLifetime, defaultLifetime)
}

// claims are the claims of an access token. Permissions is a pointer, for a
// token of an *_authz dialect has the claim even when it is empty.
type claims struct {
	Issuer          string    `json:"iss"`
	Subject         string    `json:"sub"`
	Audience        audience  `json:"aud"`
	IssuedAt        int64     `json:"iat"`
	Expires         int64     `json:"exp"`
	Scope           string    `json:"scope,omitempty"`
	GrantType       string    `json:"gty,omitempty"`
	AuthorizedParty string    `json:"azp,omitempty"`
	ClientID        string    `json:"client_id,omitempty"`
	ID              string    `json:"jti,omitempty"`
	Permissions     *[]string `json:"permissions,omitempty"`
	// Confirmation is that of RFC 9449, section 6.1.
	Confirmation *confirmation `json:"cnf,omitempty"`
}

type confirmation struct {
	Thumbprint string `json:"jkt"`
}

// audience is a string when there is one, else a list (RFC 7519, section 4.1.3).
type audience []string

// MarshalJSON implements json.Marshaler.
func (a audience) MarshalJSON() ([]byte, error) {
	if len(a) == 1 {
		return json.Marshal(a[0])
	}
	return json.Marshal([]string(a))
}

// issue makes and signs an access token of the API's dialect, lifetime and
// algorithm.
func (h *handler) issue(ctx context.Context, i issuance) (*answer, error) {
	lifetime := i.lifetime()
	now := h.Now().Unix()
	token := claims{
		Issuer: h.Issuer, Subject: i.subject, Audience: h.audienceOf(i),
		IssuedAt: now, Expires: now + lifetime,
		Scope: strings.Join(i.scopes, " "), GrantType: i.grantType,
	}
	mediaType := "JWT"
	switch i.api.TokenDialect {
	case dialectRFC9068, dialectRFC9068Authz:
		mediaType = "at+jwt"
		token.ClientID = i.client.ClientID
		var err error
		if token.ID, err = h.newID(16); err != nil {
			return nil, err
		}
	default:
		token.AuthorizedParty = i.client.ClientID
	}
	// The service adds permissions only where it enforces policies (RBAC). A
	// user of the mock has those that were granted: it has no roles.
	authz := i.api.TokenDialect == dialectAuthz || i.api.TokenDialect == dialectRFC9068Authz
	if authz && isSet(i.api.EnforcePolicies) {
		permissions := intersection(i.scopes, scopesOf(i.api))
		token.Permissions = &permissions
	}
	tokenType := bearer
	if i.proof != "" {
		tokenType, token.Confirmation = dpop, &confirmation{i.proof}
	}
	payload, err := json.Marshal(token)
	if err != nil {
		return nil, fmt.Errorf("encoding the claims of a token: %w", err)
	}
	signed, err := h.sign(ctx, i.api.SigningAlg, i.api.SigningSecret, mediaType, payload)
	if err != nil {
		return nil, err
	}
	if i.api.TokenEncryption != nil {
		if signed, err = h.encrypt(signed, i.api.TokenEncryption.EncryptionKey); err != nil {
			return nil, err
		}
	}
	return &answer{AccessToken: signed, Scope: token.Scope, ExpiresIn: lifetime, TokenType: tokenType}, nil
}

// audienceOf adds /userinfo to the API where OpenID Connect was asked for. The
// service can do so only with RS256, the algorithm of its own tokens.
func (h *handler) audienceOf(i issuance) audience {
	own := h.userinfoAPI()
	if slices.Contains(i.scopes, scopeOpenID) && i.api.SigningAlg == own.SigningAlg && i.api.Identifier != own.Identifier {
		return audience{i.api.Identifier, own.Identifier}
	}
	return audience{i.api.Identifier}
}

// newID makes n random bytes, in base64url.
func (h *handler) newID(n int) (string, error) {
	id := make([]byte, n)
	if _, err := io.ReadFull(h.Random, id); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(id), nil
}

func scopesOf(api *store.ResourceServer) []string {
	scopes := make([]string, len(api.Scopes))
	for i, scope := range api.Scopes {
		scopes[i] = scope.Value
	}
	return scopes
}

// intersection keeps the order of a. It is never nil.
func intersection(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, each := range b {
		in[each] = true
	}
	out := []string{}
	for _, each := range a {
		if in[each] {
			out = append(out, each)
		}
	}
	return out
}
