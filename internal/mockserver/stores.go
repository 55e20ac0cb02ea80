package mockserver

import (
	"context"
	"errors"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// openStores opens what the tenant stores: in memory, in a file, or in PostgreSQL. Only
// PostgreSQL also stores the values that expire, so that several processes can be one tenant.
func openStores(ctx context.Context, o Options) (store.Store, transient.Store, error) {
	if o.Stores != nil {
		return o.Stores.Store, o.Stores.Transient, nil
	}
	if store.IsPostgres(o.DataFile) {
		return store.OpenPostgres(ctx, o.DataFile, store.PostgresOptions{Tenant: o.DatabaseTenant, StaleReads: o.StaleReads})
	}
	if o.StaleReads != 0 {
		return nil, nil, errors.New("stale reads need a PostgreSQL database: other tenants read from memory, which has each write")
	}
	if o.DataFile == "" {
		return store.NewMemory(), transient.NewMemory(), nil
	}
	file, err := store.OpenFile(store.WithLockNotice(ctx, o.OnLocked), o.DataFile)
	return file, transient.NewMemory(), err
}

// DataName returns the name of a data file for people. Of the URL of a database it has only
// the host and the name of the database, not the password.
func DataName(dataFile string) string {
	if store.IsPostgres(dataFile) {
		return store.PostgresAddress(dataFile)
	}
	return dataFile
}
