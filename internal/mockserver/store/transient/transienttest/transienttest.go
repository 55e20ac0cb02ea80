// Package transienttest tests implementations of [transient.Store].
package transienttest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Run tests an implementation. open returns an empty store, which it closes when the test
// ends; each call must return a store of its own.
func Run(t *testing.T, open func(t *testing.T) transient.Store) {
	for name, test := range map[string]func(*testing.T, fixture){
		"values are stored until they expire":             testExpiry,
		"a value is any bytes":                            testBytes,
		"put replaces":                                    testPut,
		"insert stores once":                              testInsert,
		"one of many inserts at the same moment wins":     testConcurrentInserts,
		"update changes several values":                   testUpdate,
		"a failed update changes nothing":                 testFailedUpdate,
		"no update at the same moment is lost":            testConcurrentUpdates,
		"updates of the same keys in any order":           testOppositeUpdates,
		"update and insert of one key at the same moment": testUpdateAgainstInsert,
		"list has the order of storing":                   testList,
		"delete and clear":                                testDelete,
		"an ended context changes nothing":                testEndedContext,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fixture{t, open(t)})
		})
	}
}

// start is the time of the tests, which is not that of this machine: a store must not
// compare with its own clock. It has no fraction that a database would round.
func start() time.Time { return time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC) }

const (
	kindA transient.Kind = "a"
	kindB transient.Kind = "b"
)

func key(id string) transient.Key { return transient.Key{Kind: kindA, ID: id} }

// lasting is a value that does not expire.
func lasting(text string) transient.Value { return transient.Value{Data: []byte(text)} }

// until is a value that expires so long after the start.
func until(text string, after time.Duration) transient.Value {
	return transient.Value{Data: []byte(text), Expires: start().Add(after)}
}

// A fixture is a store with methods that end the test if an operation fails.
type fixture struct {
	*testing.T
	transient.Store
}

func (f fixture) put(key transient.Key, value transient.Value) {
	f.Helper()
	if err := f.Put(f.Context(), key, value, start()); err != nil {
		f.Fatal(err)
	}
}

func (f fixture) insert(key transient.Key, value transient.Value, now time.Time, want bool) {
	f.Helper()
	inserted, err := f.Insert(f.Context(), key, value, now)
	if err != nil {
		f.Fatal(err)
	}
	if inserted != want {
		f.Errorf("inserted %v: %t, want %t", key, inserted, want)
	}
}

func (f fixture) expect(key transient.Key, now time.Time, want string) {
	f.Helper()
	value, found, err := f.Get(f.Context(), key, now)
	if err != nil {
		f.Fatal(err)
	}
	if !found || string(value) != want {
		f.Errorf("%v has %q, found %t; want %q", key, value, found, want)
	}
}

func (f fixture) expectNone(key transient.Key, now time.Time) {
	f.Helper()
	value, found, err := f.Get(f.Context(), key, now)
	if err != nil {
		f.Fatal(err)
	}
	if found || value != nil {
		f.Errorf("%v has %q, want no value", key, value)
	}
}

func (f fixture) expectList(now time.Time, want ...string) {
	f.Helper()
	entries, err := f.List(f.Context(), kindA, now)
	if err != nil {
		f.Fatal(err)
	}
	var got []string
	for _, each := range entries {
		got = append(got, each.ID+"="+string(each.Data))
	}
	if !slices.Equal(got, want) {
		f.Errorf("list of %s: %q, want %q", kindA, got, want)
	}
}

func testExpiry(_ *testing.T, f fixture) {
	f.expectNone(key("1"), start())
	f.put(key("1"), until("one", time.Second))
	f.expect(key("1"), start(), "one")
	f.expect(key("1"), start().Add(time.Second-time.Millisecond), "one")
	f.expectNone(key("1"), start().Add(time.Second))
	f.expectNone(key("1"), start().AddDate(10, 0, 0))
	f.put(key("2"), lasting("two"))
	f.expect(key("2"), start().AddDate(100, 0, 0), "two")
	// A clock can be set to the past.
	f.expect(key("2"), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), "two")
	f.put(key("3"), until("expired", -time.Second))
	f.expectNone(key("3"), start())
	f.expectNone(transient.Key{Kind: kindB, ID: "2"}, start())
}

