package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// WithProgress returns a context for the requests of an action, whose long waits
// are reported as the action's progress. The action calls stop before it
// returns: progress cannot be sent after that.
//
// Progress goes through a goroutine: sending it takes as long as Terraform takes
// to read it, for which no request may wait.
func WithProgress(ctx context.Context, resp *action.InvokeResponse) (telling context.Context, stop func()) {
	lines, stopping, stopped := make(chan string, 1), make(chan struct{}), make(chan struct{})
	background.Go(ctx, "telling Terraform why an action waits", func() {
		defer close(stopped)
		for {
			select {
			case line := <-lines:
				resp.SendProgress(action.InvokeProgressEvent{Message: line})
			case <-stopping:
				return
			}
		}
	}, nil)
	telling = management.WithWaitNotice(ctx, func(line string) {
		select {
		case lines <- line:
		default: // Terraform has not read the last one yet
		}
	})
	return telling, func() {
		close(stopping)
		<-stopped
	}
}
