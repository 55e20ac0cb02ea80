package scopes

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// A read that panics is an error to those who wait for the list, and the lock is free
// again.
func TestAPanicWhileAListIsReadLeavesNoLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := (&fakeAPI{}).client()
		client.verifier.queues.writer.reads = nil
		for n := range 3 {
			_, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"})
			if _, panicked := errors.AsType[*background.PanicError](err); !panicked {
				t.Errorf("call %d: got %v, want the panic", n, err)
			}
		}
	})
}
