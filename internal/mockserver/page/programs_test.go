package page_test

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// programs reads the request of the test view as programs: curl, Go, Node, Python.
func (s *site) programs(api, client, scope string) []string {
	s.t.Helper()
	return s.programsOf("/page/apis/" + api + "/test?client_id=" + client + "&scope=" + scope)
}

func (s *site) programsOf(path string) []string {
	s.t.Helper()
	var programs []string
	for node := range s.get(path).root.Descendants() {
		if node.Type == html.ElementNode && strings.HasPrefix(attr(node, "id"), "program-") {
			programs = append(programs, node.FirstChild.Data)
		}
	}
	if len(programs) != 4 {
		s.t.Fatalf("there are %d programs, want 4", len(programs))
	}
	return programs
}

// TestTheRequestRunsAsAProgram runs what the test view offers to copy, where the language
// is installed: it fetches a token and calls the API.
func TestTheRequestRunsAsAProgram(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"client_secret_post", "client_secret_basic", "RS256", "RS384", "PS256"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			if strings.HasPrefix(method, "client_secret") {
				s.API(http.MethodPatch, "/clients/"+s.client, map[string]any{"token_endpoint_auth_method": method}, nil)
			} else {
				s.signWith(method)
			}
			programs := s.programs(s.api, s.client, "read:orders")
			for _, program := range programs {
				if strings.Contains(program, s.clientSecret) {
					t.Errorf("the program has the secret in it:\n%s", program)
				}
			}
			s.executeAll(programs, `"scope":"read:orders"`)
			if got := s.Requests.Count(http.MethodPost, "/oauth/token"); got < 2 {
				t.Errorf("the tenant got %d requests", got)
			}
		})
	}
}

// executeAll runs the programs where their languages are installed. The response of the token
// endpoint contains a text, and the API accepts the token.
func (s *site) executeAll(programs []string, responded string) {
	s.t.Helper()
	token := s.execute("curl.sh", strings.Split(programs[0], "\n\n")[0], "sh")
	if !strings.Contains(token, `"access_token"`) || !strings.Contains(token, responded) {
		s.t.Errorf("curl printed %s", token)
	}
	for _, each := range []struct {
		file, program string
		command       []string
	}{
		{"main.go", programs[1], []string{"go", "run"}}, {"main.mjs", programs[2], []string{"node"}}, {"main.py", programs[3], []string{"python3"}},
	} {
		if each.file == "main.py" && s.keyFile != "" && !imports("cryptography") {
			continue // the program says how to install it
		}
		if out := s.execute(each.file, each.program, each.command...); !strings.Contains(out, "The API answered 200") {
			s.t.Errorf("%s printed %s", each.file, out)
		}
	}
}

// signWith makes the client authenticate with a key, which keyFile contains: in PKCS #1 for
// RS384, else in PKCS #8. It returns the registered key.
func (s *site) signWith(alg string) (registered credential) {
	s.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		s.t.Fatal(err)
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	if alg != "RS384" {
		block.Type = "PRIVATE KEY"
		if block.Bytes, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
			s.t.Fatal(err)
		}
	}
	s.keyFile = filepath.Join(s.t.TempDir(), "private key.pem")
	if err := os.WriteFile(s.keyFile, pem.EncodeToMemory(block), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.API(http.MethodPost, "/clients/"+s.client+"/credentials", map[string]any{
		"credential_type": "public_key", "name": "laptop", "alg": alg,
		"pem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
	}, &registered)
	s.authenticateWith(registered)
	return registered
}

// credential is a registered key of a client.
type credential struct{ ID, Kid string }

// authenticateWith makes the client authenticate with these keys, and no others.
func (s *site) authenticateWith(registered ...credential) {
	s.t.Helper()
	var ids []map[string]any
	for _, each := range registered {
		ids = append(ids, map[string]any{"id": each.ID})
	}
	s.API(http.MethodPatch, "/clients/"+s.client, map[string]any{
		"token_endpoint_auth_method":    nil,
		"client_authentication_methods": map[string]any{"private_key_jwt": map[string]any{"credentials": ids}},
	}, nil)
}

// imports reports whether Python has a module.
func imports(module string) bool {
	return exec.Command("python3", "-c", "import "+module).Run() == nil
}

// execute runs a program with the client's secret in its environment. Where the language is
// not installed, the test is skipped.
func (s *site) execute(name, program string, command ...string) string {
	s.t.Helper()
	path, err := exec.LookPath(command[0])
	if err == nil && command[0] == "sh" {
		_, err = exec.LookPath("curl")
	}
	if err != nil {
		s.t.Skipf("%s cannot run: %v", name, err)
	}
	file := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		s.t.Fatal(err)
	}
	run := exec.CommandContext(s.t.Context(), path, append(command[1:], file)...)
	run.Env = append(os.Environ(), "CLIENT_SECRET="+s.clientSecret, "PRIVATE_KEY_FILE="+s.keyFile, "SUBJECT_TOKEN="+s.subjectToken)
	out, err := run.CombinedOutput()
	if err != nil {
		s.t.Errorf("%s: %v\n%s\n%s", name, err, out, program)
	}
	return string(out)
}

func TestProgramsAreValidWhateverTheAPIIsCalled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, secret := s.shared()
	programs := s.programs(id, s.client, "a'b")
	if _, err := parser.ParseFile(token.NewFileSet(), "main.go", programs[1], parser.SkipObjectResolution); err != nil {
		t.Errorf("the Go program does not parse: %v\n%s", err, programs[1])
	}
	for _, program := range programs {
		if strings.Contains(program, secret) {
			t.Errorf("the API's secret is in\n%s", program)
		}
	}
	parse(t, "curl.sh", programs[0], "sh", "-n")
	parse(t, "main.mjs", programs[2], "node", "--check")
	parse(t, "main.py", programs[3], "python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())")
}

// TestTheProgramsSignWithTheSelectedKey selects the second of two keys.
func TestTheProgramsSignWithTheSelectedKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.signWith("RS256"), s.signWith("PS256")
	s.authenticateWith(first, second)
	path := "/page/apis/" + s.api + "/test?client_id=" + s.client + "&kid="
	for kid, alg := range map[string]string{first.Kid: `"RS256"`, second.Kid: `"PS256"`, "unknown": `"RS256"`} {
		program := s.get(path + kid).text
		if want := map[string]string{"unknown": first.Kid}[kid]; !strings.Contains(program, `kid: "`+cmp.Or(want, kid)+`"`) || !strings.Contains(program, `alg: `+alg) {
			t.Errorf("the programs for the key %s do not sign with it:\n%s", kid, program)
		}
	}
}