func testBytes(t *testing.T, f fixture) {
	large := make([]byte, 0, 256*400)
	for range 400 {
		for b := range 256 {
			large = append(large, byte(b))
		}
	}
	f.put(key("large"), transient.Value{Data: large})
	if value, _, err := f.Get(t.Context(), key("large"), start()); err != nil || !bytes.Equal(value, large) {
		t.Errorf("%d bytes, error %v; want the %d bytes that were stored", len(value), err, len(large))
	}
	// The caller may use its slice again.
	data := []byte("before")
	f.put(key("own"), transient.Value{Data: data})
	copy(data, "after!")
	f.expect(key("own"), start(), "before")
	// The suffix is a part of the data.
	f.put(key("ends"), transient.Value{Data: []byte("be"), Suffix: "gin"})
	f.put(key("suffix"), transient.Value{Suffix: "gin"})
	f.expect(key("ends"), start(), "begin")
	f.expect(key("suffix"), start(), "gin")
	f.insert(key("inserted"), transient.Value{Data: []byte("be"), Suffix: "gin"}, start(), true)
	f.expect(key("inserted"), start(), "begin")
	// No data is a value.
	f.put(key("nil"), transient.Value{})
	f.expect(key("nil"), start(), "")
	f.insert(key("nil"), lasting("other"), start(), false)
	err := f.Update(t.Context(), []transient.Key{key("nil")}, start(), func(current [][]byte) ([]*transient.Value, error) {
		if current[0] == nil {
			t.Error("update gets no value")
		}
		return []*transient.Value{nil}, nil
	})
	if err != nil {
		t.Error(err)
	}
	const odd = `"'%_\ é` + "\n"
	f.put(key(odd), lasting(odd))
	f.expect(key(odd), start(), odd)
}

func testPut(_ *testing.T, f fixture) {
	f.put(key("1"), until("one", time.Second))
	f.put(key("1"), until("other", time.Minute))
	f.expect(key("1"), start().Add(2*time.Second), "other")
	f.put(key("1"), lasting("lasting"))
	f.expect(key("1"), start().Add(time.Hour), "lasting")
	f.put(key("1"), transient.Value{Data: []byte("relaxed"), Expires: start().Add(time.Second), Relaxed: true})
	f.expect(key("1"), start(), "relaxed")
	f.expectNone(key("1"), start().Add(time.Second))
}

func testInsert(_ *testing.T, f fixture) {
	f.insert(key("1"), until("one", time.Second), start(), true)
	f.insert(key("1"), until("two", time.Hour), start(), false)
	f.expect(key("1"), start(), "one")
	f.insert(key("1"), until("three", time.Hour), start().Add(time.Second), true)
	f.expect(key("1"), start().Add(time.Second), "three")
	f.insert(transient.Key{Kind: kindB, ID: "1"}, lasting("another kind"), start(), true)
	f.expect(key("1"), start().Add(time.Second), "three")
}

func testDelete(t *testing.T, f fixture) {
	b := transient.Key{Kind: kindB, ID: "1"}
	c := transient.Key{Kind: "c", ID: "1"}
	f.put(key("1"), lasting("one"))
	f.put(key("2"), lasting("two"))
	f.put(b, lasting("b"))
	f.put(c, lasting("c"))
	for range 2 { // the second time there is nothing to delete
		if err := f.Delete(t.Context(), key("1")); err != nil {
			t.Fatal(err)
		}
	}
	f.expectNone(key("1"), start())
	f.expect(key("2"), start(), "two")
	f.insert(key("1"), lasting("new"), start(), true)
	if err := f.Clear(t.Context(), kindA, kindB); err != nil {
		t.Fatal(err)
	}
	f.expectNone(key("1"), start())
	f.expectNone(key("2"), start())
	f.expectNone(b, start())
	f.expect(c, start(), "c")
	if err := f.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.expect(c, start(), "c")
}

func testList(t *testing.T, f fixture) {
	f.expectList(start())
	f.put(key("z"), lasting("1"))
	f.put(key("a"), until("2", time.Second))
	f.insert(key("m"), lasting("3"), start(), true)
	f.put(transient.Key{Kind: kindB, ID: "b"}, lasting("another kind"))
	f.expectList(start(), "z=1", "a=2", "m=3")
	f.expectList(start().Add(time.Second), "z=1", "m=3")
	f.put(key("z"), lasting("4"))
	f.expectList(start(), "a=2", "m=3", "z=4")
	err := f.Update(t.Context(), []transient.Key{key("m"), key("a"), key("new")}, start(), func([][]byte) ([]*transient.Value, error) {
		m, n := lasting("5"), lasting("6")
		return []*transient.Value{&m, nil, &n}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f.expectList(start(), "a=2", "z=4", "m=5", "new=6")
}

func testEndedContext(t *testing.T, f fixture) {
	f.put(key("1"), lasting("one"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := f.Get(ctx, key("1"), start())
	_, errInsert := f.Insert(ctx, key("2"), lasting("two"), start())
	errUpdate := f.Update(ctx, []transient.Key{key("1")}, start(), func([][]byte) ([]*transient.Value, error) {
		v := lasting("updated")
		return []*transient.Value{&v}, nil
	})
	_, errList := f.List(ctx, kindA, start())
	for operation, err := range map[string]error{
		"get": err, "insert": errInsert, "update": errUpdate, "list": errList,
		"put":    f.Put(ctx, key("1"), lasting("put"), start()),
		"delete": f.Delete(ctx, key("1")), "clear": f.Clear(ctx, kindA),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", operation, err)
		}
	}
	f.expectList(start(), "1=one")
}
