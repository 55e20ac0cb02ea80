package flight

import (
	"context"
	"testing"
	"testing/synctest"
)

// A call may continue for some time after it was cancelled.
func TestNoCallerJoinsACancelledCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group Group[string, int]
		release := make(chan struct{})
		defer close(release)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = group.Do(ctx, "key", func(context.Context) (int, error) { <-release; return 1, nil })
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		got, err := group.Do(t.Context(), "key", func(context.Context) (int, error) { return 2, nil })
		if got != 2 || err != nil {
			t.Errorf("got %d, %v; want 2, from a second call", got, err)
		}
	})
}
