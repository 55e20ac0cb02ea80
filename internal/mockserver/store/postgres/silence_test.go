package postgres_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// impatient are options with which a silent connection is given up soon.
func impatient() store.PostgresOptions {
	return store.PostgresOptions{Patience: 300 * time.Millisecond, Timeout: 500 * time.Millisecond, ListenCheck: 50 * time.Millisecond}
}

// While packets are dropped, each operation ends with ErrUnavailable. The first operation after
// that succeeds, because the connections of before are not used any longer.
func TestASilentNetworkIsUnavailable(t *testing.T) {
	t.Parallel()
	p, url := startProxy(t, server.URL(t))
	s, values := open(t, url, impatient())
	if err := add(t.Context(), s, "before"); err != nil {
		t.Fatal(err)
	}
	key := transient.Key{Kind: "a", ID: "1"}
	operations := map[string]func() error{
		"View": func() error { return s.View(t.Context(), func(store.Reader) error { return nil }) },
		"Update": func() error {
			return s.Update(t.Context(), func(w store.Writer) error { return w.SetSetting("a", "1") })
		},
		"Get": func() error { _, _, err := values.Get(t.Context(), key, now()); return err },
		"Put": func() error { return values.Put(t.Context(), key, transient.Value{}, now()) },
		"Update of a value": func() error {
			return values.Update(t.Context(), []transient.Key{key}, now(), func([][]byte) ([]*transient.Value, error) {
				return []*transient.Value{nil}, nil
			})
		},
	}
	together := func(check func(name string, operation func() error)) {
		var running sync.WaitGroup
		for range 4 { // more than the pool has connections
			for name, operation := range operations {
				running.Go(func() { check(name, operation) })
			}
		}
		running.Wait()
	}
	together(func(name string, operation func() error) {
		if err := operation(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	end := p.silence()
	for range 2 {
		together(func(name string, operation func() error) {
			began := time.Now()
			err := operation()
			if !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("%s: error %v", name, err)
			}
			if waited := time.Since(began); waited > queueing {
				t.Errorf("%s waited for %s", name, waited)
			}
		})
	}
	end()
	for name, operation := range operations {
		if err := operation(); err != nil {
			t.Errorf("afterwards, %s: %v", name, err)
		}
	}
	expect(t, s, "before")
}

// queueing is how long a write waits for other writes of the process and tenant, and a second for
// itself.
const queueing = 6 * time.Second

// A firewall can forget connections that are idle. No operation fails for that, although all
// connections of the pool are concerned.
func TestConnectionsThatBecameSilentAreReplaced(t *testing.T) {
	t.Parallel()
	p, url := startProxy(t, server.URL(t))
	o := impatient()
	o.Patience, o.Timeout = 2*time.Second, 200*time.Millisecond
	s, values := open(t, url, o)
	var busy sync.WaitGroup
	for i := range 20 {
		busy.Go(func() {
			if err := values.Put(t.Context(), transient.Key{Kind: "a", ID: strconv.Itoa(i)}, transient.Value{}, now()); err != nil {
				t.Error(err)
			}
		})
	}
	busy.Wait()
	for i := range 3 {
		p.silence()()
		if err := add(t.Context(), s, strconv.Itoa(i)); err != nil {
			t.Error(err)
		}
	}
	expect(t, s, "0", "1", "2")
}

// The connection becomes silent while a write commits. The write happens once, although its
// answer is lost, or its transaction stays open at the server until that ends it. Nor does it
// keep another replica from writing for longer.
func TestACommitOnASilentConnectionHappensOnce(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		t.Run(map[bool]string{false: "before the server gets it", true: "after the commit"}[after], func(t *testing.T) {
			t.Parallel()
			direct := server.URL(t) + "&idle_in_transaction_session_timeout=300"
			p, url := startProxy(t, direct)
			o := impatient()
			o.Patience, o.Timeout = 5*time.Second, 500*time.Millisecond
			s, _ := open(t, url, o)
			other, _ := open(t, direct, o)
			ids := make([]string, 2)
			for i := range ids {
				ids[i] = fmt.Sprintf("doubt-%d", i)
				p.silenceOn("urn:"+ids[i], after)
				var writing sync.WaitGroup
				writing.Go(func() {
					if err := add(t.Context(), s, ids[i]); err != nil {
						t.Errorf("%s: %v", ids[i], err)
					}
				})
				eventually(t, func() error {
					if silenced, _ := p.counts(); silenced <= i {
						return store.ErrUnavailable
					}
					return nil
				})
				if err := add(t.Context(), other, "other-"+ids[i]); err != nil {
					t.Error(err)
				}
				writing.Wait()
			}
			expect(t, s, ids...)
			expect(t, other, ids...)
		})
	}
}

// An idle replica has what others write, after its connection for notifications became silent:
// before or after it began to listen.
func TestASilentConnectionForNotificationsIsReplaced(t *testing.T) {
	t.Parallel()
	direct := server.URL(t)
	p, url := startProxy(t, direct)
	p.silenceOn("LISTEN", true)
	o := impatient()
	o.Patience = time.Second // in which the news are read, which is tried once
	o.StaleReads = time.Hour // no read asks the database
	idle, _ := open(t, url, o)
	writer, _ := open(t, direct, store.PostgresOptions{})
	for _, id := range []string{"1", "2", "3"} {
		if err := add(t.Context(), writer, id); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() (err error) {
			viewed := idle.View(t.Context(), func(r store.Reader) error {
				if r.ResourceServer(id) == nil {
					err = store.ErrUnavailable
				}
				return nil
			})
			return errors.Join(viewed, err)
		})
		p.silence()()
	}
}

// While packets are dropped, a read returns an error once what it has is older than allowed.
func TestReadsOnASilentNetworkAreNotOlderThanAllowed(t *testing.T) {
	t.Parallel()
	for _, age := range []time.Duration{0, 100 * time.Millisecond} {
		t.Run(age.String(), func(t *testing.T) {
			t.Parallel()
			direct := server.URL(t)
			p, url := startProxy(t, direct)
			o := impatient()
			o.StaleReads = age
			s, _ := open(t, url, o)
			writer, _ := open(t, direct, store.PostgresOptions{})
			p.silence()
			if err := add(t.Context(), writer, "new"); err != nil {
				t.Fatal(err)
			}
			acknowledged := time.Now()
			for {
				began := time.Now()
				has := false
				err := s.View(t.Context(), func(r store.Reader) error {
					has = r.ResourceServer("new") != nil
					return nil
				})
				if errors.Is(err, store.ErrUnavailable) {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if old := began.Sub(acknowledged); !has && old >= age {
					t.Fatalf("a read returned what was there %s before", old)
				}
			}
		})
	}
}
