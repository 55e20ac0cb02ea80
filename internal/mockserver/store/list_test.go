package store

import (
	"fmt"
	"testing"
)

// numbered is a store with APIs of the ids "0" to "n-1", without those that a
// third divides.
func numbered(t *testing.T, n int) Store {
	t.Helper()
	s := NewMemory()
	update(t, s, func(w Writer) error {
		for i := range n {
			if err := w.PutResourceServer(&ResourceServer{ID: fmt.Sprint(i), Identifier: fmt.Sprint("https://api.test/", i)}); err != nil {
				return err
			}
		}
		for i := 0; i < n; i += 3 {
			if err := w.DeleteResourceServer(fmt.Sprint(i)); err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

func TestAListIsReadInPartAsInWhole(t *testing.T) {
	t.Parallel()
	view(t, numbered(t, 100), func(r Reader) {
		list := r.ResourceServers()
		all := list.All()
		equal(t, "length", list.Len(), 66)
		equal(t, "all", len(all), 66)
		equal(t, "first", all[0].ID, "1")
		for i, api := range all {
			equal(t, "position of "+api.ID, list.Index(api.ID), i)
		}
		equal(t, "position of what is gone", list.Index("3"), -1)
		for from := -1; from <= 67; from++ {
			for to := -1; to <= 68; to++ {
				begin, end := max(0, from), min(to, 66)
				want := all[min(begin, max(begin, end), 66):min(max(begin, end), 66)]
				if have := list.Slice(from, to); apiIDs(have) != apiIDs(want) {
					t.Fatalf("from %d to %d: have %s, want %s", from, to, apiIDs(have), apiIDs(want))
				}
			}
		}
	})
}

func TestAListOfAWriterShowsItsChanges(t *testing.T) {
	t.Parallel()
	update(t, numbered(t, 5), func(w Writer) error {
		list := w.ResourceServers()
		equal(t, "before", apiIDs(list.All()), "1 2 4")
		if err := w.DeleteResourceServer("2"); err != nil {
			return err
		}
		equal(t, "afterwards", apiIDs(list.All()), "1 4")
		equal(t, "position", list.Index("4"), 1)
		return nil
	})
}
