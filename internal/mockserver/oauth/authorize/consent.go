package authorize

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// consents remembers what users let third-party applications do at an API (facts
// 4.3: stored for each user, client and API).
type consents struct{ store transient.Store }

// consent is what was asked for, and the part of it that the user agreed to.
type consent struct {
	Asked  []string `json:"asked"`
	Agreed []string `json:"agreed"`
}

// consentLifetime bounds what is stored; the service's does not expire.
const consentLifetime = 365 * 24 * time.Hour

// Find returns which of the request's scopes the user agreed to; found is false
// when they were not yet asked about all of them.
func (c consents) Find(ctx context.Context, who user.User, request *request, now time.Time) (scopes []string, found bool, err error) {
	data, found, err := c.store.Get(ctx, keyOf(who, request), now)
	if err != nil {
		return nil, false, fmt.Errorf("reading what a user consented to: %w", err)
	}
	if !found {
		return nil, false, nil
	}
	var stored consent
	if err := json.Unmarshal(data, &stored); err != nil {
		return nil, false, fmt.Errorf("reading what a user consented to: %w", err)
	}
	for _, scope := range request.scopes {
		if !slices.Contains(stored.Asked, scope) {
			return nil, false, nil
		}
		if slices.Contains(stored.Agreed, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes, true, nil
}

// Record remembers that the user was asked about the scopes of the request, and
// agreed to these.
func (c consents) Record(ctx context.Context, who user.User, request *request, agreed []string, now time.Time) error {
	data, err := json.Marshal(consent{request.scopes, agreed})
	if err == nil {
		err = c.store.Put(ctx, keyOf(who, request), transient.Value{Data: data, Expires: now.Add(consentLifetime)}, now)
	}
	if err != nil {
		return fmt.Errorf("storing what a user consented to: %w", err)
	}
	return nil
}

// keyOf returns a hash: the texts may be long.
func keyOf(who user.User, request *request) transient.Key {
	return transient.Hashed(transient.KindConsent, who.Subject()+"\x00"+request.client.ClientID+"\x00"+request.api.Identifier)
}
