package provider_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// crashAddress is the address at which a test makes a provider process of a CLI crash.
const crashAddress = "PROVIDER_TEST_CRASH"

// crashWhenTold panics when the other end closes the connection.
func crashWhenTold(address string) {
	conn, err := net.Dial("tcp", address)
	if err == nil {
		_, err = io.Copy(io.Discard, conn)
	}
	panic(fmt.Sprintf("told to crash (%v)", err))
}

// crashes is a port for crashWhenTold, and what makes all who called it crash.
func crashes(t *testing.T) (address string, crash func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var waiting []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			waiting = append(waiting, conn)
			mu.Unlock()
		}
	}()
	crash = func() {
		mu.Lock()
		defer mu.Unlock()
		for _, conn := range waiting {
			conn.Close()
		}
		waiting = nil
	}
	t.Cleanup(func() {
		listener.Close()
		<-done
		crash()
	})
	return listener.Addr().String(), crash
}

// TestAccCrash_tellsNoSecret crashes the provider while it asks for a grant: it
// then has its own credentials, a token, and the secrets of new clients.
func TestAccCrash_tellsNoSecret(t *testing.T) {
	t.Parallel()
	address, crash := crashes(t)
	tenant, seen := secretTenant(t, func(r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/api/v2/client-grants" {
			crash()
			// That the connection is gone is noticed once the body was read.
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}
	})
	cli := leaky(t, tenant, crashAddress+"="+address, "GOTRACEBACK=all")
	cli.NeedsTerraform(1, 0) // OpenTofu does not print what a provider that crashes wrote
	quickstart(t, cli)
	code, output := cli.Run("apply", "-auto-approve", "-no-color")
	if code == 0 || !strings.Contains(output, "panic: told to crash") || !strings.Contains(output, "goroutine ") {
		t.Fatalf("the apply ended with %d, and shows no crash:\n%s", code, output)
	}
	if n := len(seen.all()); n < 4 {
		t.Fatalf("%d secrets were seen, want those of three clients, and a token", n)
	}
	seen.expectNone(t, "the output", []byte(output))
	for name, content := range files(t, cli.Dir) {
		if strings.HasPrefix(name, "terraform.tfstate") {
			content = withoutInState(t, content)
		}
		seen.expectNone(t, name, content)
	}
}
