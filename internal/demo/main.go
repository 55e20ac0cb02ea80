// Command demo applies, changes and destroys examples/quickstart with the real CLI,
// on a tenant inside the provider. `make demo` runs it. It checks what it prints:
// if a step does not have the expected result, the exit code is 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// A reader that closes the output early (`make demo | head`) must not end the
	// process before it has cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

// run runs all steps in a temporary folder, and removes the folder.
func run(ctx context.Context, w io.Writer) (err error) {
	out := printer{w}
	out.title("auth0api: the whole loop on one machine, without an Auth0 tenant")
	space, err := newWorkspace(ctx, out)
	if err != nil {
		return fmt.Errorf("preparing: %w", err)
	}
	defer func() {
		if removal := space.remove(); removal != nil {
			err = errors.Join(err, fmt.Errorf("cleaning up: %w", removal))
		}
	}()
	for n, s := range steps() {
		out.title(fmt.Sprintf("%d. %s", n+1, s.title))
		if err := s.run(ctx, space, out); err != nil {
			return fmt.Errorf("step %d (%s) did not have the expected result: %w", n+1, s.title, err)
		}
	}
	out.title("Done. Nothing is left behind.")
	return nil
}
