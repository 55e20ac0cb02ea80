package command

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// noEnvironment is an environment without variables.
func noEnvironment(string) string { return "" }

// get returns the status and the body of a GET.
func get(t *testing.T, url, token string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestHealthAndMetricsAreServedBesideTheTenant(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--error-rate", "1")
	base := r.env["AUTH0_DOMAIN"]
	if status, body := get(t, base+"/_mock/health", ""); status != http.StatusOK || !strings.Contains(body, `"ready":true`) {
		t.Errorf("health: %d %s", status, body)
	}
	var stdout, stderr bytes.Buffer
	if code := Run(t.Context(), []string{"health", "--url", base}, &stdout, &stderr, "dev"); code != exitOK || stdout.Len()+stderr.Len() > 0 {
		t.Errorf("the health command ends with %d: %s%s", code, &stdout, &stderr)
	}
	if code := Run(t.Context(), []string{"health", "--url", "http://127.0.0.1:1"}, &stdout, &stderr, "dev"); code != exitFailure || !strings.Contains(stderr.String(), "127.0.0.1:1") {
		t.Errorf("without a server, the health command ends with %d: %s", code, &stderr)
	}
	if status, _ := get(t, base+"/userinfo", ""); status != http.StatusInternalServerError {
		t.Errorf("the tenant has a fault, and answers %d", status)
	}
	if status, body := get(t, base+"/_mock/metrics", ""); status != http.StatusOK ||
		!strings.Contains(body, `auth0api_mock_http_requests_total{method="GET",route="/userinfo",status="500"} 1`) || !strings.Contains(body, "\nauth0api_mock_tenants 1\n") {
		t.Errorf("metrics: %d %s", status, body)
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if strings.Contains(r.stderr.String(), "/_mock/") {
		t.Errorf("probes fill the log: %s", r.stderr)
	}
}

// await returns the content of a file once it is there.
func await(t *testing.T, path string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if content, err := os.ReadFile(path); err == nil {
			return string(content)
		}
	}
	t.Fatalf("%s was not written", path)
	return ""
}

func TestTheReadyFileExistsWhileTheTenantIsReady(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mock.ready")
	if err := os.WriteFile(path, []byte("http://127.0.0.1:1\n"), 0o600); err != nil { // of a process that was killed
		t.Fatal(err)
	}
	r := start(t, "--listen", "127.0.0.1:0", "--ready-file", path)
	content := await(t, path)
	if content != r.env["AUTH0_DOMAIN"]+"\n" {
		t.Errorf("the ready file has %q", content)
	}
	if status, _ := get(t, strings.TrimSpace(content)+"/_mock/health/ready", ""); status != http.StatusOK {
		t.Errorf("ready: %d", status)
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) > 0 {
		t.Errorf("the folder still has %v (%v)", entries, err)
	}
}

func TestAReadyFileThatCannotBeWrittenEndsTheServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "missing", "mock.ready")
	var stdout, stderr bytes.Buffer
	if code := Run(t.Context(), []string{"--listen", "127.0.0.1:0", "--ready-file", path}, &stdout, &stderr, "dev"); code != exitFailure || !strings.Contains(stderr.String(), "writing the ready file") {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}

func TestTheEnvironmentSetsWhatTheCommandLineDoesNot(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"AUTH0_MOCK_DATA": "/data/tenant.db", "AUTH0_MOCK_CLIENT_ID": "from-the-environment", "AUTH0_MOCK_CLIENT_SECRET": "its-secret",
	}
	getenv := func(name string) string { return environment[name] }
	o, err := parse([]string{"--data", "tenant.db"}, io.Discard, getenv, "dev")
	if err != nil || o.dataFile != "tenant.db" || o.clientID != "from-the-environment" || o.clientSecret != "its-secret" {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err = parse([]string{"--client-id", "a", "--client-secret", "b"}, io.Discard, getenv, "dev"); err != nil || o.dataFile != "/data/tenant.db" || o.clientID != "a" || o.clientSecret != "b" {
		t.Errorf("%+v, %v", o, err)
	}
	// An empty option turns the variable off.
	if o, err = parse([]string{"--data="}, io.Discard, getenv, "dev"); err != nil || o.dataFile != "" {
		t.Errorf("%+v, %v", o, err)
	}
	delete(environment, "AUTH0_MOCK_CLIENT_ID")
	if _, err = parse(nil, io.Discard, getenv, "dev"); err == nil || !strings.Contains(err.Error(), "--client-id") || strings.Contains(err.Error(), "its-secret") {
		t.Errorf("a secret without an ID: %v", err)
	}
}

