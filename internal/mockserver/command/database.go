package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// dataVariable is the environment variable that replaces --data. The list of processes shows
// the command line, and the URL of a database has a password.
const dataVariable = "AUTH0_MOCK_DATA"

// checkStaleReads refuses --stale-reads where it has no effect.
func checkStaleReads(staleReads time.Duration, data string) error {
	switch {
	case staleReads < 0:
		return fmt.Errorf("--stale-reads %s is not a duration such as 100ms", staleReads)
	case staleReads > 0 && !store.IsPostgres(data):
		return errors.New("--stale-reads needs --data postgres://…: other tenants are read from memory, which has each write")
	}
	return nil
}

// openTenant opens the tenant of a data file or a database. It must exist: opening a tenant
// would create it.
func openTenant(ctx context.Context, data string) (store.Store, error) {
	if store.IsPostgres(data) {
		tenant, values, err := store.OpenPostgres(ctx, data, store.PostgresOptions{Existing: true})
		if err != nil {
			return nil, err
		}
		return tenant, values.Close()
	}
	if _, err := os.Stat(data); err != nil { //nolint:gosec // the file that the user named
		return nil, fmt.Errorf("opening the data file: %w", err)
	}
	return store.OpenFile(ctx, data)
}
