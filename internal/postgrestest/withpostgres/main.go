// Command withpostgres runs a command with a PostgreSQL server of its own, whose URL is in the
// environment variable AUTH0API_TEST_DATABASE:
//
//	withpostgres COMMAND [ARGS]
//
// The server ends with the command. The exit code is that of the command. Where PostgreSQL is
// missing, the command is not run, and the exit code is 0, or 1 if POSTGRES_REQUIRED is set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// stopPatience is how long the command may take to end after an interrupt.
const stopPatience = 30 * time.Second

func main() { os.Exit(run(os.Args[1:], newServer)) }

// newServer starts a server. Each tenant of a test can have 15 connections.
func newServer() (*postgrestest.Server, error) { return postgrestest.New("max_connections=500") }

// run runs the command, and returns its exit code.
func run(args []string, newServer func() (*postgrestest.Server, error)) int {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres COMMAND [ARGS]")
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server, err := newServer()
	if missing := (*postgrestest.MissingError)(nil); errors.As(err, &missing) && os.Getenv(postgrestest.Required) == "" {
		fmt.Println("skipped: the tests with replicas:", err)
		return 0
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting PostgreSQL:", err)
		return 1
	}
	defer server.Close()
	command := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the command of the caller
	command.Env = append(os.Environ(), postgrestest.DatabaseVariable+"="+server.Address())
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = stopPatience
	if err := command.Run(); err != nil {
		if command.ProcessState != nil && command.ProcessState.Exited() {
			return command.ProcessState.ExitCode()
		}
		fmt.Fprintf(os.Stderr, "%s: %v\n", args[0], err)
		return 1
	}
	return 0
}
