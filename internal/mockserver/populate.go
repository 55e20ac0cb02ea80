package mockserver

import (
	"context"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/seed"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
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
	if err := setTenant(ctx, st, o.TenantSettings); err != nil || o.Seed == nil {
		return ring, admin, err
	}
	return ring, admin, o.Seed.Apply(ctx, store.Limit(st, store.Limits{Bytes: o.MaxBytes, Objects: o.MaxObjects}), seed.Options{Issuer: o.Issuer, Now: clock.Now(), Random: random})
}

// setTenant stores settings that a tenant has at start.
func setTenant(ctx context.Context, st store.Store, initial map[string]any) error {
	if len(initial) == 0 {
		return nil
	}
	err := st.Update(ctx, func(tx store.Writer) error {
		properties, err := settings.Properties(tx)
		if err != nil {
			return err
		}
		settings.Merge(properties, initial)
		return settings.Put(tx, properties)
	})
	if err != nil {
		return fmt.Errorf("setting up the tenant's settings: %w", err)
	}
	return nil
}
