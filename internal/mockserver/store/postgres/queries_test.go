package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// The cost of each operation is a promise of the guide "In a cluster".
func TestStatementsAndRoundTripsOfEachOperation(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	count := &postgrestest.Queries{}
	s, values := open(t, url, store.PostgresOptions{Tracer: count})
	other, _ := open(t, url, store.PostgresOptions{})
	view := func(ctx context.Context) error { return s.View(ctx, func(store.Reader) error { return nil }) }
	var once context.Context // of one request
	key := func(id string) transient.Key { return transient.Key{Kind: "a", ID: id} }
	data := transient.Value{Data: []byte("x")}
	change := func(relaxed bool, keys ...transient.Key) func() error {
		return func() error {
			return values.Update(t.Context(), keys, now(), func([][]byte) ([]*transient.Value, error) {
				next := make([]*transient.Value, len(keys))
				for i := range next {
					next[i] = &transient.Value{Data: []byte("y"), Relaxed: relaxed}
				}
				return next, nil
			})
		}
	}
	for _, step := range []struct {
		name                   string
		statements, roundTrips int
		run                    func() error
	}{
		{"a read", 1, 1, func() error { return view(t.Context()) }},
		{"a read after a write of another process", 1, 1, func() error {
			if err := add(t.Context(), other, "of another"); err != nil {
				return err
			}
			return view(t.Context())
		}},
		{"the first read of a request", 1, 1, func() error {
			once = store.WithOneCheck(t.Context())
			return view(once)
		}},
		{"its next read", 0, 0, func() error { return view(once) }},
		{"a write", 5, 2, func() error {
			once = store.WithOneCheck(t.Context())
			return add(once, s, "1")
		}},
		{"a read after the write of the same request", 0, 0, func() error { return view(once) }},
		{"a write after a write of another process", 5, 2, func() error {
			if err := add(t.Context(), other, "2"); err != nil {
				return err
			}
			return add(t.Context(), s, "3")
		}},
		{"a write that changes nothing", 4, 2, func() error { return s.Update(t.Context(), func(store.Writer) error { return nil }) }},
		{"Get", 1, 1, func() error { _, _, err := values.Get(t.Context(), key("1"), now()); return err }},
		{"Insert", 1, 1, func() error { _, err := values.Insert(t.Context(), key("1"), data, now()); return err }},
		{"Put", 1, 1, func() error { return values.Put(t.Context(), key("2"), data, now()) }},
		{"relaxed Put", 2, 1, func() error {
			return values.Put(t.Context(), key("2"), transient.Value{Data: []byte("x"), Relaxed: true}, now())
		}},
		{"Update of three values", 5, 2, change(false, key("1"), key("2"), key("3"))},
		{"relaxed Update", 6, 2, change(true, key("1"))},
		{"List", 1, 1, func() error { _, err := values.List(t.Context(), "a", now()); return err }},
		{"Delete", 1, 1, func() error { return values.Delete(t.Context(), key("1")) }},
		{"Clear", 1, 1, func() error { return values.Clear(t.Context(), "a", "b") }},
	} {
		// A notification of another process may make the store read in the background, so
		// that a step is tried again.
		var failure string
		for range 3 {
			for quiet := false; !quiet; {
				_, trips, _ := count.Take()
				time.Sleep(30 * time.Millisecond)
				_, more, _ := count.Take()
				quiet = trips+more == 0
			}
			if err := step.run(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			statements, roundTrips, all := count.Take()
			failure = ""
			if statements == step.statements && roundTrips == step.roundTrips {
				break
			}
			failure = fmt.Sprintf("%s: %d statements in %d round trips, want %d in %d: %s", step.name, statements, roundTrips, step.statements, step.roundTrips, all)
		}
		if failure != "" {
			t.Error(failure)
		}
	}
}

// Reads that wait for the same check share it.
func TestReadsThatComeTogetherShareChecks(t *testing.T) {
	t.Parallel()
	count := &postgrestest.Queries{}
	s, _ := open(t, server.URL(t), store.PostgresOptions{Tracer: count})
	count.Take()
	const reads = 200
	var wait sync.WaitGroup
	for range reads {
		wait.Go(func() {
			if err := s.View(t.Context(), func(store.Reader) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if statements, _, _ := count.Take(); statements == 0 || statements > reads/2 {
		t.Errorf("%d reads took %d queries", reads, statements)
	}
}

func TestStaleReadsAskTheDatabaseOnlyNowAndThen(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	count := &postgrestest.Queries{}
	const age = 100 * time.Millisecond
	s, _ := open(t, url, store.PostgresOptions{Tracer: count, StaleReads: age})
	count.Take()
	began := time.Now()
	for time.Since(began) < 3*age {
		if err := s.View(t.Context(), func(store.Reader) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if statements, _, all := count.Take(); statements < 1 || statements > 5 {
		t.Errorf("%d queries in %s: %s", statements, time.Since(began), all)
	}
}

// A replica without requests has what others wrote, because it is notified.
func TestIdleReplicasAreWoken(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	idle, _ := open(t, url+"&application_name=idle", store.PostgresOptions{StaleReads: time.Hour})
	writer, _ := open(t, url, store.PostgresOptions{})
	wakes := func(id string) {
		t.Helper()
		if err := add(t.Context(), writer, id); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() (err error) {
			// No read asks the database, for an hour.
			viewed := idle.View(t.Context(), func(r store.Reader) error {
				if r.ResourceServer(id) == nil {
					err = store.ErrUnavailable
				}
				return nil
			})
			if viewed != nil {
				t.Fatal(viewed)
			}
			return err
		})
	}
	wakes("1")
	wakes("2")
	// The connection that listens is replaced.
	sql(t, url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND application_name = 'idle'")
	wakes("3")
}
