package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// leaky is a CLI that logs all it can to a file in its folder.
func leaky(t *testing.T, tenant *acctest.Tenant, env ...string) *acctest.CLI {
	t.Helper()
	cli := acctest.NewCLI(t, environment(tenant, append(env, "TF_LOG=TRACE")...)...)
	cli.SetEnv("TF_LOG_PATH", filepath.Join(cli.Dir, "terraform.log"))
	return cli
}

// quickstart copies the example of that name.
func quickstart(t *testing.T, cli *acctest.CLI) {
	t.Helper()
	example, err := filepath.Glob("../../examples/quickstart/*.tf")
	if err != nil || len(example) == 0 {
		t.Fatalf("the example is %v, %v", example, err)
	}
	for _, path := range example {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cli.File(filepath.Base(path), string(content))
	}
}

// TestAccQuickstart_writesNoSecret looks into everything that the quickstart
// prints and leaves behind: nothing is secret but what inState names, and that
// is in the state and in the plans that repeat it, and nowhere else.
func TestAccQuickstart_writesNoSecret(t *testing.T) {
	t.Parallel()
	tenant, seen := secretTenant(t, nil)
	cli := leaky(t, tenant)
	quickstart(t, cli)

	var printed strings.Builder
	printed.WriteString(cli.Must("plan", "-no-color", "-out=first.tfplan"))
	first := cli.Must("show", "-json", "first.tfplan")
	for name, content := range files(t, cli.Dir) {
		seen.expectNone(t, "before the apply, "+name, content)
	}
	printed.WriteString(cli.Must("apply", "-no-color", "first.tfplan"))
	printed.WriteString(cli.Must("plan", "-no-color", "-out=second.tfplan", "-var=reader_scopes=[]"))
	second := cli.Must("show", "-json", "second.tfplan")
	for _, command := range []string{"show", "output -json", "state show auth0api_client.reader"} {
		args := strings.Fields(command)
		printed.WriteString(cli.Must(args...))
	}
	states := map[string][]byte{"the JSON of the first plan": []byte(first), "the JSON of the second plan": []byte(second)}
	states["the JSON of the state"] = []byte(cli.Must("show", "-json"))
	for name, content := range files(t, cli.Dir) {
		if strings.HasPrefix(name, "terraform.tfstate") {
			states[name] = content
		}
	}
	printed.WriteString(cli.Apply("-destroy"))

	kinds := slices.Sorted(maps.Values(seen.all()))
	for _, kind := range []string{"the secret of the provider's client", "a access_token of /oauth/token", "a client_secret of /api/v2/clients"} {
		if !slices.Contains(kinds, kind) {
			t.Fatalf("there was no %s: %s", kind, kinds)
		}
	}
	seen.expectNone(t, "the output", []byte(printed.String()))
	for name, document := range states {
		seen.expectNone(t, name, withoutInState(t, document))
	}
	log, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.log"))
	if err != nil || !strings.Contains(string(log), "[TRACE] provider.stdio") || !strings.Contains(string(log), "Request to the tenant") {
		t.Errorf("the log is not one of TF_LOG=TRACE: %v", err)
	}
	seen.expectNone(t, "the log", log)
}
