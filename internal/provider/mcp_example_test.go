package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const mcpExample = "../../examples/mcp"

// The tests of the example pass, and each mistake that keeps MCP clients out makes them
// fail with its own message.
func TestAccExample_mcpTestsFindEachMistake(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
	if err := os.CopyFS(cli.Dir, os.DirFS(mcpExample)); err != nil {
		t.Fatal(err)
	}
	cli.Must("get")
	if output := cli.Must("test", "-no-color"); !strings.Contains(output, "2 passed, 0 failed") {
		t.Errorf("unchanged:\n%s", output)
	}
	text, err := os.ReadFile(filepath.Join(cli.Dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range []struct {
		name string
		from string // each occurrence is replaced
		to   string
		says string
	}{
		{"no default grant", block(t, string(text), `resource "auth0api_client_grant" "third_parties" {`), "", "Third-party clients have no default grant for http://127.0.0.1:3001/"},
		{"no slash", `"http://127.0.0.1:3001/"`, `"http://127.0.0.1:3001"`, "No API is called http://127.0.0.1:3001/. There are:"},
		{"no scope for a tool", `"tool:appointments"`, `"tool:other"`, "The API lacks scopes of its tools: tool:appointments."},
		{"a scope is not granted", `["tool:whoami", "tool:appointments"]`, `["tool:whoami"]`, "The default grant lacks scopes of the tools: tool:appointments."},
		{"resource is ignored", `= "compatibility"`, `= "audience"`, "The tenant ignores the parameter resource"},
	} {
		changed := strings.ReplaceAll(string(text), mistake.from, mistake.to)
		if changed == string(text) {
			t.Errorf("%s: the example does not have %q", mistake.name, mistake.from)
		}
		cli.File("main.tf", changed)
		code, output := cli.Run("test", "-no-color")
		if unwrapped := strings.Join(strings.Fields(output), " "); code != 1 || !strings.Contains(unwrapped, mistake.says) {
			t.Errorf("%s: the tests end with %d and say:\n%s", mistake.name, code, output)
		}
	}
}

// block returns the block of a configuration that begins with a line.
func block(t *testing.T, text, first string) string {
	t.Helper()
	start := strings.Index(text, first)
	if start < 0 {
		t.Fatalf("no block %s", first)
	}
	end := strings.Index(text[start:], "\n}\n")
	if end < 0 {
		t.Fatalf("no end of the block %s", first)
	}
	return text[start : start+end+len("\n}\n")]
}
