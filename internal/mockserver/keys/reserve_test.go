package keys

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
)

func TestAReserveReturnsEachKeyOnce(t *testing.T) {
	t.Parallel()
	reserve := NewReserve(rand.Reader, 2)
	defer reserve.Close()
	seen := map[string]bool{}
	for range 2 {
		pairs, err := reserve.Take(t.Context(), 2) // more than there are
		if err != nil || len(pairs) != 2 {
			t.Fatalf("%d keys, error %v", len(pairs), err)
		}
		for _, pair := range pairs {
			seen[pair.Key.N.String()] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d different keys of 4", len(seen))
	}
}

func TestWaitingForAKeyEndsWithTheContext(t *testing.T) {
	t.Parallel()
	reserve := NewReserve(rand.Reader, 1)
	reserve.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reserve.Take(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
