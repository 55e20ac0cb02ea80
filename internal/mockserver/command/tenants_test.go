package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

// startTenants runs mock-server --tenants, and returns the URL in the command that it prints.
func startTenants(t *testing.T, args ...string) (collection string, stop func() (code int, stderr string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	stdout, w := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, append([]string{"--tenants", "--listen", "127.0.0.1:0"}, args...), w, &stderr, "dev")
		w.Close()
	}()
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "curl ") {
			for _, word := range strings.Fields(lines.Text()) {
				if strings.HasPrefix(word, "http") {
					collection = word
				}
			}
			return collection, func() (int, string) {
				cancel()
				_, _ = io.Copy(io.Discard, stdout)
				return <-code, stderr.String()
			}
		}
	}
	t.Fatalf("mock-server ended with code %d: %s", <-code, &stderr)
	return "", nil
}

// call sends a request to a URL whose host is below localhost, and decodes the response.
func call(t *testing.T, method, url, body, key string, out any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = req.URL.Host
	req.URL.Host = loopback.DialAddress(req.URL.Host)
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			t.Fatal(err)
		}
	}
	return res.StatusCode
}

// Tenants are created by the command that the start prints, with the seed of the options, and
// are there again after a restart. The log names the tenant of each request.
func TestManyTenantsAreServed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	seed, keyFile := filepath.Join(folder, "seed.yaml"), filepath.Join(folder, "key")
	const key = "0123456789abcdef0123456789abcdef"
	for path, text := range map[string]string{seed: "roles: [{ name: Auditor }]\n", keyFile: key + "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"--data", filepath.Join(folder, "tenants"), "--seed", seed, "--control-key", keyFile}
	collection, stop := startTenants(t, args...)
	var made struct {
		Issuer  string `json:"issuer"`
		Control string `json:"control"`
	}
	if status := call(t, http.MethodPost, collection, `{"name": "main"}`, "", nil); status != http.StatusUnauthorized {
		t.Errorf("without the key: %d", status)
	}
	if status := call(t, http.MethodPost, collection, `{"name": "main"}`, key, &made); status != http.StatusCreated || !strings.HasPrefix(made.Issuer, "http://main.localhost:") {
		t.Fatalf("%d %+v", status, made)
	}
	var exported any
	if status := call(t, http.MethodPost, made.Control+"change", `{"method": "GET", "path": "/roles"}`, key, &exported); status != http.StatusOK || !strings.Contains(toJSON(t, exported), "Auditor") {
		t.Errorf("%d %v", status, exported)
	}
	code, stderr := stop()
	if code != exitOK || !strings.Contains(stderr, " POST main/_mock/change 200 ") || !strings.Contains(stderr, " POST /_mock/tenants 401 ") || strings.Contains(stderr, key) {
		t.Errorf("code %d, log:\n%s", code, stderr)
	}

	collection, stop = startTenants(t, args...)
	if status := call(t, http.MethodGet, collection+"/main", "", key, nil); status != http.StatusOK {
		t.Errorf("after a restart: %d", status)
	}
	if code, stderr := stop(); code != exitOK {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOptionsOfManyTenantsAreChecked(t *testing.T) {
	t.Parallel()
	weak := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(weak, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"--max-tenants 5":                            "they need --tenants",
		"--tenants --max-tenants 0":                  `invalid value "0" for flag --max-tenants`,
		"--tenants --idle-after -1h":                 "expected a duration",
		"--tenants --max-tenant-size 10":             "expected a size with its unit",
		"--tenants --tls --domain https://10.0.0.1":  "is an address",
		"--control-key " + weak:                      "needs --control or --tenants",
		"--control --control-key " + weak:            "it needs at least 16",
		"--control --control-key /nowhere/to/be/key": "reading the key of the control API",
	} {
		var stdout, stderr bytes.Buffer
		if code := Run(t.Context(), append([]string{"--listen", "127.0.0.1:0"}, strings.Fields(args)...), &stdout, &stderr, "dev"); code == exitOK || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: code %d, %s", args, code, &stderr)
		}
	}
}
