package main

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// asCommand makes the test binary withpostgres with these arguments, one a line.
const asCommand = "WITHPOSTGRES_TEST_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(asCommand); args != "" {
		os.Exit(run(strings.Split(args, "\n"), newServer))
	}
	os.Exit(m.Run())
}

// start starts withpostgres with a command that prints the URL of the database, which start
// returns, and then ends with its input.
func start(t *testing.T, last string) (command *exec.Cmd, database string) {
	t.Helper()
	postgrestest.Require(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command = exec.CommandContext(t.Context(), self)
	command.Env = append(os.Environ(), asCommand+"=sh\n-c\necho \"$"+postgrestest.DatabaseVariable+"\"; "+last)
	command.Stderr = os.Stderr
	if _, err := command.StdinPipe(); err != nil { // which the end of the test closes
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	if !lines.Scan() {
		t.Fatalf("the command printed nothing (%v); it ended with %v", lines.Err(), command.Wait())
	}
	return command, lines.Text()
}

// accepts reports whether the database accepts connections.
func accepts(t *testing.T, database string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return false
	}
	_ = conn.Close(ctx)
	return true
}

func TestTheExitCodeIsThatOfTheCommandAndTheServerEndsWithIt(t *testing.T) {
	t.Parallel()
	command, database := start(t, "exit 3")
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
	if accepts(t, database) {
		t.Error("the database is still there")
	}
}

func TestTheServerEndsWhenTheCommandIsInterrupted(t *testing.T) {
	t.Parallel()
	command, database := start(t, "exec cat")
	if !accepts(t, database) {
		t.Fatal("the command has no database")
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if accepts(t, database) {
		t.Error("the database is still there")
	}
}

// removeData removes the data of a database at the end of the test.
func removeData(t *testing.T, database string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var data string
	if err := conn.QueryRow(t.Context(), "SHOW data_directory").Scan(&data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(data)) })
}

// Only Linux tells a process that its parent was killed.
func TestTheServerEndsWhenWithpostgresIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the server outlives a killed withpostgres, except on Linux")
	}
	t.Parallel()
	command, database := start(t, "exec cat")
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	removeData(t, database) // no process is left that would
	if err := command.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	// The server closes its port when it has ended.
	for end := time.Now().Add(10 * time.Second); ; {
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			return
		}
		_ = conn.Close()
		if time.Now().After(end) {
			t.Fatal("the server is still there")
		}
		<-time.After(20 * time.Millisecond)
	}
}

func TestWithoutPostgreSQLNothingIsRunUnlessItIsRequired(t *testing.T) {
	missing := func() (*postgrestest.Server, error) { return nil, &postgrestest.MissingError{} }
	for required, want := range map[string]int{"": 0, "1": 1} {
		t.Setenv(postgrestest.Required, required)
		if code := run([]string{"no-such-command"}, missing); code != want {
			t.Errorf("%s=%s: exit code %d, want %d", postgrestest.Required, required, code, want)
		}
	}
}
