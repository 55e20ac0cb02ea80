package main

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ready returns the status of the readiness probe.
func ready(t *testing.T, base string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/_mock/health/ready", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// The first signal makes the server not ready while it still answers, and the second ends it.
func TestASecondSignalEndsTheMockServerAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send")
	}
	file := filepath.Join(t.TempDir(), "mock.ready")
	cmd := process(t, "mock-server", "--listen", "127.0.0.1:0", "--ready-file", file, "--drain-delay", "50s", "--drain-timeout", "60s")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var base string
	for lines := bufio.NewScanner(stdout); base == "" && lines.Scan(); {
		base, _ = strings.CutPrefix(lines.Text(), "export AUTH0_DOMAIN=")
		if !strings.HasPrefix(base, "http://") {
			base = ""
		}
	}
	until := func(what string, done func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				_ = cmd.Process.Kill()
				t.Fatalf("in 20 s it was never that %s", what)
			}
		}
	}
	exists := func() bool { _, err := os.Stat(file); return err == nil }
	until("the ready file was there", exists)
	if status := ready(t, base); status != http.StatusOK {
		t.Errorf("ready: %d", status)
	}
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until("the server was not ready", func() bool { return ready(t, base) == http.StatusServiceUnavailable })
	until("the ready file was removed", func() bool { return !exists() })
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGTERM || time.Since(began) > 40*time.Second {
		t.Errorf("it ended after %s: %v", time.Since(began), cmd.ProcessState)
	}
}
