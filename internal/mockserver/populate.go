package mockserver

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// populate stores what a tenant has at start, as far as it is not there yet: the objects of the
// tenant that it copies, its keys, its Management API with the bootstrap client, its settings,
// and its seed.
func populate(ctx context.Context, st store.Store, domain string, clock *faults.Clock, o Options) (ring *keys.Ring, admin management.Credentials, err error) {
	if err := copyFrom(ctx, st, o.From, o); err != nil {
		return nil, admin, err
	}
	if ring, err = keys.Open(ctx, st, domain, clock.Now, o.Rand, o.SigningKeys...); err != nil {
		return nil, admin, err
	}
	random := setupRandom(o.SigningKeys, o.Issuer, o.Rand)
	admin, err = management.Bootstrap(ctx, management.BootstrapOptions{
		Store: st, Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret, Random: random,
	})
	if err != nil {
		return nil, admin, err
	}
	return ring, admin, o.fill(ctx, st, clock.Now(), random)
}
