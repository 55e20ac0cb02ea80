// Command benchtable is what `make bench` runs, at the top of the repository:
// the benchmarks behind the tables of README and of the guide to rate limits,
// and of the mock's speed, and prints those tables in Markdown. The requests
// are counted with the real CLI.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run prints each table when it is measured.
func run(ctx context.Context) error {
	for _, each := range []struct {
		what  string
		args  []string
		table func(results) (string, error)
	}{
		// How many requests share a write is a matter of moments: three runs.
		{"requests; a minute or more", []string{"-bench", "RequestsOfWrites/^(single|set)$", "-benchtime", "1x", "-count", "3", "./internal/provider"}, requestsTable},
		{"the mock's speed; a minute, on a machine that should do nothing else", []string{"-bench", "^Benchmark(Token|Management|Boot)", "./internal/mockserver"}, speedTable(runtime.GOMAXPROCS(0))},
	} {
		fmt.Fprintln(os.Stderr, "bench: measuring", each.what)
		output, err := measure(ctx, each.args)
		if err != nil {
			return err
		}
		measured, err := parse(output)
		if err != nil {
			return err
		}
		table, err := each.table(measured)
		if err != nil {
			return err
		}
		fmt.Println(table)
	}
	return nil
}

// measure runs benchmarks, with the CLI that go-test.sh finds, and returns what
// `go test` printed.
func measure(ctx context.Context, args []string) (string, error) {
	command := exec.CommandContext(ctx, "internal/tools/go-test.sh", append([]string{"-run", "^$", "-timeout", "30m"}, args...)...)
	command.Stderr = os.Stderr
	var output bytes.Buffer
	command.Stdout = &output
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, &output)
	}
	return output.String(), nil
}
