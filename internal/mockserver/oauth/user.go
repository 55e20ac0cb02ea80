package oauth

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
)

// The scopes of OpenID Connect (Core, sections 5.4 and 11) that the mock acts on.
const (
	scopeOpenID  = "openid"
	scopeProfile = "profile"
	scopeEmail   = "email"
	scopeOffline = "offline_access"
)

// maxUserName bounds what somebody types as a user, in bytes.
const maxUserName = 256

// user is who logs in. The tenant has no user database: whoever is picked or
// typed exists, has no password, and all that is known of them is in the name.
type user struct {
	// name is an e-mail address, a name, or a whole subject ("auth0|123").
	name string
}

// sampleUsers are those that the login page offers.
func sampleUsers() []string { return []string{"alice@example.com", "bob@example.com"} }

// newUser reads what was typed or picked.
func newUser(typed string) (user, *refusal) {
	name := strings.TrimSpace(typed)
	if name == "" || len(name) > maxUserName || strings.ContainsFunc(name, unicode.IsControl) || strings.ToValidUTF8(name, "") != name {
		return user{}, badRequest("a user is 1 to %d bytes of text without control characters", maxUserName)
	}
	return userOf(name), nil
}

// subjectPrefix is that of users in a database of the service.
const subjectPrefix = "auth0|"

// userOf finds the user of a subject, or of that name.
func userOf(subject string) user {
	if encoded, found := strings.CutPrefix(subject, subjectPrefix); found {
		if name, err := hex.DecodeString(encoded); err == nil && (user{string(name)}).subject() == subject {
			return user{string(name)}
		}
	}
	return user{subject}
}

// subject is the "sub" of the user's tokens: the name itself when it is one
// ("google-oauth2|123"), else one that has the name in it, so that every process
// and every restart of the tenant knows the user by it.
func (u user) subject() string {
	if strings.Contains(u.name, "|") {
		return u.name
	}
	return subjectPrefix + hex.EncodeToString([]byte(u.name))
}

// describe adds what the scopes tell of the user (OpenID Connect Core, section
// 5.4) to claims.
func (u user) describe(claims map[string]any, scopes []string) {
	nickname, domain, isAddress := strings.Cut(u.name, "@")
	if slices.Contains(scopes, scopeProfile) {
		claims["name"], claims["nickname"] = u.name, nickname
	}
	if slices.Contains(scopes, scopeEmail) && isAddress && nickname != "" && domain != "" {
		claims["email"], claims["email_verified"] = u.name, true
	}
}
