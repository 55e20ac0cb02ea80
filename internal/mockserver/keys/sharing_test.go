package keys

import (
	"crypto/rand"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// TestOpeningANewFileAtOnceEndsWithTheSameKeys opens one file as several
// processes do: each with a store of its own.
func TestOpeningANewFileAtOnceEndsWithTheSameKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	rings := make([]*Ring, 4)
	var wg sync.WaitGroup
	for i := range rings {
		wg.Go(func() {
			st, err := store.OpenFile(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _ = st.Close() })
			if rings[i], err = Open(t.Context(), st, "tenant.example", fixedClock, rand.Reader, testPairs()...); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	want := kids(t, rings[0])
	if len(want) != 2 {
		t.Fatalf("the tenant has the keys %v, not two", want)
	}
	for _, ring := range rings {
		if have := kids(t, ring); !slices.Equal(have, want) {
			t.Errorf("one store has %v, another %v", want, have)
		}
	}

	if _, err := rings[3].Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have := kids(t, rings[0]); len(have) != 3 || have[0] != want[1] {
		t.Errorf("after a rotation by another store, the keys are %v", have)
	}
	first, _, err := rings[0].Current(t.Context())
	if err != nil || first != want[1] {
		t.Errorf("current is %s (%v)", first, err)
	}
}
