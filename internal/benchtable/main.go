// Command benchtable runs the benchmarks of the tables in the guides to rate limits and to
// clusters and of the mock's speed, and prints all tables in Markdown. `make bench` runs it, at the
// top of the repository. The requests are counted with the real CLI. With -rows, it
// measures only the rows of the table of limits that a regular expression selects,
// such as none/0ms.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	rows := flag.String("rows", "", "measure only these rows of the table of limits: own, none, 15of50 or 2of2, and a latency, such as `none/100ms`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *rows)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// benchmark is a call of `go test` and the table of its results.
type benchmark struct {
	what  string
	args  []string
	table func(results) (string, error)
}

// limits measures rows of the table of limits.
func limits(what, rows string) benchmark {
	return benchmark{what, []string{"-bench", "Limits/" + rows, "-benchtime", "1x", "./internal/provider"}, limitsTable}
}

// benchmarks returns those of all tables or, with rows, of some rows of one.
func benchmarks(rows string) []benchmark {
	if rows != "" {
		return []benchmark{limits("the rows "+rows+" of the table of limits", rows)}
	}
	return []benchmark{
		// How many changes share one request depends on timing, so there are three runs.
		{"requests; a minute or more", []string{"-bench", "RequestsOfWrites/^(single|set)$", "-benchtime", "1x", "-count", "3", "./internal/provider"}, requestsTable},
		limits("latencies and rate limits; seven minutes", "^(own|own-small|none|15of50|2of2)$"),
		{"the mock's speed; a minute, on a machine that should do nothing else", []string{"-bench", "^Benchmark(Token|Management|Boot)", "./internal/mockserver"}, speedTable(runtime.GOMAXPROCS(0))},
		{"the stores, with PostgreSQL where it is installed; a minute", []string{"-bench", "^Benchmark(Store|SignRS256)", "./internal/mockserver"}, storesTable(runtime.GOMAXPROCS(0))},
	}
}

// run measures and prints one table after the other.
func run(ctx context.Context, rows string) error {
	for _, benchmark := range benchmarks(rows) {
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
