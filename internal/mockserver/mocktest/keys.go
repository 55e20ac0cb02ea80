package mocktest

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// pairs are the process's signing keys: a test that wants a tenant does not
// want to wait for RSA.
var pairs = sync.OnceValues(func() ([]keys.Pair, error) { //nolint:gochecknoglobals // once per test process is the point
	list := make([]keys.Pair, 2) // current and next
	for i := range list {
		pair, err := keys.Generate(rand.Reader)
		if err != nil {
			return nil, err
		}
		list[i] = pair
	}
	return list, nil
})

func signingKeys(tb testing.TB) []keys.Pair {
	tb.Helper()
	list, err := pairs()
	if err != nil {
		tb.Fatalf("making the process's signing keys: %v", err)
	}
	return list
}
