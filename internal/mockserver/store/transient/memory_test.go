package transient

import (
	"strconv"
	"testing"
	"time"
)

// What has expired is removed a minute later at most, if values are still added.
func TestExpiredEntriesTakeNoMemory(t *testing.T) {
	t.Parallel()
	m := &memory{kinds: map[Kind]*table{}}
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for second := range 1000 { // one a second, each for 10 seconds
		key := Key{KindUsed, strconv.Itoa(second)}
		if err := m.Put(t.Context(), key, Value{Data: []byte("x"), Expires: now.Add(10 * time.Second)}, now); err != nil {
			t.Fatal(err)
		}
		table := m.kinds[KindUsed]
		if limit := 60 + 10 + 2; len(table.entries) > limit || table.order.Len() != len(table.entries) {
			t.Fatalf("%d entries, %d in order after %d seconds, want at most %d", len(table.entries), table.order.Len(), second, limit)
		}
		now = now.Add(time.Second)
	}
	if _, found, _ := m.Get(t.Context(), Key{KindUsed, "999"}, now); !found {
		t.Error("a value that has not expired is gone")
	}
}

// A clock that was set back does not stop the removal of expired values.
func TestSweepAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	m := &memory{kinds: map[Kind]*table{}}
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	put := func(id string, now time.Time) {
		if err := m.Put(t.Context(), Key{KindUsed, id}, Value{Expires: now.Add(time.Second)}, now); err != nil {
			t.Fatal(err)
		}
	}
	put("future", now.AddDate(1, 0, 0))
	put("old", now)
	put("new", now.Add(2*time.Minute))
	if n := len(m.kinds[KindUsed].entries); n != 2 {
		t.Errorf("%d entries, want those of the future and the new", n)
	}
}

func TestCodesAreBoundedInBytes(t *testing.T) {
	t.Parallel()
	m := &memory{kinds: map[Kind]*table{}}
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	data := make([]byte, 1<<20)
	for i := range 20 {
		for _, kind := range []Kind{KindCode, KindUsed} {
			if err := m.Put(t.Context(), Key{kind, strconv.Itoa(i)}, Value{Data: data}, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	codes := m.kinds[KindCode]
	if codes.bytes > maxCodeBytes || len(codes.entries) != 15 {
		t.Errorf("%d codes take %d bytes", len(codes.entries), codes.bytes)
	}
	if _, found, _ := m.Get(t.Context(), Key{KindCode, "4"}, now); found {
		t.Error("an older code is kept")
	}
	if _, found, _ := m.Get(t.Context(), Key{KindCode, "5"}, now); !found {
		t.Error("a newer code was dropped")
	}
	if n := len(m.kinds[KindUsed].entries); n != 20 {
		t.Errorf("%d used IDs are kept: dropping one would accept it a second time", n)
	}
	if err := m.Delete(t.Context(), Key{KindCode, "5"}); err != nil || codes.bytes != 14*(1<<20+overhead)+len("678910111213141516171819") {
		t.Errorf("%d bytes after a delete: %v", codes.bytes, err)
	}
}
