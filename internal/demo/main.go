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
	// A reader of the output that goes away (`make demo | head`) must not end
	// the process before it has cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx))
}

func run(ctx context.Context) (code int) {
	out := newPrinter(os.Stdout)
	fail := func(format string, args ...any) int {
		if ctx.Err() != nil {
			fmt.Fprintln(os.Stderr, "\ndemo: interrupted; nothing is left behind")
		} else {
			fmt.Fprintf(os.Stderr, "\ndemo: "+format+"\n", args...)
		}
		return 1
	}

	out.title("auth0api: the whole loop on one machine, without an Auth0 tenant")
	space, err := newWorkspace(ctx, out)
	if err != nil {
		return fail("preparing: %v", err)
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
			return fail("step %d (%s) did not show what it should: %v", n+1, s.title, err)
		}
	}
	out.title("Done. Nothing is left behind.")
	return 0
}
