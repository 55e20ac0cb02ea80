package main

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// The script of the GitHub Action starts a tenant with its seed, exports what later steps
// need, and says in the log why a tenant did not start. It runs the program instead of the
// image, which needs Docker.
func TestTheActionStartsATenant(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "curl", "od", "seq"} {
		if _, err := exec.LookPath(program); err != nil || runtime.GOOS == "windows" {
			t.Skipf("the script needs %s and a Unix: %v", program, err)
		}
	}
	folder := t.TempDir()
	seed := filepath.Join(folder, "tenant.yaml")
	if err := os.WriteFile(seed, []byte("roles:\n  - name: reader\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	run := func(arguments string) (output string, err error) {
		self := process(t) // the test binary as the program
		script := exec.CommandContext(t.Context(), ".github/actions/mock-tenant/start.sh")
		script.Env = append(self.Env, "MOCK_BINARY="+self.Path, "MOCK_PORT="+port, "MOCK_SEED="+seed, "MOCK_IMAGE=", "MOCK_ARGUMENTS="+arguments,
			"RUNNER_TEMP="+folder, "GITHUB_OUTPUT="+filepath.Join(folder, "output"), "GITHUB_ENV="+filepath.Join(folder, "env"))
		text, err := script.CombinedOutput()
		return string(text), err
	}
	if output, err := run(""); err == nil || !strings.Contains(output, "::error::") || !strings.Contains(output, "Another program uses this port") {
		t.Errorf("on a port in use: %v, %s", err, output)
	}
	listener.Close()

	output, err := run("--control --rate-limit 50")
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	t.Cleanup(func() {
		if text, err := os.ReadFile(filepath.Join(folder, "mock-tenant.pid")); err == nil {
			_ = exec.Command("kill", strings.TrimSpace(string(text))).Run()
		}
	})
	exports := exported(t, folder)
	domain, secret := exports["AUTH0_DOMAIN"], exports["AUTH0_CLIENT_SECRET"]
	if domain != "http://127.0.0.1:"+port || secret == "" || exports["domain"] != domain || exports["client-id"] != exports["AUTH0_CLIENT_ID"] || exports["client-secret"] != secret {
		t.Errorf("exported are %v", exports)
	}
	if output != "::add-mask::"+secret+"\n" {
		t.Errorf("the log has %q", output)
	}
	res, err := http.PostForm(domain+"/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {exports["AUTH0_CLIENT_ID"]}, "client_secret": {secret}, "audience": {domain + "/api/v2/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("a token: %s", res.Status)
	}
	for _, path := range []string{"/_mock/clock", "/_mock/health"} {
		if res, err := http.Get(domain + path); err != nil || res.Body.Close() != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s: %v, %v", path, res, err)
		}
	}
}

// exported returns what the script gave to later steps.
func exported(t *testing.T, folder string) map[string]string {
	t.Helper()
	exports := map[string]string{}
	for _, name := range []string{"output", "env"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range regexp.MustCompile(`(?m)^(.+?)=(.*)$`).FindAllStringSubmatch(string(text), -1) {
			exports[pair[1]] = pair[2]
		}
	}
	return exports
}
