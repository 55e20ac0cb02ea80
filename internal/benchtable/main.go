// Command benchtable runs the benchmarks of the table in the guide to rate limits and
// of the mock's speed, and prints both tables in Markdown. `make bench` runs it, at the top
// of the repository. The requests are counted with the real CLI.
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

// run measures and prints one table after the other.
func run(ctx context.Context) error {
	for _, benchmark := range []struct {
		what  string
		args  []string
		table func(results) (string, error)
	}{
		// How many changes share one request depends on timing, so there are three runs.
		{"requests; a minute or more", []string{"-bench", "RequestsOfWrites/^(single|set)$", "-benchtime", "1x", "-count", "3", "./internal/provider"}, requestsTable},
		{"the mock's speed; a minute, on a machine that should do nothing else", []string{"-bench", "^Benchmark(Token|Management|Boot)", "./internal/mockserver"}, speedTable(runtime.GOMAXPROCS(0))},
	} {
		fmt.Fprintln(os.Stderr, "bench: measuring", benchmark.what)
		output, err := measure(ctx, benchmark.args)
		if err != nil {
			return err
		}
		measured, err := parse(output)
		if err != nil {
			return err
		}
		table, err := benchmark.table(measured)
		if err != nil {
			return err
		}
		fmt.Println(table)
	}
	return nil
}

// measure runs benchmarks, with the CLI that go-test.sh finds, and returns the
// output of `go test`.
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
