// Package postgrestest starts PostgreSQL servers for tests, from the programs that are
// installed on this machine. Each server has its data in a temporary folder, and listens on a
// port of the loopback interface and on a Unix socket.
package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Required is the environment variable that makes a test fail, and not skip, where PostgreSQL
// is missing. `.ci/run` sets it.
const Required = "POSTGRES_REQUIRED"

// DatabaseVariable is the environment variable with the URL of the database in which tests
// that start a mock tenant start it with replicas; see mocktest.WithReplicas. The command
// withpostgres sets it.
const DatabaseVariable = "AUTH0API_TEST_DATABASE"

const (
	// User and Password are those of a superuser of each server. The password has characters
	// that a URL must encode.
	User     = "tester"
	Password = "s3cr3t/p@ss:word%20?"
)

// A Shared is a server that the tests of a package share. It starts when the first test asks
// for it. The zero value is ready to use.
type Shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Main runs the tests of a package, and stops the server. Call it in TestMain:
//
//	os.Exit(shared.Main(m))
func (s *Shared) Main(m *testing.M) int {
	code := m.Run()
	if s.server != nil {
		s.server.remove()
	}
	return code
}

// URL returns the URL of a new, empty schema of the server. It skips the test where
// PostgreSQL is missing.
func (s *Shared) URL(t testing.TB) string {
	t.Helper()
	return s.Server(t).URL(t)
}

// Server returns the server.
func (s *Shared) Server(t testing.TB) *Server {
	t.Helper()
	bin := find(t)
	s.once.Do(func() { s.server, s.err = start(bin, "", nil) })
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.server
}

// Start starts a server for one test, with settings such as "fsync=on", and stops it when the
// test ends. It skips the test where PostgreSQL is missing.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	return StartOn(t, "", settings...)
}

// StartOn is Start with the data in an empty folder, such as that of a [Disk].
func StartOn(t testing.TB, data string, settings ...string) *Server {
	t.Helper()
	s, err := start(find(t), data, settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.remove)
	return s
}

// Require skips the test where no server can be started; see [Required].
func Require(t testing.TB) {
	t.Helper()
	find(t)
}

// find returns the folder of the programs of PostgreSQL.
func find(t testing.TB) string {
	t.Helper()
	bin, err := runnable()
	switch {
	case err == nil:
	case os.Getenv(Required) != "":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
	return bin
}

// runnable returns the folder of the programs of PostgreSQL. The error is a [MissingError] if
// this user of this machine cannot run them.
func runnable() (bin string, err error) {
	if bin, err = programs(); err != nil {
		return "", err
	}
	if reason := cannotRun(); reason != "" {
		return "", &MissingError{reason}
	}
	return bin, nil
}

// A MissingError is why no server can be started on this machine.
type MissingError struct{ reason string }

func (e *MissingError) Error() string { return e.reason }

// New starts a server for a program that is no test. The caller closes it. The error is a
// [MissingError] where no server can be started.
func New(settings ...string) (*Server, error) {
	bin, err := runnable()
	if err != nil {
		return nil, err
	}
	return start(bin, "", settings)
}

// Close ends the server and deletes its data.
func (s *Server) Close() { s.remove() }

// Address returns the URL of the server's database "postgres".
func (s *Server) Address() string { return s.address("postgres") }

// programs returns the folder of initdb and postgres.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		// The one in PATH may be a link into the folder that has postgres.
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			path = resolved
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
			return filepath.Dir(path), nil
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return filepath.Dir(found[len(found)-1]), nil
		}
	}
	return "", &MissingError{"PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql)"}
}

// URL returns the URL of a new, empty schema of the database "postgres".
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	schema := fmt.Sprintf("test_%d", s.names.Add(1))
	s.Exec(t, "CREATE SCHEMA "+schema)
	return s.address("postgres") + "&search_path=" + schema
}

// Database returns the URL of a new, empty database.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.names.Add(1))
	s.Exec(t, "CREATE DATABASE "+name)
	return s.address(name)
}

// Exec runs statements as a superuser, in the database "postgres".
func (s *Server) Exec(t testing.TB, statements ...string) {
	t.Helper()
	if err := execute(t, s.address("postgres"), statements...); err != nil {
		t.Fatal(err)
	}
}

// execute runs statements in the database of a URL.
func execute(t testing.TB, database string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, each := range statements {
		if _, err := conn.Exec(ctx, each); err != nil {
			return fmt.Errorf("%s: %w", each, err)
		}
	}
	return nil
}

// address returns the URL of a database. It has a parameter, so that others can be added.
func (s *Server) address(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(User, Password), Host: fmt.Sprintf("127.0.0.1:%d", s.port),
		Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Server is a PostgreSQL server.
type Server struct {
	bin, folder string
	data        string
	port        int
	settings    []string
	process     *process
	names       atomic.Int64
}

// Folder returns the folder of the server's data.
func (s *Server) Folder() string { return s.data }

// log returns the end of the server's log.
func (s *Server) log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "\n")
}
