package mint

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The values of token_dialect.
const (
	dialectAuthz        = "access_token_authz"
	dialectRFC9068      = "rfc9068_profile"
	dialectRFC9068Authz = "rfc9068_profile_authz"
)

// AccessToken is what an access token is to say.
type AccessToken struct {
	Client  *store.Client
	API     *store.ResourceServer
	Subject string
	Scopes  []string
	// Permissions are what a token of an *_authz dialect shows where the API enforces
	// policies.
	Permissions []string
	// Organization is nil for a token without one.
	Organization *policy.Organization
	// GrantType is the service's "gty", which tokens of RFC 9068 lack (facts 11.4);
	// empty for a token of the authorization code.
	GrantType string
	// IssuedFor is the grant type of the request (RFC 6749), or "implicit", by which the
	// token is counted.
	IssuedFor string
	// KeyThumbprint is that of the key that the token is bound to, or empty.
	KeyThumbprint string
	// Actor is the claim act, or nil.
	Actor *Actor
	// CustomClaims have none of the names that the token has anyway.
	CustomClaims map[string]any
	// ForWeb limits the lifetime as for the implicit and hybrid flows.
	ForWeb bool
}

// lifetime is that of the token, in seconds.
func (t AccessToken) lifetime() int64 {
	if t.ForWeb {
		return cmp.Or(t.API.TokenLifetimeForWeb, policy.DefaultLifetimeForWeb)
	}
	return cmp.Or(t.API.TokenLifetime, policy.DefaultLifetime)
}

// Tokens is a token answer (RFC 6749, section 5.1), in the service's order.
type Tokens struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	Scope        string `json:"scope,omitempty"`
	// ExpiresIn is the access token's lifetime in seconds.
	ExpiresIn int64  `json:"expires_in"`
	TokenType string `json:"token_type"`
	// IssuedTokenType is set for a token exchange (RFC 8693, section 2.2.1).
	IssuedTokenType string `json:"issued_token_type,omitempty"`
}

// bearer is the token type of RFC 6750.
const bearer = "Bearer"

// claims are the claims of an access token. Permissions is a pointer, for a
// token of an *_authz dialect has the claim even when it is empty.
type claims struct {
	Issuer           string    `json:"iss"`
	Subject          string    `json:"sub"`
	Audience         audience  `json:"aud"`
	IssuedAt         int64     `json:"iat"`
	Expires          int64     `json:"exp"`
	Scope            string    `json:"scope,omitempty"`
	GrantType        string    `json:"gty,omitempty"`
	AuthorizedParty  string    `json:"azp,omitempty"`
	ClientID         string    `json:"client_id,omitempty"`
	ID               string    `json:"jti,omitempty"`
	Permissions      *[]string `json:"permissions,omitempty"`
	OrganizationID   string    `json:"org_id,omitempty"`
	OrganizationName string    `json:"org_name,omitempty"`
	Actor            *Actor    `json:"act,omitempty"`
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

// Access makes and signs an access token of the API's dialect, lifetime and
// algorithm. A token for /userinfo alone is opaque, as at the service (findings,
// F19).
func (m *Minter) Access(ctx context.Context, t AccessToken) (*Tokens, error) {
	token, mediaType, err := m.claims(t)
	if err != nil {
		return nil, err
	}
	tokenType := bearer
	if t.KeyThumbprint != "" {
		tokenType, token.Confirmation = dpop.Scheme, &confirmation{t.KeyThumbprint}
	}
	payload, err := encode(token, t.CustomClaims)
	if err != nil {
		return nil, fmt.Errorf("encoding the claims of a token: %w", err)
	}
	signed, err := m.sign(ctx, t.API.SigningAlg, t.API.SigningSecret, mediaType, payload)
	if err != nil {
		return nil, err
	}
	if t.API.Identifier == m.UserinfoURL {
		if signed, err = m.hide(ctx, signed); err != nil {
			return nil, err
		}
	}
	if t.API.TokenEncryption != nil {
		if signed, err = m.encrypt(signed, t.API.TokenEncryption.EncryptionKey); err != nil {
			return nil, err
		}
	}
	if m.Meter != nil {
		m.Meter.AccessTokenIssued(t.API.SigningAlg, t.IssuedFor)
	}
	return &Tokens{AccessToken: signed, Scope: token.Scope, ExpiresIn: token.Expires - token.IssuedAt, TokenType: tokenType}, nil
}

// encode returns the JSON of the claims, followed by the custom claims in the order of their
// names.
func encode(token claims, custom map[string]any) ([]byte, error) {
	payload, err := json.Marshal(token)
	if err != nil || len(custom) == 0 {
		return payload, err
	}
	more, err := json.Marshal(custom)
	if err != nil {
		return nil, err
	}
	payload[len(payload)-1] = ','
	return append(payload, more[1:]...), nil
}

// claims returns the claims of the token, and its media type ("typ").
func (m *Minter) claims(t AccessToken) (token claims, mediaType string, err error) {
	now := m.Now().Unix()
	token = claims{
		Issuer: m.Issuer, Subject: t.Subject, Audience: m.audience(t), IssuedAt: now, Expires: now + t.lifetime(),
		Scope: strings.Join(t.Scopes, " "), Actor: t.Actor,
	}
	mediaType = "JWT"
	switch t.API.TokenDialect {
	case dialectRFC9068, dialectRFC9068Authz:
		mediaType = "at+jwt"
		token.ClientID = t.Client.PublicID() // facts 7.4
		if token.ID, err = m.ID(16); err != nil {
			return claims{}, "", err
		}
	default:
		token.AuthorizedParty, token.GrantType = t.Client.PublicID(), t.GrantType
	}
	if t.Organization != nil {
		token.OrganizationID, token.OrganizationName = t.Organization.ID, t.Organization.Name
	}
	// The service adds permissions only where it enforces policies (facts 9.4).
	authz := t.API.TokenDialect == dialectAuthz || t.API.TokenDialect == dialectRFC9068Authz
	if enforced := t.API.EnforcePolicies; authz && enforced != nil && *enforced {
		permissions := append([]string{}, t.Permissions...)
		token.Permissions = &permissions
	}
	return token, mediaType, nil
}

// audience adds /userinfo to the API where OpenID Connect was asked for. The
// service can do so only with RS256, the algorithm of its own tokens.
func (m *Minter) audience(t AccessToken) audience {
	if slices.Contains(t.Scopes, user.ScopeOpenID) && t.API.SigningAlg == string(jose.RS256) && t.API.Identifier != m.UserinfoURL {
		return audience{t.API.Identifier, m.UserinfoURL}
	}
	return audience{t.API.Identifier}
}
