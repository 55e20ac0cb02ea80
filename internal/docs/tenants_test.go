package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// tenantsGuide returns the blocks of the guide to many tenants in a language.
func tenantsGuide(t *testing.T, language string, blocks int) []string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("commands of a POSIX shell")
	}
	found := matches("(?s)^```"+language+"\n(.*?)^```", read(t, "../../docs/guides/tenant-per-test.md"))
	if len(found) != blocks {
		t.Fatalf("the guide has %d blocks of %s", len(found), language)
	}
	return found
}

// The commands of the guide to many tenants, as typed except for the port.
func TestTheGuideToManyTenantsWorks(t *testing.T) {
	t.Parallel()
	commands := tenantsGuide(t, "sh", 1)[0]
	needPrograms(t)
	server := mocktest.StartTenants(t)
	_, port, _ := strings.Cut(server.URL, "//localhost:")
	run := exec.CommandContext(t.Context(), "bash", "-ec", strings.ReplaceAll(commands, ":8080", ":"+port))
	run.Dir = t.TempDir()
	output, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	// In this order: the two tenants, the copy's issuer, the snapshot, the clock, and the list.
	rest := output
	for _, want := range []string{`"name":"main"`, `"name":"pr-17"`, `"expires":"`, `"issuer":"http://pr-17\.localhost:` + port + `/"`, `"id":"base"`, `"offset":"24h`, `"offset":"-?[0-9.]*(s|ms|µs|ns)"`, `{"tenants":\[{"name":"main"[^{]*\]}`} {
		at := regexp.MustCompile(want).FindIndex(rest)
		if at == nil {
			t.Fatalf("the commands do not answer %s, or not in its turn:\n%s", want, output)
		}
		rest = rest[at[1]:]
	}
}

// The two starts of a server, as typed except for the addresses.
func TestTheServersOfTheGuideToManyTenantsStart(t *testing.T) {
	t.Parallel()
	blocks := tenantsGuide(t, "console", 2)
	needPrograms(t)
	bin := builtProvider(t)
	for i, test := range []struct{ listen, host, header string }{
		{"mock-server --tenants", "localhost", ""},
		{"--listen 0.0.0.0:8080", "mock.example.test", `-H "Authorization: Bearer $(cat control-key)"`},
	} {
		address := freeAddress(t)
		_, port, _ := net.SplitHostPort(address)
		commands := regexp.MustCompile(`(?m)^\$ `).ReplaceAllString(strings.ReplaceAll(blocks[i], "\\\n", " "), "")
		if !strings.Contains(commands, test.listen) {
			t.Fatalf("the guide has no %s: %s", test.listen, commands)
		}
		commands = strings.Replace(commands, test.listen, strings.Replace(test.listen, " --listen 0.0.0.0:8080", "", 1)+" --listen "+address, 1)
		commands = strings.Replace(commands, "--listen 0.0.0.0:8080 ", "", 1)
		folder := t.TempDir()
		ready := " --ready-file " + filepath.Join(folder, "ready") + " &\n"
		output, err := runCommands(t, bin, folder, strings.TrimSpace(commands)+ready+
			"for _ in $(seq 300); do [ -e ready ] && break; sleep 0.1; done\n"+
			"curl -sS --fail "+test.header+" -H 'Host: "+test.host+":"+port+"' http://127.0.0.1:"+port+"/_mock/tenants\n")
		if err != nil || !strings.Contains(output, `{"tenants":[]}`) {
			t.Errorf("%s: %v:\n%s", commands, err, output)
		}
	}
}

// The function for Go tests, in a test with two tenants at the same time.
func TestTheGoFunctionOfTheGuideToManyTenantsWorks(t *testing.T) {
	t.Parallel()
	function := tenantsGuide(t, "go", 1)[0]
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is needed")
	}
	server := mocktest.StartTenants(t)
	server.Tenant("main")
	folder := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module guide\n\ngo 1.26\n",
		"guide_test.go": `package guide

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestTenants(t *testing.T) {
	names := make(chan string, 2)
	t.Run("both", func(t *testing.T) {
		for range 2 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				tenant := newTenant(t)
				if !strings.Contains(tenant.Issuer, tenant.Name) || tenant.Domain == "" || tenant.ClientID == "" || tenant.ClientSecret == "" {
					t.Errorf("%+v", tenant)
				}
				names <- tenant.Name
			})
		}
	})
	if first, second := <-names, <-names; first == second {
		t.Error(first)
	}
}

` + strings.ReplaceAll(function, "http://localhost:8080", server.URL),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), "go", "test", "-count=1", "./...")
	run.Dir = folder
	if output, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if left := server.Registry.Len(); left != 1 {
		t.Errorf("the function left %d tenants", left-1)
	}
}

