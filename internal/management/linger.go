package management

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// lingerTime is how long a write that is under way goes on when its caller is
// cancelled, so that the caller learns what became of it.
const lingerTime = 600 * time.Millisecond

// lingering is a context that ends lingerTime after ctx does.
func lingering(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		defer background.Recover(ctx, "waiting for a write that is under way", nil)
		time.AfterFunc(lingerTime, cancel)
	})
	return longer, func() {
		stop()
		cancel()
	}
}
