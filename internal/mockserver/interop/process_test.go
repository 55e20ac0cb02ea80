package interop_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// stopTime is how long a program may take to end once it was told to.
const stopTime = 10 * time.Second

// largeHeader is more than the libraries of resource servers read of a header.
const largeHeader = 64 << 10

// resourceServer is a running program that protects APIs.
type resourceServer struct{ url string }

// startServer runs a resource server until the test ends. The program learns
// of the end by that of its standard input, so that it ends also when this
// process is killed.
func startServer(t *testing.T, command *exec.Cmd, tenant string, apis []api) resourceServer {
	t.Helper()
	list, err := json.Marshal(apis)
	if err != nil {
		t.Fatal(err)
	}
	stdin, stdinErr := command.StdinPipe()
	stdout, stdoutErr := command.StdoutPipe()
	if err := errors.Join(stdinErr, stdoutErr); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	command.Stderr = &stderr
	command.Env = append(os.Environ(), "TENANT_URL="+tenant, "APIS="+string(list))
	command.Cancel = stdin.Close
	command.WaitDelay = stopTime
	if err := command.Start(); err != nil {
		t.Fatalf("starting %s: %v", command, err)
	}
	t.Cleanup(func() {
		// The test's context is done now, which makes Cancel close the input.
		if err := command.Wait(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s ended with %v, want a clean end when its input ends: %s", command, err, &stderr)
		}
	})
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatalf("%s did not say where it listens (%v); its cleanup tells more", command, lines.Err())
	}
	return resourceServer{url: lines.Text()}
}

// answer is what a resource server said.
type answer struct {
	status int
	Sub    string `json:"sub"`
	Error  string `json:"error"`
}

// ask sends a request with this Authorization, and perhaps a DPoP proof.
func (s resourceServer) ask(t *testing.T, path, authorization, proof string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", authorization)
	if proof != "" {
		request.Header.Set("DPoP", proof)
	}
	res, err := http.DefaultClient.Do(request)
	if len(authorization) > largeHeader && (errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)) {
		// The server refused the header, and closed the connection, before it was sent.
		return answer{status: http.StatusRequestHeaderFieldsTooLarge}
	}
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := answer{status: res.StatusCode}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil && res.StatusCode == http.StatusOK {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// buildModule compiles a program that is a Go module of its own, in the folder of
// that name.
func buildModule(t *testing.T, name string) string {
	t.Helper()
	// What this process reads, go test's cache of results watches as well.
	for _, source := range []string{"main.go", "go.mod"} {
		if _, err := os.Stat(filepath.Join(name, source)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), name+".exe") // Windows runs nothing without
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	build.Dir = name
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program in %s (its modules come from the Go module proxy): %v\n%s", build.Dir, err, out)
	}
	return path
}
