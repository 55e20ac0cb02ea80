// Package user knows the people who log in to the mock tenant. There is no user
// database: every name that is picked or typed is a user without a password, and all that
// is known of them is in the name.
package user

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The scopes of OpenID Connect (Core, sections 5.4 and 11) that the mock acts on.
const (
	ScopeOpenID  = "openid"
	ScopeProfile = "profile"
	ScopeEmail   = "email"
	ScopeOffline = "offline_access"
)

// maxName bounds the name of a user, in bytes.
const maxName = 256

// User is a person who logs in. Name is an e-mail address, a name, or a whole
// subject ("auth0|123").
type User struct {
	Name string
}

// Samples are the users that the login page offers.
func Samples() []string { return []string{"alice@example.com", "bob@example.com"} }

// Parse reads what was typed or picked.
func Parse(typed string) (User, error) {
	name := strings.TrimSpace(typed)
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, unicode.IsControl) || strings.ToValidUTF8(name, "") != name {
		return User{}, protocol.InvalidRequest("a user is 1 to %d bytes of text without control characters", maxName)
	}
	return Of(name), nil
}

// subjectPrefix is that of users in a database of the service.
const subjectPrefix = "auth0|"

// Of returns the user with this subject, or with this name.
func Of(subject string) User {
	if encoded, found := strings.CutPrefix(subject, subjectPrefix); found {
		if name, err := hex.DecodeString(encoded); err == nil && (User{string(name)}).Subject() == subject {
			return User{string(name)}
		}
	}
	return User{subject}
}

// Subject is the "sub" of the user's tokens. A name in the form of a subject
// ("google-oauth2|123") is used unchanged; any other name becomes part of the
// subject, so that every process and every restart of the tenant recognises the
// user.
func (u User) Subject() string {
	if strings.Contains(u.Name, "|") {
		return u.Name
	}
	return subjectPrefix + hex.EncodeToString([]byte(u.Name))
}

// AddClaims adds the claims about the user that the scopes permit (OpenID
// Connect Core, section 5.4). declared is the user as the tenant knows them, or nil:
// then all that is known is in the name.
func (u User) AddClaims(claims map[string]any, declared *store.User, scopes []string) {
	if declared != nil {
		addDeclared(claims, declared, scopes)
		return
	}
	nickname, domain, isAddress := strings.Cut(u.Name, "@")
	if slices.Contains(scopes, ScopeProfile) {
		claims["name"], claims["nickname"] = u.Name, nickname
	}
	if slices.Contains(scopes, ScopeEmail) && isAddress && nickname != "" && domain != "" {
		claims["email"], claims["email_verified"] = u.Name, true
	}
}

func addDeclared(claims map[string]any, declared *store.User, scopes []string) {
	byScope := map[string][]string{
		ScopeProfile: {"name", "nickname", "given_name", "family_name", "picture", "updated_at"},
		ScopeEmail:   {"email", "email_verified"},
	}
	for scope, names := range byScope {
		if !slices.Contains(scopes, scope) || scope == ScopeEmail && declared.Email == "" {
			continue
		}
		for _, name := range names {
			if value, has := declared.Properties[name]; has {
				claims[name] = value
			}
		}
	}
}
