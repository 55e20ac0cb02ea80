package postgres_test

import (
	"context"
	"os"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// A failover leads to a standby that had not received the last writes. The replicas forget these,
// also if the standby has as many other writes by the time at which they ask.
func TestAFailoverThatLostWritesIsNoticed(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]bool{"by a read": true, "by a write": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			primary := postgrestest.Start(t)
			url := primary.URL(t)
			s, _ := open(t, url, store.PostgresOptions{})
			if err := add(t.Context(), s, "replicated"); err != nil {
				t.Fatal(err)
			}
			primary.Stop(t, os.Interrupt)
			standby := primary.Standby(t)
			primary.Restart(t)
			for i := range 3 {
				eventually(t, func() error { return add(t.Context(), s, "lost-"+strconv.Itoa(i)) })
			}
			primary.Stop(t, os.Interrupt)
			standby.Restart(t)
			other, _ := open(t, url, store.PostgresOptions{})
			for i := range 3 {
				if err := add(t.Context(), other, "new-"+strconv.Itoa(i)); err != nil {
					t.Fatal(err)
				}
			}
			if !read {
				eventually(t, func() error { return add(t.Context(), s, "of a replica") })
			}
			for _, each := range []store.Store{s, other} {
				expect(t, each, "replicated", "new-0", "new-1", "new-2")
				if err := each.View(t.Context(), func(r store.Reader) error {
					if r.ResourceServer("lost-0") != nil || r.ResourceServer("lost-2") != nil {
						t.Error("an API is there that the database does not have")
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A tenant is deleted, and another one has its name. A process that had the former one open sees
// the new one, and nothing of the former.
func TestADeletedTenantOfTheSameNameIsNoticed(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	s, _ := open(t, url, store.PostgresOptions{})
	if err := add(t.Context(), s, "former"); err != nil {
		t.Fatal(err)
	}
	sql(t, url, "DELETE FROM tenants", "DELETE FROM rows")
	other, _ := open(t, url, store.PostgresOptions{})
	if err := add(t.Context(), other, "new"); err != nil {
		t.Fatal(err)
	}
	expect(t, s, "new")
	if err := s.View(t.Context(), func(r store.Reader) error {
		if r.ResourceServer("former") != nil {
			t.Error("an API of the former tenant is there")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// The server ends the transaction of a process that has gone, whose locks keep others from
// writing.
func TestIdleTransactionsAreLimited(t *testing.T) {
	t.Parallel()
	d := connect(t, server.URL(t), postgres.Options{})
	if err := d.Do(t.Context(), func(ctx context.Context, conn *pgx.Conn) error {
		var limit string
		err := conn.QueryRow(ctx, "SHOW idle_in_transaction_session_timeout").Scan(&limit)
		if limit != "10s" {
			t.Errorf("the limit is %q", limit)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
