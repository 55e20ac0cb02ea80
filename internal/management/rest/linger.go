package rest

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// LingerTime is how long a write continues after its caller is cancelled, so that
// the caller learns its outcome.
const LingerTime = 600 * time.Millisecond

// Lingering returns a context that ends LingerTime after ctx does.
func Lingering(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		defer background.Recover(ctx, "waiting for the outcome of a write", nil)
		time.AfterFunc(LingerTime, cancel)
	})
	return longer, func() {
		stop()
		cancel()
	}
}
