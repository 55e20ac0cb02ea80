// Package refreshtoken makes and recognises refresh tokens: families with
// rotation, reuse detection and lifetimes.
package refreshtoken

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Prefix marks refresh tokens. After it come the family's id, the
// number of the generation, and a MAC of the two under the family's secret, so
// that a token that was replaced can be told from a token that never existed.
const Prefix = "v1."

// Newest is the newest token of the family.
func Newest(family *store.RefreshToken) string {
	return Prefix + family.ID + "." + strconv.FormatInt(family.Generation, 10) + "." + mac(family, family.Generation)
}

func mac(family *store.RefreshToken, generation int64) string {
	hash := hmac.New(sha256.New, []byte(family.Secret))
	hash.Write([]byte(family.ID + "." + strconv.FormatInt(generation, 10)))
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil))
}

// Find returns the family of a refresh token and the generation of the token.
// The family is nil for a token that the tenant has not made, or has deleted.
func Find(tenant store.Reader, raw string) (family *store.RefreshToken, generation int64) {
	parts := strings.Split(strings.TrimPrefix(raw, Prefix), ".")
	if !strings.HasPrefix(raw, Prefix) || len(parts) != 3 {
		return nil, 0
	}
	generation, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, 0
	}
	family = tenant.RefreshToken(parts[0])
	if family == nil || !hmac.Equal([]byte(mac(family, generation)), []byte(parts[2])) {
		return nil, 0
	}
	return family, generation
}

// New makes the family of refresh tokens that a delegation begins.
func New(m *mint.Minter, d *policy.Delegation) (*store.RefreshToken, error) {
	id, err := m.ID(16)
	if err != nil {
		return nil, err
	}
	secret, err := m.ID(32)
	if err != nil {
		return nil, err
	}
	organization := ""
	if d.Organization != nil {
		organization = d.Organization.ID
	}
	now := m.Now().Unix()
	return &store.RefreshToken{
		Organization: organization,
		ID:           id, ClientID: d.Client.ClientID, Audience: d.API.Identifier, User: d.User.Name, AuthTime: d.AuthTime.Unix(), Scope: d.Scopes,
		SessionID: d.SessionID, Secret: secret, Generation: 1, CreatedAt: now, UsedAt: now,
	}, nil
}
