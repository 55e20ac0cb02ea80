package oauth_test

import (
	"crypto/rand"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// TestTheResourceParameter holds facts 6.1 (RFC 8707): with the profile
// compatibility, resource names the API where there is no audience, and with the
// profile audience it is ignored.
func TestTheResourceParameter(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name               string
		compatibility      bool
		audience, resource string
		want               string // the audience of the token; empty: an opaque token
		machine            string // the error of client credentials; empty: a token
	}{
		{"ignored", false, "", api, "", "access_denied"},
		{"for the audience", true, "", api, api, ""},
		{"an unknown one beside the audience", true, api, "urn:unknown", api, ""},
		{"neither", true, "", "", "", "access_denied"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			tenant.client.GrantTypes = append(tenant.client.GrantTypes, "client_credentials")
			tenant.start(t)
			h := oauth.New(oauth.Deps{
				Store: tenant.store, Keys: oneKey{}, Issuer: issuer, Now: clockOf(now), Random: rand.Reader, ResourceParameter: test.compatibility,
			})
			got := post(t, h, exchange(code(t, h, "audience", test.audience, "resource", test.resource, "scope", "openid read:appointments")))
			if opaque := test.want == ""; opaque != (len(got.AccessToken) > 5 && got.Scope == "openid") {
				t.Errorf("%+v", got)
			}
			if test.want != "" {
				verified(t, got.AccessToken, "RS256") // which is for the API
			}
			if own := post(t, h, form("audience", test.audience, "resource", test.resource)); own.Error != test.machine {
				t.Errorf("client credentials: %s", own.text())
			}
		})
	}
}
