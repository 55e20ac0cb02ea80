// Command demo is what `make demo` runs: examples/quickstart from apply to
// destroy, with the real CLI, on a tenant inside the provider. It checks what
// it shows: when a step does not show what it should, the exit code is 1.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx))
}

func run(ctx context.Context) (code int) {
	out := newPrinter(os.Stdout)
	defer func() {
		if code != 0 && ctx.Err() != nil {
			fmt.Fprintln(os.Stderr, "demo: interrupted; nothing is left behind")
		}
	}()

	out.title("auth0api: the whole loop on one machine, without an Auth0 tenant")
	space, err := newWorkspace(ctx, out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo: preparing:", err)
		return 1
	}
	defer func() {
		if err := space.remove(); err != nil {
			fmt.Fprintln(os.Stderr, "demo: cleaning up:", err)
			code = 1
		}
	}()

	for n, s := range steps() {
		out.step(n+1, s.title)
		if err := s.run(ctx, space, out); err != nil {
			fmt.Fprintf(os.Stderr, "\ndemo: step %d (%s) did not show what it should: %v\n", n+1, s.title, err)
			return 1
		}
	}
	out.title("Done. Nothing is left behind.")
	return 0
}
