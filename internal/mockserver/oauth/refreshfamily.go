package oauth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// refreshTokenPrefix marks refresh tokens. After it come the family's id, the
// number of the generation, and a MAC of the two under the family's secret, so
// that a token that was replaced can be told from one that never was.
const refreshTokenPrefix = "v1."

// refreshTokenOf is the newest token of the family.
func refreshTokenOf(family *store.RefreshToken) string {
	return refreshTokenPrefix + family.ID + "." + strconv.FormatInt(family.Generation, 10) + "." + refreshMAC(family, family.Generation)
}

func refreshMAC(family *store.RefreshToken, generation int64) string {
	mac := hmac.New(sha256.New, []byte(family.Secret))
	mac.Write([]byte(family.ID + "." + strconv.FormatInt(generation, 10)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// findFamily finds the family of a refresh token and the generation that the
// token is of. The family is nil when the token is none of the tenant's.
func findFamily(tenant store.Reader, raw string) (family *store.RefreshToken, generation int64) {
	parts := strings.Split(strings.TrimPrefix(raw, refreshTokenPrefix), ".")
	if !strings.HasPrefix(raw, refreshTokenPrefix) || len(parts) != 3 {
		return nil, 0
	}
	generation, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, 0
	}
	family = tenant.RefreshToken(parts[0])
	if family == nil || !hmac.Equal([]byte(refreshMAC(family, generation)), []byte(parts[2])) {
		return nil, 0
	}
	return family, generation
}

// newFamily begins the refresh tokens of a delegation.
func (h *handler) newFamily(d delegation) (*store.RefreshToken, error) {
	id, err := h.newID(16)
	if err != nil {
		return nil, err
	}
	secret, err := h.newID(32)
	if err != nil {
		return nil, err
	}
	now := h.Now().Unix()
	return &store.RefreshToken{
		ID: id, ClientID: d.client.ClientID, Audience: d.api.Identifier, User: d.user.name, AuthTime: d.at.Unix(), Scope: d.scopes,
		Secret: secret, Generation: 1, CreatedAt: now, UsedAt: now,
	}, nil
}

// refreshSettings are a client's settings of its refresh tokens (schema
// ClientRefreshTokenConfiguration of the service's OpenAPI document).
type refreshSettings struct {
	RotationType     string `json:"rotation_type"`
	ExpirationType   string `json:"expiration_type"`
	Leeway           int64  `json:"leeway"`
	Lifetime         int64  `json:"token_lifetime"`
	InfiniteLifetime bool   `json:"infinite_token_lifetime"`
	IdleLifetime     int64  `json:"idle_token_lifetime"`
	InfiniteIdle     bool   `json:"infinite_idle_token_lifetime"`
}

// The service's default lifetimes of refresh tokens that expire, in seconds.
const (
	defaultRefreshLifetime     = 2592000
	defaultRefreshIdleLifetime = 1296000
)

func refreshSettingsOf(client *store.Client) refreshSettings {
	settings := property[refreshSettings](client, "refresh_token")
	if settings.Lifetime == 0 {
		settings.Lifetime = defaultRefreshLifetime
	}
	if settings.IdleLifetime == 0 {
		settings.IdleLifetime = defaultRefreshIdleLifetime
	}
	return settings
}

func (s refreshSettings) rotates() bool { return s.RotationType == "rotating" }

// idles tells whether tokens expire for not being used.
func (s refreshSettings) idles() bool { return s.ExpirationType == "expiring" && !s.InfiniteIdle }

// expired tells whether the family is past its lifetime: from its beginning, or
// from its last use.
func (s refreshSettings) expired(family *store.RefreshToken, now time.Time) bool {
	if s.ExpirationType != "expiring" {
		return false
	}
	at := now.Unix()
	return !s.InfiniteLifetime && at >= family.CreatedAt+s.Lifetime || s.idles() && at >= family.UsedAt+s.IdleLifetime
}

// acceptable tells whether a token of that generation may be used: the newest,
// or for the leeway the one that it replaced, whose answer may have been lost.
func (s refreshSettings) acceptable(family *store.RefreshToken, generation int64, now time.Time) bool {
	return generation == family.Generation || generation == family.Generation-1 && now.Unix() < family.UsedAt+s.Leeway
}