// The two configurations, and the steps of the workflow, which apply the first one.
func TestAccGuides_tenantPerTest(t *testing.T) {
	t.Parallel()
	acctest.NewCLI(t) // skips without TF_ACC
	providers, workflow := tenantsGuide(t, "terraform", 2), tenantsGuide(t, "yaml", 1)[0]
	needPrograms(t)
	bin := builtProvider(t)
	const required = "terraform {\n  required_providers {\n    auth0api = { source = \"auth0api/auth0api\" }\n  }\n}\n\n"
	const api = "\nresource \"auth0api_resource_server\" \"api\" {\n  identifier = \"urn:of-the-guide\"\n}\n"
	folderWith := func(provider string) string {
		t.Helper()
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "main.tf"), []byte(required+provider+api), 0o600); err != nil {
			t.Fatal(err)
		}
		return folder
	}

	embedded := folderWith(providers[1])
	if output, err := runCommands(t, bin, embedded, "terraform apply -auto-approve -input=false && test -e tenants/pr-17.db"); err != nil {
		t.Errorf("embedded: %v\n%s", err, output)
	}

	server := mocktest.StartTenants(t)
	server.Tenant("main")
	created := create17(t, workflow, bin, server.URL)
	_, port, _ := strings.Cut(server.URL, "//localhost:")
	provider := "variable \"client_id\" {}\nvariable \"client_secret\" {}\n" + strings.ReplaceAll(providers[0], ":8080", ":"+port)
	apply := "terraform apply -auto-approve -input=false"
	if output, err := runCommands(t, bin, folderWith(provider), apply, "TF_VAR_client_id="+created["AUTH0_CLIENT_ID"], "TF_VAR_client_secret="+created["AUTH0_CLIENT_SECRET"]); err != nil {
		t.Errorf("the provider of a server: %v\n%s", err, output)
	}
	tenant, err := server.Registry.Tenant(t.Context(), "pr-17")
	if err != nil {
		t.Fatal(err)
	}
	if err := tenant.Admin(t.Context(), http.MethodDelete, "/resource-servers/urn:of-the-guide", nil, nil); err != nil {
		t.Errorf("the configuration made no API: %v", err)
	}
	if !strings.Contains(workflow, "- run: "+apply+"\n") {
		t.Errorf("the workflow does not run %s", apply)
	}
	env := []string{}
	for name, value := range created {
		env = append(env, name+"="+value)
	}
	if output, err := runCommands(t, bin, folderWith(`provider "auth0api" {}`+"\n"), apply, env...); err != nil {
		t.Errorf("the workflow: %v\n%s", err, output)
	}
}

// create17 runs the step of the workflow that creates the tenant of the pull request 17, twice,
// as for two pushes. It returns the environment of the later steps.
func create17(t *testing.T, workflow, bin, serverURL string) map[string]string {
	t.Helper()
	var parsed struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal([]byte(workflow), &parsed); err != nil {
		t.Fatal(err)
	}
	var step string
	for _, each := range parsed.Jobs["acceptance"].Steps {
		if strings.Contains(each.Run, "/_mock/tenants") {
			step = strings.ReplaceAll(each.Run, "https://mock.example.test", serverURL)
		}
	}
	var runs []map[string]string
	for range 2 {
		folder := t.TempDir()
		output, err := runCommands(t, bin, folder, step, "PR=17", "AUTH0_MOCK_CONTROL_KEY=not-needed-on-this-machine", "RUNNER_TEMP="+folder, "GITHUB_ENV="+filepath.Join(folder, "env"))
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		env := map[string]string{}
		for line := range strings.Lines(read(t, filepath.Join(folder, "env"))) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			env[name] = value
		}
		if secret := env["AUTH0_CLIENT_SECRET"]; secret == "" || !strings.Contains(output, "::add-mask::"+secret) {
			t.Fatalf("the step exports %v and prints\n%s", env, output)
		}
		runs = append(runs, env)
	}
	if runs[0]["AUTH0_DOMAIN"] != runs[1]["AUTH0_DOMAIN"] || runs[0]["AUTH0_CLIENT_SECRET"] == runs[1]["AUTH0_CLIENT_SECRET"] {
		t.Errorf("the second run has no new tenant of the same name: %v, %v", runs[0], runs[1])
	}
	return runs[1]
}

// The workflow has no error that actionlint finds. make lint builds it.
func TestTheWorkflowOfTheGuideToManyTenantsIsValid(t *testing.T) {
	t.Parallel()
	workflow := tenantsGuide(t, "yaml", 1)[0]
	linter, err := filepath.Abs("../../.cache/actionlint")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(linter); err != nil {
		t.Skip("actionlint is not built: run make lint")
	}
	lint := exec.CommandContext(t.Context(), linter, "-shellcheck=", "-pyflakes=", "-")
	lint.Stdin = strings.NewReader(workflow)
	if output, err := lint.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
