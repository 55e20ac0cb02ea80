package authorize

import (
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/expiring"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
)

// consents remembers what users let third-party applications do at an API (facts
// 4.3: stored for each user, client and API). It lives as long as the process.
type consents struct {
	expiring.Map[consentKey, consent]
}

type consentKey struct{ user, clientID, audience string }

// consent is what was asked for, and the part of it that the user agreed to.
type consent struct{ asked, agreed []string }

// consentLifetime bounds the memory of the process; the service's does not expire.
const consentLifetime = 365 * 24 * time.Hour

// Find returns which of the request's scopes the user agreed to; found is false
// when they were not yet asked about all of them.
func (c *consents) Find(who user.User, request *request, now time.Time) (scopes []string, found bool) {
	stored, found := c.Get(keyOf(who, request), now)
	if !found {
		return nil, false
	}
	for _, scope := range request.scopes {
		if !slices.Contains(stored.asked, scope) {
			return nil, false
		}
		if slices.Contains(stored.agreed, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes, true
}

// Record remembers that the user was asked about the scopes of the request, and
// agreed to these.
func (c *consents) Record(who user.User, request *request, agreed []string, now time.Time) {
	c.Put(keyOf(who, request), consent{request.scopes, agreed}, now.Add(consentLifetime), now)
}

func keyOf(who user.User, request *request) consentKey {
	return consentKey{who.Subject(), request.client.ClientID, request.api.Identifier}
}
