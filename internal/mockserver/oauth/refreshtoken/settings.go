package refreshtoken

import (
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Settings are a client's settings of its refresh tokens (schema
// ClientRefreshTokenConfiguration of the service's OpenAPI document).
type Settings struct {
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

// SettingsOf returns the settings of the client with their defaults.
func SettingsOf(client *store.Client) Settings {
	settings := clientproperty.Get[Settings](client, "refresh_token")
	if settings.Lifetime == 0 {
		settings.Lifetime = defaultRefreshLifetime
	}
	if settings.IdleLifetime == 0 {
		settings.IdleLifetime = defaultRefreshIdleLifetime
	}
	if policy.IsStrict(client) { // facts 4.2: neither is possible for these clients
		settings.ExpirationType, settings.InfiniteIdle = expiring, false
	}
	return settings
}

// expiring is the expiration_type of tokens that expire.
const expiring = "expiring"

// Rotates reports whether each use replaces the token.
func (s Settings) Rotates() bool { return s.RotationType == "rotating" }

// Idles reports whether tokens expire when they are not used.
func (s Settings) Idles() bool { return s.ExpirationType == expiring && !s.InfiniteIdle }

// Expired reports whether the family is past its lifetime: from its beginning, or
// from its last use.
func (s Settings) Expired(family *store.RefreshToken, now time.Time) bool {
	if s.ExpirationType != expiring {
		return false
	}
	at := now.Unix()
	return !s.InfiniteLifetime && at >= family.CreatedAt+s.Lifetime || s.Idles() && at >= family.UsedAt+s.IdleLifetime
}

// Accepts reports whether a token of that generation may be used: the newest, or
// for the leeway the one before it, since the answer may have been lost.
func (s Settings) Accepts(family *store.RefreshToken, generation int64, now time.Time) bool {
	return generation == family.Generation || generation == family.Generation-1 && now.Unix() < family.UsedAt+s.Leeway
}
