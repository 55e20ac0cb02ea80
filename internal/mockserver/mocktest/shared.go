package mocktest

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// pairs are the signing keys of all tenants in this process, because generating RSA keys
// takes long.
var pairs = sync.OnceValues(func() ([]keys.Pair, error) { //nolint:gochecknoglobals // shared by all tests of the process
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

// shared has the compiled schemas of all tenants in this process, for the same reason.
var shared = sync.OnceValue(mockserver.NewShared) //nolint:gochecknoglobals // shared by all tests of the process

func signingKeys(tb testing.TB) []keys.Pair {
	tb.Helper()
	list, err := pairs()
	if err != nil {
		tb.Fatalf("generating the signing keys: %v", err)
	}
	return list
}
