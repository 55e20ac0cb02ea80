package clientauth

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/publickey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// assertionType is the client_assertion_type of RFC 7523, section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// The bounds of an assertion are the service's ("Authenticate with Private Key
// JWT" in its documentation).
const (
	assertionLeeway   = 10 * time.Second
	assertionLifetime = 5 * time.Minute
	maxAssertionID    = 64
)

// AssertionAlgorithms are those that a client's key may be registered for.
func AssertionAlgorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.PS256}
}

// checkAssertion verifies a client's assertion (RFC 7523, section 3): signed by
// one of its keys, with that key's algorithm, from and about the client itself,
// for this tenant, short-lived, and never seen before. unknown: the texts of
// refusals, and whether the service takes the URL of the token endpoint for itself
// (its documentation has the issuer).
func (a *Authenticator) checkAssertion(ctx context.Context, client *store.Client, assertion string) error {
	decoded, err := verify.Decode(assertion)
	if err != nil {
		return badAssertion("%v", err)
	}
	now := a.Now()
	keys := verify.KeysFunc(func(_ context.Context, kid string) ([]any, error) {
		return clientKeys(client, kid, decoded.Algorithm(), now), nil
	})
	token, err := verify.Verify(ctx, assertion, keys, verify.Policy{
		Issuer: client.PublicID(), Audience: a.Issuer, AlsoAudience: []string{a.TokenURL},
		Algorithms: AssertionAlgorithms(), Types: []string{"", "JWT", "client-authentication+jwt"},
		Leeway: assertionLeeway, Now: a.Now,
	})
	if err != nil {
		return badAssertion("%v", err)
	}
	expires := token.ExpiresAt()
	switch id := token.ID(); {
	case token.Subject() != client.PublicID():
		return badAssertion("the token's subject is not the client %q", client.PublicID())
	case expires.After(now.Add(assertionLifetime + assertionLeeway)):
		return badAssertion("the token lives longer than %d seconds", int(assertionLifetime.Seconds()))
	case id == "" || len(id) > maxAssertionID:
		return badAssertion("the token's \"jti\" must have 1 to %d characters", maxAssertionID)
	default:
		isNew, err := a.assertions.First(ctx, client.ClientID, id, expires.Add(assertionLeeway), now)
		if err != nil {
			return fmt.Errorf("remembering the client's assertion: %w", err)
		}
		if !isNew {
			return badAssertion("the token's \"jti\" was used before")
		}
		return nil
	}
}

func badAssertion(format string, args ...any) *protocol.Error {
	return protocol.NewError(http.StatusUnauthorized, "invalid_client", "client_assertion: "+format, args...)
}

// assertionKeys are the client's credentials that private_key_jwt uses: those
// that its client_authentication_methods name.
func assertionKeys(client *store.Client) []store.Credential {
	type list struct {
		Credentials []struct {
			ID string `json:"id"`
		} `json:"credentials"`
	}
	methods := clientproperty.Get[map[string]list](client, "client_authentication_methods")
	var keys []store.Credential
	for _, credential := range client.Credentials {
		for _, named := range methods[MethodJWT].Credentials {
			if named.ID == credential.ID {
				keys = append(keys, credential)
			}
		}
	}
	return keys
}

// clientKeys are the client's keys that the assertion may have been signed
// with: the key that it names, or all keys of its algorithm when it names no key.
// Expired keys are left out.
func clientKeys(client *store.Client, kid, algorithm string, now time.Time) []any {
	var out []any
	for _, registered := range assertionKeys(client) {
		if kid != "" && registered.Kid != kid {
			continue
		}
		if registered.Alg != algorithm {
			continue
		}
		if expires, err := time.Parse(time.RFC3339, registered.ExpiresAt); err == nil && !now.Before(expires) {
			continue
		}
		if key, err := publickey.Parse(registered.PEM); err == nil {
			out = append(out, key.RSA)
		}
	}
	return out
}
