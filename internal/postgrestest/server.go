package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startPatience is how long a server may take to accept connections.
const startPatience = 60 * time.Second

// start creates and starts a server. data is the folder of its data; empty means a temporary one.
func start(bin, data string, settings []string) (*Server, error) {
	s, err := newServer(bin, data, settings)
	if err != nil {
		return nil, err
	}
	if err := s.create(); err != nil {
		s.remove()
		return nil, err
	}
	if err := s.run(); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// newServer creates the folder of a server.
func newServer(bin, data string, settings []string) (*Server, error) {
	// Short, because the path of a Unix socket has at most 107 bytes.
	folder, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	if data == "" {
		data = filepath.Join(folder, "data")
	}
	s := &Server{bin: bin, folder: folder, data: data, settings: settings}
	if err := giveToServer(folder); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// create creates the data.
func (s *Server) create() error {
	password := filepath.Join(s.folder, "password")
	if err := os.WriteFile(password, []byte(Password), 0o644); err != nil { //nolint:gosec // of a test's server
		return err
	}
	command := exec.Command(filepath.Join(s.bin, "initdb"), "--pgdata="+s.Folder(), "--username="+User, "--pwfile="+password, //nolint:noctx // it is short
		"--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	command.Dir = s.folder
	asServer(command)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, output)
	}
	return nil
}

// run starts the server, and waits until it accepts connections.
func (s *Server) run() error {
	if s.port == 0 {
		listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it only finds a free port
		if err != nil {
			return err
		}
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		s.port, _ = strconv.Atoi(port)
		if err := listener.Close(); err != nil {
			return err
		}
	}
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	arguments := []string{"-D", s.Folder(), "-k", s.folder, "-p", strconv.Itoa(s.port), "-h", "127.0.0.1"}
	for _, setting := range append([]string{"fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200"}, s.settings...) {
		arguments = append(arguments, "-c", setting)
	}
	end := time.Now().Add(startPatience)
	for {
		command := exec.Command(filepath.Join(s.bin, "postgres"), arguments...) //nolint:noctx // it lives until it is stopped
		command.Dir, command.Stdout, command.Stderr = s.folder, log, log
		asServer(command)
		if s.process, err = startProcess(command); err != nil {
			return err
		}
		if err = s.wait(end); err == nil || time.Now().After(end) {
			return err
		}
		// After a kill, the children of the last server may still be there.
		<-time.After(100 * time.Millisecond)
	}
}

// wait waits until the server accepts connections, or has ended.
func (s *Server) wait(end time.Time) error {
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.address("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.process.ended:
			return fmt.Errorf("the server ended: %s", s.log())
		case <-ctx.Done():
			return fmt.Errorf("the server does not accept connections: %w: %s", err, s.log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop sends a signal to the server and waits until it has ended. os.Interrupt is a fast
// shutdown, which ends the transactions that run; SIGQUIT is an immediate one, without a
// checkpoint; os.Kill kills it.
func (s *Server) Stop(t testing.TB, signal os.Signal) {
	t.Helper()
	if err := s.process.stop(signal); err != nil {
		t.Fatal(err)
	}
}

// Restart starts the server that was stopped, at the same address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
}

// remove ends the server and deletes its data.
func (s *Server) remove() {
	if s.process != nil {
		_ = s.process.stop(immediate())
	}
	_ = os.RemoveAll(s.folder)
}

// A process is a server that runs.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
}

func (p *process) stop(signal os.Signal) error {
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(startPatience):
		return errors.New("the server does not stop")
	}
}

// UseCertificate makes the server speak TLS, from its next start.
func (s *Server) UseCertificate(t testing.TB, certificate, key []byte) {
	t.Helper()
	for name, content := range map[string][]byte{"server.crt": certificate, "server.key": key} {
		path := filepath.Join(s.Folder(), name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := giveToServer(path); err != nil {
			t.Fatal(err)
		}
	}
	s.settings = append(s.settings, "ssl=on")
}
