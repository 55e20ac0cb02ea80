package requestlog

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// oneText is a State with one text.
type oneText struct{ text string }

func (s *oneText) Change(_ context.Context, _ string, change func(string) (string, error)) (err error) {
	s.text, err = change(s.text)
	return err
}

func TestReplicasSumTheirCounts(t *testing.T) {
	t.Parallel()
	state, store, now := &oneText{}, transient.NewMemory(), time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var first, second Log
	first.Share(state, store, "first")
	second.Share(state, store, "second")
	expect := func(what string, log *Log, want map[string]int) {
		t.Helper()
		counts, total, err := log.Sum(t.Context(), now)
		sum := 0
		for _, n := range want {
			sum += n
		}
		if err != nil || !maps.Equal(counts, want) || total != sum {
			t.Errorf("%s: %v, total %d, %v; want %v", what, counts, total, err, want)
		}
	}
	first.Add(Entry{Method: "GET", Path: "/a"})
	second.Add(Entry{Method: "GET", Path: "/a"})
	second.Add(Entry{Method: "GET", Path: "/b"})
	expect("before the second has stored its counts", &first, map[string]int{"GET /a": 1})
	if err := second.Flush(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	expect("afterwards", &first, map[string]int{"GET /a": 2, "GET /b": 1})
	if len(first.All()) != 1 {
		t.Errorf("the requests to another replica: %v", first.All())
	}

	if err := first.ResetAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The second does not know of the reset yet: what it counted before does not count.
	second.Add(Entry{Method: "GET", Path: "/b"})
	if err := second.Flush(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	first.Add(Entry{Method: "GET", Path: "/c"})
	expect("after the reset", &first, map[string]int{"GET /c": 1})
	if err := second.Follow(state.text); err != nil || second.Total() != 0 || len(second.All()) != 0 {
		t.Errorf("the second has %d requests, %v", second.Total(), err)
	}
	second.Add(Entry{Method: "GET", Path: "/c"})
	expect("when the second knows of it", &second, map[string]int{"GET /c": 2})
}
