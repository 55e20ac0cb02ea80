package cluster

import (
	"bufio"
	"context"
	"log"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/command"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// asReplica makes the test binary a mock-server with these arguments, one a line.
const asReplica = "CLUSTER_TEST_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(asReplica); args != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		code := command.Run(ctx, strings.Split(args, "\n"), os.Stdout, os.Stderr, "test")
		stop()
		os.Exit(code)
	}
	if acctest.StartedByCLI() {
		if err := provider.Serve(context.Background(), "test", false); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// The credentials of the client that manages the tenant.
const (
	adminID     = "admin"
	adminSecret = "admin-secret-admin-secret"
)

// A replica is a process of mock-server.
type replica struct {
	address string // host:port
	command *exec.Cmd
	ended   chan struct{}
	output  *strings.Builder // read it once ended
}

// startReplica starts a replica of the tenant whose clients call it at the URL.
func startReplica(tb testing.TB, tenantURL, database string, more ...string) *replica {
	tb.Helper()
	address := freeAddress(tb)
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	args := append([]string{
		"--listen", address, "--domain", tenantURL, "--data", database, "--control",
		"--client-id", adminID, "--client-secret", adminSecret,
	}, more...)
	r := &replica{address: address, command: exec.CommandContext(tb.Context(), self), ended: make(chan struct{}), output: &strings.Builder{}}
	r.command.Env = append(os.Environ(), asReplica+"="+strings.Join(args, "\n"))
	stdout, err := r.command.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	r.command.Stderr = r.command.Stdout
	if err := r.command.Start(); err != nil {
		tb.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		defer close(r.ended)
		once := sync.OnceFunc(func() { close(ready) })
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			r.output.WriteString(lines.Text() + "\n")
			if strings.HasPrefix(lines.Text(), "export AUTH0_CLIENT_SECRET=") {
				once()
			}
		}
		_ = r.command.Wait()
	}()
	tb.Cleanup(r.kill)
	select {
	case <-ready:
	case <-r.ended:
		tb.Fatalf("a replica ended at once: %s", r.output)
	}
	return r
}

// kill ends the process as kill -9 does.
func (r *replica) kill() {
	_ = r.command.Process.Kill() // it may have ended
	<-r.ended
}

// stop ends the process as Kubernetes does, and returns its exit code.
func (r *replica) stop(tb testing.TB) int {
	tb.Helper()
	if err := r.command.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatal(err)
	}
	<-r.ended
	return r.command.ProcessState.ExitCode()
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
