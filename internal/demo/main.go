// Command demo is what `make demo` runs: examples/quickstart from apply to
// destroy, with the real CLI, on a tenant inside the provider. It checks what
// it shows: when a step does not show what it should, the exit code is 1. With
// -transcript it then writes README's transcript of it, as `make transcript` does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	write := flag.Bool("transcript", false, "write the transcript in README.md, once all steps have shown what they should")
	flag.Parse()
	// A reader of the output that goes away (`make demo | head`) must not end
	// the process before it has cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once

	err := show(ctx, *write)
	switch {
	case err == nil:
		return
	case ctx.Err() != nil && !errors.Is(err, errLeftBehind):
		fmt.Fprintln(os.Stderr, "\ndemo: interrupted; nothing is left behind")
	default:
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
	}
	os.Exit(1)
}

// errLeftBehind is the reason of an error of [run] that leaves something behind.
var errLeftBehind = errors.New("cleaning up")

// show runs the demo, and writes its transcript where that is wanted.
func show(ctx context.Context, write bool) error {
	out := newPrinter(os.Stdout)
	var output strings.Builder
	if write {
		out = &printer{w: io.MultiWriter(os.Stdout, &output)} // without colour
	}
	if err := run(ctx, out); err != nil || !write {
		return err
	}
	return writeTranscript(ctx, output.String())
}

// run carries the demo out, and leaves nothing behind.
func run(ctx context.Context, out *printer) (err error) {
	out.title("auth0api: the whole loop on one machine, without an Auth0 tenant")
	space, err := newWorkspace(ctx, out)
	if err != nil {
		return fmt.Errorf("preparing: %w", err)
	}
	defer func() {
		if removing := space.remove(); removing != nil {
			err = errors.Join(err, fmt.Errorf("%w: %w", errLeftBehind, removing))
		}
	}()

	for n, s := range steps() {
		out.step(n+1, s.title)
		if err := s.run(ctx, space, out); err != nil {
			return fmt.Errorf("step %d (%s) did not show what it should: %w", n+1, s.title, err)
		}
	}
	out.title(farewell)
	return nil
}
