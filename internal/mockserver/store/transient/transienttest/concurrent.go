package transienttest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// callers is how many goroutines call a store at the same moment.
const callers = 8

// together calls fn in several goroutines, and returns when all have returned.
func together(fn func(caller int)) {
	var wait sync.WaitGroup
	begin := make(chan struct{})
	for caller := range callers {
		wait.Go(func() {
			<-begin
			fn(caller)
		})
	}
	close(begin)
	wait.Wait()
}

func testUpdate(t *testing.T, f fixture) {
	f.put(key("1"), lasting("one"))
	f.put(key("2"), until("expired", -time.Second))
	f.put(key("3"), lasting("three"))
	keys := []transient.Key{key("3"), key("2"), key("1"), {Kind: kindB, ID: "1"}}
	err := f.Update(t.Context(), keys, start(), func(current [][]byte) ([]*transient.Value, error) {
		if len(current) != 4 || string(current[0]) != "three" || current[1] != nil || string(current[2]) != "one" || current[3] != nil {
			t.Errorf("current values %q", current)
		}
		first, second, last := until("3", time.Second), lasting("2"), lasting("b")
		return []*transient.Value{&first, &second, nil, &last}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f.expect(key("1"), start(), "one")
	f.expect(key("2"), start(), "2")
	f.expect(key("3"), start(), "3")
	f.expectNone(key("3"), start().Add(time.Second))
	f.expect(keys[3], start(), "b")
}

func testFailedUpdate(t *testing.T, f fixture) {
	f.put(key("1"), lasting("one"))
	refused := errors.New("refused")
	err := f.Update(t.Context(), []transient.Key{key("1"), key("2")}, start(), func([][]byte) ([]*transient.Value, error) {
		v := lasting("changed")
		return []*transient.Value{&v, &v}, refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("error %v", err)
	}
	f.expectList(start(), "1=one")
}

func testConcurrentInserts(t *testing.T, f fixture) {
	for round := range 10 {
		id := key(strconv.Itoa(round))
		if round%2 == 1 { // an expired value is there
			f.put(id, until("expired", -time.Second))
		}
		var won atomic.Int32
		var winner atomic.Int32
		together(func(caller int) {
			inserted, err := f.Insert(t.Context(), id, until(strconv.Itoa(caller), time.Second), start())
			if err != nil {
				t.Error(err)
			}
			if inserted {
				won.Add(1)
				winner.Store(int32(caller))
			}
		})
		if won.Load() != 1 {
			t.Fatalf("round %d: %d inserts won", round, won.Load())
		}
		f.expect(id, start(), strconv.Itoa(int(winner.Load())))
	}
}

// increment adds to the number that each key has; no value is 0.
func increment(ctx context.Context, store transient.Store, by []int, keys ...transient.Key) error {
	return store.Update(ctx, keys, start(), func(current [][]byte) ([]*transient.Value, error) {
		next := make([]*transient.Value, len(keys))
		for i, text := range current {
			number, err := strconv.Atoi("0" + string(text))
			if err != nil {
				return nil, err
			}
			v := lasting(strconv.Itoa(number + by[i]))
			next[i] = &v
		}
		return next, nil
	})
}

func testConcurrentUpdates(t *testing.T, f fixture) {
	const each = 25
	together(func(int) {
		for range each {
			// The key has no value at first, so that there is no row to lock.
			if err := increment(t.Context(), f, []int{1}, key("counter")); err != nil {
				t.Error(err)
			}
		}
	})
	f.expect(key("counter"), start(), strconv.Itoa(callers*each))
}

func testOppositeUpdates(t *testing.T, f fixture) {
	const each = 15
	together(func(caller int) {
		for range each {
			keys, by := []transient.Key{key("x"), key("y")}, []int{1, 2}
			if caller%2 == 1 {
				keys, by = []transient.Key{key("y"), key("x")}, []int{2, 1}
			}
			if err := increment(t.Context(), f, by, keys...); err != nil {
				t.Error(err)
			}
		}
	})
	f.expect(key("x"), start(), strconv.Itoa(callers*each))
	f.expect(key("y"), start(), strconv.Itoa(2*callers*each))
}

// An Insert beside Updates of the same key counts as one of them: it happens before or after
// each, and never in between.
func testUpdateAgainstInsert(t *testing.T, f fixture) {
	for round := range 10 {
		id := key(strconv.Itoa(round))
		var inserted atomic.Bool
		together(func(caller int) {
			if caller > 0 {
				if err := increment(t.Context(), f, []int{1}, id); err != nil {
					t.Error(err)
				}
				return
			}
			won, err := f.Insert(t.Context(), id, lasting("100"), start())
			if err != nil {
				t.Error(err)
			}
			inserted.Store(won)
		})
		want := callers - 1
		if inserted.Load() {
			want += 100
		}
		f.expect(id, start(), strconv.Itoa(want))
	}
}
