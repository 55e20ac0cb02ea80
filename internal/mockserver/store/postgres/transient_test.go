package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
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

// A write removes what has expired by then, at most once a minute, and nothing else.
func TestExpiredValuesAreRemoved(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	v := values(t, connect(t, url, postgres.Options{}), "a")
	other := values(t, connect(t, url, postgres.Options{}), "b")
	put := func(v transient.Store, id string, at time.Time, lasts time.Duration) {
		t.Helper()
		value := transient.Value{Data: []byte(id), Expires: at.Add(lasts)}
		if lasts == 0 {
			value.Expires = time.Time{}
		}
		if err := v.Put(t.Context(), transient.Key{Kind: "k", ID: id}, value, at); err != nil {
			t.Fatal(err)
		}
	}
	put(other, "of another tenant", now(), time.Second)
	put(v, "expires", now(), time.Second)
	put(v, "lasts", now(), time.Hour)
	put(v, "never expires", now(), 0)
	put(v, "last", now().Add(2*time.Minute), time.Hour)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	const want = "last, lasts, never expires, of another tenant"
	eventually(t, func() error {
		var ids string
		if err := conn.QueryRow(t.Context(), "SELECT string_agg(convert_from(id, 'UTF8'), ', ' ORDER BY id) FROM transient").Scan(&ids); err != nil {
			t.Fatal(err)
		}
		if ids != want {
			return fmt.Errorf("%w: the values are %s", store.ErrUnavailable, ids)
		}
		return nil
	})
}