// keysFile writes a PEM file of n signing keys, as openssl does.
func keysFile(t *testing.T, n int) string {
	t.Helper()
	var content bytes.Buffer
	for range n {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := pem.Encode(&content, &pem.Block{Type: "PRIVATE KEY", Bytes: der}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "keys.pem")
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// replica starts mock-server as a process of its own, and returns its URL, which is not that of
// the tenant.
func replica(t *testing.T, args string) (url string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asProcess+"="+args)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the end of the test's context killed it
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if match := regexp.MustCompile(`^# Mock tenant and page: (http://\S+)/ `).FindStringSubmatch(lines.Text()); match != nil {
			go func() { _, _ = io.Copy(io.Discard, stdout) }()
			return match[1]
		}
	}
	_ = cmd.Wait()
	t.Fatalf("the replica did not start: %s", &stderr)
	return ""
}

// Two processes share a key file, a seed and an admin client, and nothing else: each accepts
// the tokens of the other, and has the same keys, users and APIs.
func TestReplicasWithFixedKeysAcceptTheTokensOfEachOther(t *testing.T) {
	t.Parallel()
	seed := filepath.Join(t.TempDir(), "tenant.yaml")
	if err := os.WriteFile(seed, []byte("resource_servers:\n  - identifier: https://orders.example.test/\n    scopes: [{value: \"read:orders\"}]\n"+
		"roles:\n  - name: reader\n    permissions: [{resource_server_identifier: \"https://orders.example.test/\", permission_name: \"read:orders\"}]\n"+
		"users:\n  - user_id: auth0|alice\n    username: alice\n    roles: [reader]\norganizations:\n  - name: acme\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := "--listen 127.0.0.1:0 --domain https://tenant.test --client-id admin --client-secret secret-of-the-admin --signing-keys " + keysFile(t, 2) + " --seed " + seed
	admin := &running{env: map[string]string{"AUTH0_CLIENT_ID": "admin", "AUTH0_CLIENT_SECRET": "secret-of-the-admin"}}
	var addresses, tokens [2]string
	for i := range addresses {
		addresses[i] = replica(t, args)
		tokens[i] = admin.token(t, http.DefaultClient, addresses[i], "https://tenant.test/")
	}
	for i, token := range tokens {
		other := addresses[1-i]
		if status, body := get(t, other+"/api/v2/users/auth0%7Calice", token); status != http.StatusOK {
			t.Errorf("replica %d refuses the token of replica %d: %d %s", 2-i, i+1, status, body)
		}
	}
	for _, path := range []string{
		"/.well-known/jwks.json", "/api/v2/keys/signing", "/api/v2/clients/admin?fields=client_id,client_secret", "/api/v2/resource-servers",
		"/api/v2/roles", "/api/v2/users/auth0%7Calice/roles", "/api/v2/users/auth0%7Calice/permissions", "/api/v2/organizations/name/acme",
		"/api/v2/client-grants",
	} {
		_, first := get(t, addresses[0]+path, tokens[0])
		if status, second := get(t, addresses[1]+path, tokens[0]); status != http.StatusOK || first != second {
			t.Errorf("%s: %d; the replicas have\n%s\nand\n%s", path, status, first, second)
		}
	}
}

func TestSigningKeysOfATenantThatHasOthersAreWarnedAbout(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	start(t, "--listen", "127.0.0.1:0", "--data", data).stop()
	path := keysFile(t, 1)
	r := start(t, "--listen", "127.0.0.1:0", "--data", data, "--signing-keys", path)
	if code := r.stop(); code != 0 || !strings.Contains(r.stderr.String(), "Warning: the tenant already has signing keys") || !strings.Contains(r.stderr.String(), path) {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if said := refused(t, "--listen", "127.0.0.1:0", "--signing-keys", data); !strings.Contains(said, "neither a JWK set nor PEM") || !strings.Contains(said, data) {
		t.Errorf("a file of another format: %s", said)
	}
}
