package tenants_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

// namedKeys are the keys of the pool under new IDs.
type namedKeys struct{ tenants.KeySource }

func (n namedKeys) Take(ctx context.Context, count int) ([]keys.Pair, error) {
	pairs, err := n.KeySource.Take(ctx, count)
	for i := range pairs {
		pairs[i].Kid = rand.Text()
	}
	return pairs, err
}

// keyIDs returns the IDs of the tenant's public keys.
func (p *party) keyIDs() (ids []string) {
	p.t.Helper()
	var set struct {
		Keys []struct {
			Kid string `json:"kid"`
		} `json:"keys"`
	}
	if a := p.ask("GET "+oauth.JWKSPath, ""); json.Unmarshal([]byte(a.body), &set) != nil || len(set.Keys) != 2 {
		p.t.Fatalf("%d %s", a.status, a.body)
	}
	for _, key := range set.Keys {
		ids = append(ids, key.Kid)
	}
	return ids
}

// A copy has the objects of its source, but neither its keys nor what it issued before.
func TestACopyHasItsOwnKeysAndNoLogins(t *testing.T) {
	t.Parallel()
	registry := open(t, func(o *tenants.Options) { o.Keys = namedKeys{o.Keys} })
	of := newParty(t, registry, "main", "")
	of.issue()
	at := newParty(t, registry, "copy", "main")
	if at.app != of.app || at.appSecret != of.appSecret {
		t.Errorf("the copy has the client %s, and its source %s", at.app, of.app)
	}
	theirs := strings.Join(of.keyIDs(), " ")
	for _, id := range at.keyIDs() {
		if strings.Contains(theirs, id) {
			t.Errorf("the copy has the key %s of its source", id)
		}
	}
	isRefused(t, "a refresh token", at.token("grant_type", "refresh_token", "client_id", at.app, "client_secret", at.appSecret, "refresh_token", of.refresh))
	isRefused(t, "a code", at.token("grant_type", "authorization_code", "client_id", at.app, "client_secret", at.appSecret, "code", of.code, "redirect_uri", callback))
	isRefused(t, "the administrator's secret", at.token("grant_type", "client_credentials", "client_id", at.ClientID(), "client_secret", of.ClientSecret(), "audience", at.Issuer()+"api/v2/"))
	if a := at.ask("POST /_mock/snapshots/"+of.snapID+"/restore", ""); a.status != http.StatusNotFound {
		t.Errorf("a snapshot: %d %s", a.status, a.body)
	}
	if a := of.token("grant_type", "refresh_token", "client_id", of.app, "client_secret", of.appSecret, "refresh_token", of.refresh); a.status != http.StatusOK {
		t.Errorf("the refresh token at its own tenant: %d %s", a.status, a.body)
	}
}
