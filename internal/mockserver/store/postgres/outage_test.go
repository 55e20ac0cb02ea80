package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

func now() time.Time { return time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC) }

// open opens a tenant until the test ends.
func open(t testing.TB, url string, o store.PostgresOptions) (store.Store, transient.Store) {
	t.Helper()
	s, values, err := store.OpenPostgres(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), values.Close()); err != nil {
			t.Error(err)
		}
	})
	return s, values
}

// add adds an API, and counts it in a setting.
func add(ctx context.Context, s store.Store, id string) error {
	return s.Update(ctx, func(w store.Writer) error {
		count, _ := strconv.Atoi(w.Setting("count"))
		return errors.Join(
			w.PutResourceServer(&store.ResourceServer{ID: id, Identifier: "urn:" + id}),
			w.SetSetting("count", strconv.Itoa(count+1)))
	})
}

// expect checks that the store has the APIs, and no half of a write.
func expect(t *testing.T, s store.Store, ids ...string) {
	t.Helper()
	if err := s.View(t.Context(), func(r store.Reader) error {
		for _, id := range ids {
			if r.ResourceServer(id) == nil {
				t.Errorf("%s was acknowledged, and is lost", id)
			}
		}
		if n := r.ResourceServers().Len(); r.Setting("count") != strconv.Itoa(n) {
			t.Errorf("%d APIs, and the count is %s", n, r.Setting("count"))
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// eventually repeats an operation until it succeeds.
func eventually(t *testing.T, operation func() error) {
	t.Helper()
	var err error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		if err = operation(); err == nil {
			return
		}
		if !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("the error is of another kind: %v", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it does not go on: %v", err)
}

// Two replicas write while the server is restarted in each way, with the disk synchronised as
// in production.
func TestNothingAcknowledgedIsLostWhenTheServerRestarts(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, "fsync=on", "full_page_writes=on")
	url := server.URL(t)
	var mu sync.Mutex
	var acknowledged []string
	failed := 0
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	for replica := range 2 {
		s, values := open(t, url, store.PostgresOptions{})
		writing.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprintf("r%d-%d", replica, i)
				key := transient.Key{Kind: "used", ID: id}
				err := add(t.Context(), s, id)
				if err == nil {
					var inserted bool
					inserted, err = values.Insert(t.Context(), key, transient.Value{Data: []byte(id)}, now())
					if err == nil && !inserted {
						t.Errorf("%s was there before", id)
					}
				}
				mu.Lock()
				switch {
				case err == nil:
					acknowledged = append(acknowledged, id)
				case errors.Is(err, store.ErrUnavailable):
					failed++
				default:
					t.Errorf("the error is of another kind: %v", err)
				}
				mu.Unlock()
			}
		})
	}
	writes := func() int { mu.Lock(); defer mu.Unlock(); return len(acknowledged) }
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGQUIT, os.Kill} {
		before := writes()
		eventually(t, func() error {
			if writes() < before+20 {
				return store.ErrUnavailable
			}
			return nil
		})
		server.Stop(t, signal)
		server.Restart(t)
	}
	before := writes()
	eventually(t, func() error {
		if writes() < before+20 {
			return store.ErrUnavailable
		}
		return nil
	})
	stop()
	writing.Wait()
	s, values := open(t, url, store.PostgresOptions{})
	expect(t, s, acknowledged...)
	for _, id := range acknowledged {
		if _, found, err := values.Get(t.Context(), transient.Key{Kind: "used", ID: id}, now()); err != nil || !found {
			t.Errorf("the value %s is lost (%v)", id, err)
		}
	}
	t.Logf("%d acknowledged, %d failed", len(acknowledged), failed)
}

