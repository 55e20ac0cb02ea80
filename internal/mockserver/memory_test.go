package mockserver_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// TestMemoryOfALargeTenant holds the goal for the size in memory: 150 MB with
// 100,000 objects.
func TestMemoryOfALargeTenant(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 100,000 objects")
	}
	measure := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := measure()
	st := store.NewMemory()
	if err := st.Update(t.Context(), func(tx store.Writer) error {
		for i := range 10 * many {
			if err := tx.PutResourceServer(&store.ResourceServer{
				ID: fmt.Sprintf("%024x", i), Identifier: identifier(i), Name: fmt.Sprintf("API %d", i),
				SigningAlg: "RS256", SigningSecret: fmt.Sprintf("%032d", i), TokenLifetime: 86400, TokenLifetimeForWeb: 7200,
				Scopes: []store.Scope{{Value: "read:all"}, {Value: "write:all"}},
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if mb := (measure() - before) >> 20; mb > 150 {
		t.Errorf("100,000 APIs take %d MB", mb)
	}
	runtime.KeepAlive(st)
}
