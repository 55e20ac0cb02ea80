// Command testrun runs the commands of `make check`, each a `go test -json`. It is quiet when
// the tests pass: it shows progress, and ends with the tests that were skipped, why, and one
// line of totals. The output of a test that fails is printed at once.
//
//	testrun COMMAND [ARGS] [-- COMMAND [ARGS]]…
//
// All commands are run, also after one has failed. The exit code is 1 if one failed.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"time"

	"golang.org/x/term"
)

// progressEvery is the time between two lines of progress where the output is not a terminal.
const progressEvery = time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r := newReport(os.Stdout, time.Now, term.IsTerminal(int(os.Stdout.Fd())))
	for _, command := range commands(os.Args[1:]) {
		r.run(ctx, command)
	}
	r.finish()
	if r.failed() {
		stop()
		os.Exit(1)
	}
}

// commands splits the arguments at "--".
func commands(args []string) [][]string {
	var all [][]string
	for len(args) > 0 {
		end := slices.Index(args, "--")
		if end < 0 {
			end = len(args)
		}
		if end > 0 {
			all = append(all, args[:end])
		}
		args = args[min(end+1, len(args)):]
	}
	return all
}

// run runs a command and reports its events. What the command prints besides them, such as the
// errors of a compiler, is passed on if the command fails.
func (r *report) run(ctx context.Context, args []string) {
	command := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the command of the caller
	output, input := io.Pipe()
	command.Stdout, command.Stderr = input, input
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	read := make(chan struct{})
	go func() {
		defer close(read)
		r.read(output)
	}()
	err := command.Run()
	_ = input.Close()
	<-read
	r.ended(args, err)
}

// read reports the lines that a command prints: events in JSON, or other text.
func (r *report) read(output io.Reader) {
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.line(line)
		}
		if err != nil {
			return
		}
	}
}

// ended reports how a command ended.
func (r *report) ended(args []string, err error) {
	if err == nil {
		r.other = nil
		return
	}
	r.clear()
	for _, line := range r.other {
		fmt.Fprint(r.w, line)
	}
	r.other = nil
	fmt.Fprintf(r.w, "%s: %v\n", args[0], err)
	r.commandsFailed++
}