// A server that is away is an error within the patience, and what waited goes on by itself.
func TestAServerThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	s, values := open(t, server.URL(t), store.PostgresOptions{})
	stale, _ := open(t, server.URL(t), store.PostgresOptions{StaleReads: time.Hour})
	if err := add(t.Context(), s, "before"); err != nil {
		t.Fatal(err)
	}
	server.Stop(t, os.Interrupt)
	key := transient.Key{Kind: "a", ID: "1"}
	var calls sync.WaitGroup
	for name, call := range map[string]func() error{
		"View":   func() error { return s.View(t.Context(), func(store.Reader) error { return nil }) },
		"Update": func() error { return add(t.Context(), s, "during") },
		"Get":    func() error { _, _, err := values.Get(t.Context(), key, now()); return err },
		"Insert": func() error {
			_, err := values.Insert(t.Context(), key, transient.Value{}, now())
			return err
		},
	} {
		calls.Go(func() {
			began := time.Now()
			err := call()
			if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "is unavailable") {
				t.Errorf("%s: error %v", name, err)
			}
			if waited := time.Since(began); waited > 10*time.Second {
				t.Errorf("%s waited for %s", name, waited)
			}
		})
	}
	calls.Wait()
	if err := stale.View(t.Context(), func(store.Reader) error { return nil }); err != nil {
		t.Errorf("a stale read: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.View(ctx, func(store.Reader) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a request that ends: %v", err)
	}

	restarted := make(chan error)
	go func() { restarted <- add(t.Context(), s, "after") }() // it waits
	server.Restart(t)
	if err := <-restarted; err != nil && !errors.Is(err, store.ErrUnavailable) {
		t.Error(err)
	}
	eventually(t, func() error { return add(t.Context(), s, "later") })
	expect(t, s, "before", "later")
}

// A failure is a state of the server in which it refuses something.
type failure struct {
	begin, end []string
	// reads says that reads go on.
	reads bool
	says  string
}

func TestAServerThatRefusesIsUnavailable(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]failure{
		"read-only": {
			begin: []string{"ALTER ROLE tenant SET default_transaction_read_only = on"},
			end:   []string{"ALTER ROLE tenant RESET default_transaction_read_only"},
			reads: true, says: "read-only",
		},
		"too many connections": {
			begin: []string{"ALTER ROLE tenant CONNECTION LIMIT 0"},
			end:   []string{"ALTER ROLE tenant CONNECTION LIMIT -1"},
			says:  "max_connections",
		},
		"password changed": {
			begin: []string{"ALTER ROLE tenant PASSWORD 'other'"},
			end:   []string{"ALTER ROLE tenant PASSWORD 's3cr3t'"},
			says:  "refuses the user or the password",
		},
		"disk full": {
			// The code of a full disk, from a trigger.
			begin: []string{
				"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$",
				"DO $$ BEGIN EXECUTE (SELECT string_agg(format('CREATE TRIGGER disk_full BEFORE INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION disk_full()', c.oid::regclass), ';') FROM pg_class c WHERE relname IN ('rows', 'transient') AND relkind = 'r'); END $$",
			},
			end:   []string{"DROP FUNCTION disk_full CASCADE"},
			reads: true, says: "its disk is full; nothing of this change was stored",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.Start(t)
			server.Exec(t, "CREATE ROLE tenant LOGIN PASSWORD 's3cr3t'", "CREATE SCHEMA tenant AUTHORIZATION tenant")
			_, host, _ := strings.Cut(server.URL(t), "@")
			host, _, _ = strings.Cut(host, "&")
			s, values := open(t, "postgres://tenant:s3cr3t@"+host+"&search_path=tenant", store.PostgresOptions{Patience: 300 * time.Millisecond})
			key := transient.Key{Kind: "a", ID: "1"}
			if err := errors.Join(add(t.Context(), s, "before"), values.Put(t.Context(), key, transient.Value{Data: []byte("before")}, now())); err != nil {
				t.Fatal(err)
			}
			server.Exec(t, f.begin...)
			server.Stop(t, os.Interrupt) // what is set for a user is effective for new connections
			server.Restart(t)
			for name, err := range map[string]error{
				"Update": add(t.Context(), s, "during"),
				"Put":    values.Put(t.Context(), key, transient.Value{Data: []byte("during")}, now()),
			} {
				if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), f.says) || strings.Contains(err.Error(), "s3cr3t") {
					t.Errorf("%s: error %v, want an error that says %q", name, err, f.says)
				}
			}
			err := s.View(t.Context(), func(store.Reader) error { return nil })
			if f.reads && err != nil || !f.reads && !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("View: %v", err)
			}
			server.Exec(t, f.end...)
			eventually(t, func() error { return add(t.Context(), s, "after") })
			expect(t, s, "before", "after")
			if err := s.View(t.Context(), func(r store.Reader) error {
				if r.ResourceServer("during") != nil {
					t.Error("a write that failed is there")
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
			if value, _, err := values.Get(t.Context(), key, now()); err != nil || string(value) != "before" {
				t.Errorf("the value is %q (%v)", value, err)
			}
		})
	}
}

