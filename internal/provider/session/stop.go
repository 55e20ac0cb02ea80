package session

import "context"

// stopper passes on a stop request of Terraform, which cancels the operations that
// are in progress, but not an operation that reaches the provider a moment later.
type stopper struct {
	context.Context
	stop context.CancelFunc
}

func newStopper() stopper {
	ctx, cancel := context.WithCancel(context.Background())
	return stopper{ctx, cancel}
}

// stoppable is a context for an operation. It ends with any other operation that
// Terraform cancels.
func (c *Session) stoppable(ctx context.Context) (context.Context, func()) {
	if c == nil || c.stopper.Context == nil { // not configured yet
		return ctx, func() {}
	}
	own, cancel := context.WithCancel(ctx)
	told := context.AfterFunc(ctx, c.stopper.stop)
	obeys := context.AfterFunc(c.stopper, cancel)
	return own, func() {
		told()
		obeys()
		cancel()
	}
}
