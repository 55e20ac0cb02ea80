package catalog_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/catalog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

var server postgrestest.Shared

func TestMain(m *testing.M) { os.Exit(server.Main(m)) }

func connect(t *testing.T, url string) *postgres.Database {
	t.Helper()
	d, err := postgres.Connect(t.Context(), url, postgres.Options{})
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

func start() time.Time { return time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC) }

// reserve adds a complete tenant. Its log, which mockserver creates, is of no concern here.
func reserve(t *testing.T, c *catalog.Catalog, e catalog.Entry) {
	t.Helper()
	if err := c.Reserve(t.Context(), e, 10); err != nil {
		t.Fatal(err)
	}
	if err := c.Complete(t.Context(), e.Name); err != nil {
		t.Fatal(err)
	}
}

// A tenant is used and expires at the same moment, in two processes: either the use is refused,
// or the tenant stays.
func TestAUseThatSucceedsKeepsTheTenant(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	a, b := catalog.New(connect(t, url)), catalog.New(connect(t, url))
	used, deleted := 0, 0
	for i := range 60 {
		name := "t"
		reserve(t, a, catalog.Entry{Name: name, Created: start(), Used: start(), IdleAfter: time.Minute})
		// At the first, it has not expired, and at the second it has.
		early := start().Add(time.Minute)
		late := start().Add(time.Minute + catalog.UseInterval(time.Minute))
		var useErr error
		var wait sync.WaitGroup
		use := func() { useErr = a.Use(t.Context(), name, early) }
		expire := func() {
			if err := b.DeleteExpired(t.Context(), late); err != nil {
				t.Error(err)
			}
		}
		if i%2 == 0 {
			use, expire = expire, use
		}
		wait.Go(use)
		wait.Go(expire)
		wait.Wait()
		exists := b.Use(t.Context(), name, early) == nil
		switch {
		case useErr == nil && exists:
			used++
		case errors.Is(useErr, postgres.ErrNoTenant) && !exists:
			deleted++
		default:
			t.Errorf("use: %v; exists: %t", useErr, exists)
		}
		if err := a.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d used, %d deleted", used, deleted)
}

// An expired tenant is deleted after its time and the interval in which a use may not be stored
// yet, and not before. An abandoned creation is deleted, too.
func TestWhatHasExpiredIsDeleted(t *testing.T) {
	t.Parallel()
	c := catalog.New(connect(t, server.URL(t)))
	reserve(t, c, catalog.Entry{Name: "idle", Created: start(), Used: start(), IdleAfter: time.Hour})
	reserve(t, c, catalog.Entry{Name: "short", Created: start(), Used: start(), IdleAfter: 4 * time.Second})
	reserve(t, c, catalog.Entry{Name: "old", Created: start(), Used: start().Add(time.Hour), ExpiresAfter: 2 * time.Hour})
	if err := c.Reserve(t.Context(), catalog.Entry{Name: "abandoned", Created: start(), Used: start()}, 10); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		gone  string
	}{
		{5 * time.Second, "short"}, {10 * time.Minute, "abandoned"}, {time.Hour + 30*time.Second, "idle"}, {2 * time.Hour, "old"},
	} {
		isThere := func() bool { // the name is taken
			err := c.Reserve(t.Context(), catalog.Entry{Name: step.gone, Created: start(), Used: start()}, 10)
			return errors.Is(err, catalog.ErrExists)
		}
		if err := c.DeleteExpired(t.Context(), start().Add(step.after-1)); err != nil || !isThere() {
			t.Errorf("%s is gone too early (%v)", step.gone, err)
		}
		if err := c.DeleteExpired(t.Context(), start().Add(step.after)); err != nil || isThere() {
			t.Errorf("%s is there still (%v)", step.gone, err)
		}
		if err := c.Delete(t.Context(), step.gone); err != nil {
			t.Fatal(err)
		}
	}
}

// A value that a request stores after the tenant was deleted is not one of the next tenant of the
// name.
func TestANewTenantHasNoValuesOfAnother(t *testing.T) {
	t.Parallel()
	d := connect(t, server.URL(t))
	c := catalog.New(d)
	values := d.Transient("t")
	defer values.Close()
	key := transient.Key{Kind: "session", ID: "1"}
	reserve(t, c, catalog.Entry{Name: "t", Created: start(), Used: start()})
	if err := c.Delete(t.Context(), "t"); err != nil {
		t.Fatal(err)
	}
	if err := values.Put(t.Context(), key, transient.Value{Data: []byte("late")}, start()); err != nil {
		t.Fatal(err)
	}
	reserve(t, c, catalog.Entry{Name: "t", Created: start(), Used: start()})
	if value, found, err := values.Get(t.Context(), key, start()); err != nil || found {
		t.Errorf("value %q, %v", value, err)
	}
	if err := values.Put(t.Context(), key, transient.Value{Data: []byte("of this one")}, start()); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteOrphans(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, found, err := values.Get(t.Context(), key, start()); err != nil || !found {
		t.Errorf("its own value is gone (%v)", err)
	}
}

// Many processes create tenants at the same moment: as many as there may be are created.
func TestTheLimitHoldsAtTheSameMoment(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	catalogs := []*catalog.Catalog{catalog.New(connect(t, url)), catalog.New(connect(t, url)), catalog.New(connect(t, url))}
	var reserved atomic.Int32
	begin := make(chan struct{})
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			<-begin
			err := catalogs[i%3].Reserve(t.Context(), catalog.Entry{Name: string(rune('a' + i)), Created: start(), Used: start()}, 5)
			switch {
			case err == nil:
				reserved.Add(1)
			case !errors.Is(err, catalog.ErrTooMany):
				t.Error(err)
			}
		})
	}
	close(begin)
	wait.Wait()
	if reserved.Load() != 5 {
		t.Errorf("%d tenants, and the limit is 5", reserved.Load())
	}
}

// A deletion waits for the write that is in progress, and deletes its rows, too.
func TestADeletionWaitsForAWrite(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	c := catalog.New(connect(t, url))
	reserve(t, c, catalog.Entry{Name: "t", Created: start(), Used: start()})
	writer, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close(context.WithoutCancel(t.Context()))
	run := func(statements ...string) {
		t.Helper()
		for _, each := range statements {
			if _, err := writer.Exec(t.Context(), each); err != nil {
				t.Fatal(err)
			}
		}
	}
	run("INSERT INTO tenants VALUES ('t', 1, 1)", "BEGIN", "SELECT FROM tenants WHERE name = 't' FOR UPDATE")
	deleted := make(chan error)
	go func() { deleted <- c.Delete(t.Context(), "t") }()
	for waits := false; !waits; {
		if err := writer.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity
			WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))`).Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	run("INSERT INTO rows VALUES ('t', 2, 'k', 'id', 2, false, '{}')", "UPDATE tenants SET seq = 2 WHERE name = 't'", "COMMIT")
	if err := <-deleted; err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := writer.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM rows) + (SELECT count(*) FROM tenants)").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows remain, %v", rows, err)
	}
}