// An administrator ends connections while two replicas write. No caller sees an error.
func TestEndedConnectionsAreReplaced(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	url := server.URL(t)
	var ids []string
	a, _ := open(t, url, store.PostgresOptions{})
	b, values := open(t, url, store.PostgresOptions{})
	for i := range 10 {
		server.Exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'auth0api mock tenant'")
		id := strconv.Itoa(i)
		ids = append(ids, id)
		if err := add(t.Context(), []store.Store{a, b}[i%2], id); err != nil {
			t.Error(err)
		}
		if inserted, err := values.Insert(t.Context(), transient.Key{Kind: "a", ID: id}, transient.Value{}, now()); err != nil || !inserted {
			t.Errorf("inserted %t, error %v", inserted, err)
		}
	}
	expect(t, a, ids...)
	expect(t, b, ids...)
}

// The connection breaks while a write commits: before the server gets it, or after the server
// has committed. Either way the write happens once, and is acknowledged.
func TestACommitWhoseAnswerIsLostHappensOnce(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		t.Run(map[bool]string{false: "before the server gets it", true: "after the commit"}[after], func(t *testing.T) {
			t.Parallel()
			p, url := startProxy(t, server.URL(t))
			s, values := open(t, url, store.PostgresOptions{})
			other, _ := open(t, url, store.PostgresOptions{})
			if err := add(t.Context(), other, "first"); err != nil {
				t.Fatal(err)
			}
			var ids []string
			for i := range 4 {
				id := fmt.Sprintf("doubt-%d", i)
				ids = append(ids, id)
				p.breakOn("urn:"+id, after)
				if err := add(t.Context(), s, id); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
			expect(t, s, slices.Concat(ids, []string{"first"})...)
			expect(t, other, ids...)

			key := transient.Key{Kind: "count", ID: "1"}
			for i := range 4 {
				p.breakOn(fmt.Sprintf("number=%d", i+1), after)
				if err := values.Update(t.Context(), []transient.Key{key}, now(), func(current [][]byte) ([]*transient.Value, error) {
					count, _ := strconv.Atoi(strings.TrimPrefix(string(current[0]), "number="))
					return []*transient.Value{{Data: fmt.Appendf(nil, "number=%d", count+1)}}, nil
				}); err != nil {
					t.Error(err)
				}
			}
			if value, _, err := values.Get(t.Context(), key, now()); err != nil || string(value) != "number=4" {
				t.Errorf("the count is %q (%v)", value, err)
			}
			p.breakOn("only-once", after)
			for _, want := range []bool{true, false} {
				inserted, err := values.Insert(t.Context(), transient.Key{Kind: "used", ID: "1"}, transient.Value{Data: []byte("only-once")}, now())
				if err != nil || inserted != want {
					t.Errorf("inserted %t, error %v; want %t", inserted, err, want)
				}
			}
			if broken, _ := p.counts(); broken != 9 {
				t.Errorf("%d connections were broken, want 9", broken)
			}
		})
	}
}
