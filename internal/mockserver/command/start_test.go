package command

import (
	"bytes"
	"context"
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// refused runs mock-server, which must fail at its start, and returns what it prints.
func refused(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := Run(t.Context(), args, &stdout, &stderr, "dev"); code != exitFailure || stdout.Len() > 0 {
		t.Errorf("exit code %d, stdout %q", code, &stdout)
	}
	return stderr.String()
}

func TestAPortInUseSaysWhatToDo(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	said := refused(t, "--listen", taken.Addr().String())
	for _, want := range []string{"listening on " + taken.Addr().String(), "Another program uses this port", "--listen 127.0.0.1:8081"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q: %s", want, said)
		}
	}
}

func TestAnErrorOfListeningSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for err, want := range map[syscall.Errno]string{
		syscall.EADDRINUSE: "--listen 127.0.0.1:8081", syscall.EACCES: "Choose one from 1024", syscall.EADDRNOTAVAIL: "This machine does not have this address",
	} {
		if got := adviceOnListening(&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", err)}); !strings.Contains(got, want) {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
	for _, address := range []string{"127.0.0.1:99999", "127.0.0.1:port"} {
		_, err := options{listen: address}.open(t.Context(), "")
		if err == nil || !strings.Contains(err.Error(), "a port from 0 to 65535") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAForeignFileIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text, database := filepath.Join(folder, "notes.txt"), filepath.Join(folder, "other.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("These are notes, not a tenant. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	execute(t, database, "CREATE TABLE songs (name TEXT)")
	for path, want := range map[string]string{
		text: "choose another path", database: "it is a SQLite file of another program; choose another path", folder: "it is a folder; name a file in it",
		filepath.Join(folder, "missing", "tenant.db"): "does not exist; create it first",
	} {
		if said := refused(t, "--listen", "127.0.0.1:0", "--data", path); !strings.Contains(said, want) || !strings.Contains(said, path) {
			t.Errorf("%s: it does not say %q: %s", path, want, said)
		}
	}
}

// execute runs a statement in a SQLite file, and closes the file.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestAReadOnlyFileSaysWhatToDo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("the superuser may write each file; package store tests the text")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "tenant.db")
	start(t, "--listen", "127.0.0.1:0", "--data", path).stop()
	for _, mode := range []struct{ file, folder os.FileMode }{{0o400, 0o700}, {0o400, 0o500}, {0o600, 0o500}} {
		if err := os.Chmod(path, mode.file); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(folder, mode.folder); err != nil {
			t.Fatal(err)
		}
		if said := refused(t, "--listen", "127.0.0.1:0", "--data", path); !strings.Contains(said, "read-only for this user") {
			t.Errorf("file %o, folder %o: %s", mode.file, mode.folder, said)
		}
		if err := os.Chmod(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// heard is a writer that passes on what it gets.
type heard chan string

func (h heard) Write(text []byte) (int, error) {
	h <- string(text)
	return len(text), nil
}

func TestALockedFileIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	start(t, "--listen", "127.0.0.1:0", "--data", path).stop()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; INSERT INTO rows (kind, id, created, deleted) VALUES ('x', 'x', 0, 0)"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stderr, began, code := make(heard, 10), time.Now(), make(chan int, 1)
	go func() {
		code <- Run(ctx, []string{"--listen", "127.0.0.1:0", "--data", path}, &bytes.Buffer{}, stderr, "dev")
	}()
	if said := <-stderr; !strings.Contains(said, "another program has locked the data file "+path) || !strings.Contains(said, "End it to continue") {
		t.Errorf("it says %q", said)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it says so after %s", took)
	}
	cancel()
	if got := <-code; got != exitFailure {
		t.Errorf("exit code %d", got)
	}
}

func TestTheFirstLineFitsATerminal(t *testing.T) {
	t.Parallel()
	long := "/home/someone/projects/appointments/terraform/environments/development/tenant.db"
	for _, test := range []struct {
		options options
		address string
		want    string
	}{
		{options{}, "http://127.0.0.1:8080", "# Mock tenant and page: http://127.0.0.1:8080/ (in memory, lost on exit)"},
		{options{noPage: true}, "http://127.0.0.1:8080", "# Mock tenant: http://127.0.0.1:8080/ (in memory, lost on exit)"},
		{options{dataFile: "tenant.db"}, "https://127.0.0.1:65535", "# Mock tenant and page: https://127.0.0.1:65535/ (data kept in tenant.db)"},
		{options{dataFile: long}, "http://127.0.0.1:8080", "# Mock tenant and page: http://127.0.0.1:8080/ (data kept in tenant.db)"},
		{options{dataFile: strings.Repeat("x", 90)}, "http://127.0.0.1:8080", "# Mock tenant and page: http://127.0.0.1:8080/ (data kept in --data)"},
	} {
		got := test.options.firstLine(test.address)
		if got != test.want || len(got) >= 80 {
			t.Errorf("%q has %d columns, want %q", got, len(got), test.want)
		}
	}
}
