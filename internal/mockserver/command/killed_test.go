package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// asProcess makes the test binary a mock-server with these arguments, instead
// of running tests.
const asProcess = "COMMAND_TEST_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(asProcess); args != "" {
		os.Exit(Run(context.Background(), strings.Fields(args), os.Stdout, os.Stderr, "test"))
	}
	os.Exit(m.Run())
}

// startProcess starts mock-server as a process of its own, and returns its exports
// and what kills it.
func startProcess(t *testing.T, args string) (exports map[string]string, kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asProcess+"="+args)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exports = readExports(bufio.NewScanner(stdout), "AUTH0_CLIENT_SECRET")
	return exports, func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed
	}
}

// ask calls the Management API of a running mock-server.
func (r *running) ask(t *testing.T, token, method, path string, body any) (status int, answer map[string]any, err error) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, r.env["AUTH0_DOMAIN"]+"/api/v2"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	return res.StatusCode, answer, json.NewDecoder(res.Body).Decode(&answer)
}

// TestAKilledMockServerLosesNoAcknowledgedWrite kills the process (SIGKILL)
// when about half of 1,000 writes, 8 at a time, were acknowledged.
func TestAKilledMockServerLosesNoAcknowledgedWrite(t *testing.T) {
	t.Parallel()
	const writes, writers = 1000, 8
	data := filepath.Join(t.TempDir(), "tenant.db")
	exports, kill := startProcess(t, "--listen 127.0.0.1:0 --data "+data)
	killed := &running{env: exports}
	token := killed.token(t, http.DefaultClient, exports["AUTH0_DOMAIN"], exports["AUTH0_DOMAIN"]+"/")

	var mu sync.Mutex
	acknowledged := map[string]string{} // identifiers by id
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			for i := writer; i < writes; i += writers {
				identifier := fmt.Sprintf("https://api-%d.example.test/", i)
				status, api, err := killed.ask(t, token, http.MethodPost, "/resource-servers", map[string]any{"identifier": identifier})
				if err != nil {
					return // the process was killed
				}
				id, _ := api["id"].(string)
				if status != http.StatusCreated || id == "" {
					t.Errorf("creating %s: %d %v", identifier, status, api)
					return
				}
				mu.Lock()
				acknowledged[id] = identifier
				if len(acknowledged) == writes/2 {
					kill()
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(acknowledged) < writes/2 || len(acknowledged) == writes {
		t.Fatalf("%d of %d writes were acknowledged", len(acknowledged), writes)
	}

	again := start(t, "--listen", "127.0.0.1:0", "--data", data)
	token = again.token(t, http.DefaultClient, again.env["AUTH0_DOMAIN"], again.env["AUTH0_DOMAIN"]+"/")
	for id, identifier := range acknowledged {
		if status, api, err := again.ask(t, token, http.MethodGet, "/resource-servers/"+id, nil); err != nil || status != http.StatusOK || api["identifier"] != identifier {
			t.Errorf("%s was acknowledged; afterwards: %d %v, %v", identifier, status, api, err)
		}
	}
	if status, api, err := again.ask(t, token, http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:afterwards"}); err != nil || status != http.StatusCreated {
		t.Errorf("a write afterwards: %d %v, %v", status, api, err)
	}
	if code := again.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, again.stderr)
	}
}
