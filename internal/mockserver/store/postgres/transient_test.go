package postgres_test

import (
	"os"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient/transienttest"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

var server postgrestest.Shared

func TestMain(m *testing.M) { os.Exit(server.Main(m)) }

// connect opens a database until the test ends.
func connect(t testing.TB, url string, o postgres.Options) *postgres.Database {
	t.Helper()
	d, err := postgres.Connect(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// values opens the values of a tenant until the test ends.
func values(t testing.TB, d *postgres.Database, tenant string) transient.Store {
	t.Helper()
	v := d.Transient(tenant)
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

func TestTransient(t *testing.T) {
	t.Parallel()
	t.Run("one process", func(t *testing.T) {
		t.Parallel()
		transienttest.Run(t, func(t *testing.T) transient.Store {
			return values(t, connect(t, server.URL(t), postgres.Options{}), "")
		})
	})
	t.Run("two replicas", func(t *testing.T) {
		t.Parallel()
		transienttest.Run(t, func(t *testing.T) transient.Store {
			url := server.URL(t)
			return transienttest.Alternate(
				values(t, connect(t, url, postgres.Options{}), "a"),
				values(t, connect(t, url, postgres.Options{}), "a"))
		})
	})
	t.Run("many tenants", func(t *testing.T) {
		t.Parallel()
		d := connect(t, server.URL(t), postgres.Options{})
		var tenants atomic.Int64
		transienttest.Run(t, func(t *testing.T) transient.Store {
			return values(t, d, strconv.FormatInt(tenants.Add(1), 10))
		})
	})
}
