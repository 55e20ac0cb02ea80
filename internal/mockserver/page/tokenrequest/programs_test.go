package tokenrequest_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/tokenrequest"
)

// hostile has what the four languages treat specially.
const hostile = "a'b\"c\\d`e${f}$g#h"

// requests are all combinations of methods and grant types, by name.
func requests() map[string]tokenrequest.Request {
	all := map[string]tokenrequest.Request{}
	for _, method := range []tokenrequest.Method{tokenrequest.SecretPost, tokenrequest.SecretBasic, tokenrequest.PrivateKey, "none"} {
		for _, alg := range []string{"RS256", "RS384", "PS256"} {
			for _, grant := range []string{"client credentials", "exchange", "login"} {
				r := tokenrequest.Request{
					TokenURL: "https://tenant.test/oauth/token", APIURL: "https://api.test/" + hostile, ClientID: hostile,
					Method: method, Audience: hostile, Scope: hostile, Exchange: grant == "exchange",
				}
				if r.Signs() {
					r.Key = tokenrequest.Key{ID: hostile, Alg: alg, Audience: hostile}
				}
				if grant == "login" {
					r.Login = &tokenrequest.Login{URL: "https://tenant.test/authorize", RedirectURI: hostile, User: hostile, Organization: hostile}
				}
				all[fmt.Sprint(method, " ", r.Key.Alg, " ", grant)] = r
			}
		}
	}
	return all
}

// Whatever the parameters contain, the programs are valid, and none has a
// line that ends in a space.
func TestProgramsAreValid(t *testing.T) {
	t.Parallel()
	for name, request := range requests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			programs, err := request.Programs()
			if err != nil || len(programs) != 4 {
				t.Fatalf("%d programs (%v)", len(programs), err)
			}
			if _, err := parser.ParseFile(token.NewFileSet(), "main.go", programs[1].Code, parser.AllErrors); err != nil {
				t.Errorf("the Go program: %v\n%s", err, programs[1].Code)
			}
			check(t, "curl.sh", programs[0].Code, "sh", "-n")
			check(t, "main.mjs", programs[2].Code, "node", "--check")
			check(t, "main.py", programs[3].Code, "python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())")
			for _, each := range programs {
				if strings.Contains(each.Code, " \n") {
					t.Errorf("a line of the %s program ends in a space:\n%s", each.Language, each.Code)
				}
			}
		})
	}
}

// check parses a program where its language is installed.
func check(t *testing.T, name, code, command string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(command)
	if err != nil {
		return
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), path, append(args, file)...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s\n%s", name, err, out, code)
	}
}

// The parameters name the grant, and nothing of another grant.
func TestParametersAreThoseOfTheGrant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request tokenrequest.Request
		want    string
	}{
		"client credentials": {tokenrequest.Request{Method: "client_secret_post", ClientID: "c", Audience: "a"}, "grant_type=client_credentials client_id=c audience=a"},
		"exchange": {
			tokenrequest.Request{Method: "client_secret_basic", ClientID: "c", Audience: "a", Scope: "s", Exchange: true},
			"grant_type=urn:ietf:params:oauth:grant-type:token-exchange subject_token_type=urn:ietf:params:oauth:token-type:access_token " +
				"requested_token_type=urn:ietf:params:oauth:token-type:access_token audience=a scope=s",
		},
		"login": {
			tokenrequest.Request{Method: "none", ClientID: "c", Audience: "a", Scope: "s", Login: &tokenrequest.Login{RedirectURI: "r", User: "u"}},
			"grant_type=authorization_code client_id=c redirect_uri=r",
		},
	} {
		var got []string
		for _, each := range c.request.Parameters() {
			got = append(got, each.Name+"="+each.Value)
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}
