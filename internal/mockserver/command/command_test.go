package command

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

func TestUsageErrorsExit2AndSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args string
		says string
	}{
		"unknown flag":           {"--lissten 127.0.0.1:0", "not defined: --lissten"},
		"argument":               {"serve", `there is no command "serve"; the commands are import, export and help`},
		"invalid value":          {"--latency 5", `invalid value "5" for flag --latency`},
		"a command that is late": {"--listen :0 export", "the command export must be the first argument"},
		"no value":               {"--data", "needs an argument: --data"},
		"no port":                {"--listen localhost", "--listen"},
		"secret of nobody":       {"--client-secret s3cret", "--client-id"},
		"tls-dir without tls":    {"--tls-dir d", "--tls"},
		"domain with a path":     {"--tls --domain https://tenant.test/x", "--domain"},
		"domain with a user":     {"--tls --domain https://u@tenant.test", "--domain"},
		"domain of another kind": {"--domain ftp://tenant.test", "--domain"},
		"plain http to a name":   {"--domain tenant.test", "plain http"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := Run(t.Context(), strings.Fields(test.args), &stdout, &stderr, "1.2.3")
			if code != 2 || stdout.Len() > 0 || !strings.Contains(stderr.String(), test.says) {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, &stdout, &stderr)
			}
			if strings.Contains(stderr.String(), "s3cret") {
				t.Errorf("the secret was printed: %q", &stderr)
			}
		})
	}
}

func TestHelpAndVersionGoToStdout(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--help":    "do not expose it",
		"-h":        "mode 0600",
		"--version": "1.2.3",
		"-version":  "1.2.3",
	} {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), []string{args}, &stdout, &stderr, "1.2.3")
		if code != 0 || stderr.Len() > 0 || !strings.Contains(stdout.String(), says) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", args, code, &stdout, &stderr)
		}
	}
}

// running is a mock-server in this process.
type running struct {
	env    map[string]string // the exports
	stderr *bytes.Buffer     // read it after stop
	stop   func() int
}

// start runs mock-server and reads the lines to paste.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stdout, w := io.Pipe()
	r := &running{stderr: &bytes.Buffer{}}
	code := make(chan int, 1)
	go func() {
		code <- Run(ctx, args, w, r.stderr, "dev")
		w.Close()
	}()
	r.stop = func() int {
		cancel()
		_, _ = io.Copy(io.Discard, stdout)
		return <-code
	}
	t.Cleanup(cancel)

	last := "AUTH0_CLIENT_SECRET"
	for _, arg := range args {
		if arg == "--tls" {
			last = "SSL_CERT_FILE"
		}
	}
	if r.env = readExports(bufio.NewScanner(stdout), last); r.env[last] == "" {
		t.Fatalf("mock-server ended with code %d: %s", <-code, r.stderr)
	}
	return r
}

// readExports reads the lines to paste, up to the export of the last variable.
func readExports(lines *bufio.Scanner, last string) map[string]string {
	exports := map[string]string{}
	for exports[last] == "" && lines.Scan() {
		if assignment, ok := strings.CutPrefix(lines.Text(), "export "); ok {
			name, value, _ := strings.Cut(assignment, "=")
			exports[name] = value
		}
	}
	return exports
}

