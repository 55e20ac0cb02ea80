package page_test

import (
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

// snippets reads the programs of an API's Quick Start: Go, Node, Python.
func (s *site) snippets(id string) []string {
	s.t.Helper()
	var programs []string
	for node := range s.get("/page/apis/" + id).root.Descendants() {
		if node.Type == html.ElementNode && strings.HasPrefix(attr(node, "id"), "snippet-") {
			programs = append(programs, node.FirstChild.Data)
		}
	}
	if len(programs) != 3 {
		s.t.Fatalf("there are %d snippets, want 3", len(programs))
	}
	return programs
}

func TestSnippetsAreProgramsWhateverTheAPIIsCalled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	hs256, secret := s.shared()
	var ps256 struct {
		ID string `json:"id"`
	}
	s.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:ps256", "signing_alg": "PS256", "token_dialect": "rfc9068_profile"}, &ps256)
	for name, id := range map[string]string{"RS256": s.api, "PS256": ps256.ID, "HS256": hs256} {
		programs := s.snippets(id)
		if _, err := parser.ParseFile(token.NewFileSet(), name+".go", programs[0], parser.SkipObjectResolution); err != nil {
			t.Errorf("%s: the Go snippet does not parse: %v\n%s", name, err, programs[0])
		}
		for i, program := range programs {
			if !strings.Contains(program, name) || strings.Contains(program, secret) {
				t.Errorf("%s: snippet %d does not name the algorithm, or has the secret in it:\n%s", name, i, program)
			}
		}
		parse(t, "snippet.mjs", programs[1], "node", "--check")
		parse(t, "snippet.py", programs[2], "python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())")
	}
}

// parse has a language's own parser read a program, where it is installed.
func parse(t *testing.T, name, program, command string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(command)
	if err != nil {
		t.Logf("there is no %s to parse the snippet with", command)
		return
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), path, append(args, file)...).CombinedOutput(); err != nil {
		t.Errorf("%s does not parse: %v\n%s\n%s", name, err, out, program)
	}
}