// token asks the token endpoint at base, with the exported credentials.
func (r *running) token(t *testing.T, client *http.Client, base, issuer string) string {
	t.Helper()
	res, err := client.PostForm(base+"/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {r.env["AUTH0_CLIENT_ID"]},
		"client_secret": {r.env["AUTH0_CLIENT_SECRET"]}, "audience": {issuer + "api/v2/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.AccessToken == "" {
		t.Fatalf("status %s, error %v", res.Status, err)
	}
	return answer.AccessToken
}

func TestExportsPointAtTheServer(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0")
	domain := r.env["AUTH0_DOMAIN"]
	if !strings.HasPrefix(domain, "http://127.0.0.1:") || strings.HasSuffix(domain, ":0") {
		t.Errorf("AUTH0_DOMAIN is %s", domain)
	}
	r.token(t, http.DefaultClient, domain, domain+"/")
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if log := r.stderr.String(); !strings.Contains(log, " POST /oauth/token 200 ") || strings.Contains(log, r.env["AUTH0_CLIENT_SECRET"]) || strings.Contains(log, "Warning") {
		t.Errorf("log %q", log)
	}
}

func TestTLSCertificateIsTrustedAndRemovedAtTheEnd(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--tls", "--client-id", "admin", "--client-secret", "it's")
	if r.env["AUTH0_CLIENT_ID"] != "admin" || r.env["AUTH0_CLIENT_SECRET"] != `'it'\''s'` {
		t.Errorf("exports %v", r.env)
	}
	r.env["AUTH0_CLIENT_SECRET"] = "it's"
	file := strings.Trim(r.env["SSL_CERT_FILE"], "'") // a path of Windows is quoted for the shell
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	base := "https://" + r.env["AUTH0_DOMAIN"]
	r.token(t, &http.Client{Transport: transport}, base, base+"/")
	transport.CloseIdleConnections()
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if _, err := os.Stat(filepath.Dir(file)); !os.IsNotExist(err) {
		t.Errorf("the certificate's folder is left behind: %v", err)
	}
}

// A client that does not trust the certificate gets no answer, so the log is
// where its user learns why.
func TestAFailedHandshakeIsALineOfTheLog(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--tls")
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool()}}
	if _, err := (&http.Client{Transport: transport}).Get("https://" + r.env["AUTH0_DOMAIN"] + "/"); err == nil { //nolint:bodyclose // an answer is the failure
		t.Fatal("a client that trusts nobody got an answer")
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	line := regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z http: TLS handshake error from 127\.0\.0\.1:\d+: .*$`)
	if !line.Match(r.stderr.Bytes()) {
		t.Errorf("the log has no such line: %s", r.stderr)
	}
}

func TestDataFileKeepsTheClient(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	first := start(t, "--listen", "127.0.0.1:0", "--data", data)
	if code := first.stop(); code != 0 {
		t.Fatalf("exit code %d: %s", code, first.stderr)
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the data file: %v, %v", info, err)
	}
	// Another port is another issuer, and still the same tenant.
	second := start(t, "--listen", "127.0.0.1:0", "--data", data)
	for _, name := range []string{"AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"} {
		if second.env[name] != first.env[name] {
			t.Errorf("%s was %s and is %s", name, first.env[name], second.env[name])
		}
	}
	base := second.env["AUTH0_DOMAIN"]
	second.token(t, http.DefaultClient, base, base+"/")
	if code := second.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, second.stderr)
	}
}

func TestTenantFlagReachesTheKeySet(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--remove-alg-from-jwks")
	res, err := http.Get(r.env["AUTH0_DOMAIN"] + "/.well-known/jwks.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if set, err := io.ReadAll(res.Body); err != nil || !bytes.Contains(set, []byte(`"kid"`)) || bytes.Contains(set, []byte(`"alg"`)) {
		t.Errorf("%s, %v", set, err)
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
}

func TestDomainNamesTheIssuer(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--domain", "https://tenant.test")
	if r.env["AUTH0_DOMAIN"] != "tenant.test" {
		t.Errorf("AUTH0_DOMAIN is %s", r.env["AUTH0_DOMAIN"])
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
}

func TestAddressThatOthersReachIsWarnedAbout(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "0.0.0.0:0", "--tls", "--domain", "mock.test")
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if r.env["AUTH0_DOMAIN"] != "mock.test" || !strings.Contains(r.stderr.String(), "Warning: 0.0.0.0:0 can be reached from other machines") {
		t.Errorf("AUTH0_DOMAIN %s, stderr %q", r.env["AUTH0_DOMAIN"], r.stderr)
	}
}

func TestTheAddressIsLoopbackUnlessAskedFor(t *testing.T) {
	t.Parallel()
	o, err := parse(nil, io.Discard, noEnvironment, "dev")
	if err != nil {
		t.Fatal(err)
	}
	if host, port, err := net.SplitHostPort(o.listen); err != nil || !loopback.IsHost(host) || port != "8080" {
		t.Errorf("it listens on %s", o.listen)
	}
}
