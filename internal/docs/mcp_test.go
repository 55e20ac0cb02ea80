package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
)

// The commands of the guide to MCP servers, as typed except for the ports. Where the guide
// connects the Inspector, a client with the official SDK calls both tools.
func TestAccGuides_mcpServers(t *testing.T) {
	t.Parallel()
	acctest.NewCLI(t) // skips without TF_ACC
	needPrograms(t)
	nodetest.Require(t)
	bin, root := builtProvider(t), t.TempDir()
	if err := os.Symlink(bin, filepath.Join(root, "bin")); err != nil {
		t.Fatal(err)
	}
	mock, server, appointments := freeAddress(t), freeAddress(t), freeAddress(t)
	ports := strings.NewReplacer("127.0.0.1:8080", mock, "127.0.0.1:3001", server, "127.0.0.1:3002", appointments, "mock-server ", "mock-server --listen "+mock+" ")
	example := filepath.Join(root, "examples", "mcp")
	for _, folder := range []string{"", "tests", "tests/client"} {
		copyFiles(t, filepath.Join("../../examples/mcp", folder), filepath.Join(example, folder))
	}
	copyFiles(t, "../mockserver/interop/mcp", example)
	for _, name := range []string{"server.json", "main.tf", "server.mjs", "appointments.mjs"} {
		path := filepath.Join(example, name)
		if err := os.WriteFile(path, []byte(ports.Replace(read(t, path))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	blocks := matches("(?s)```sh\n(.*?)```", read(t, "../../docs/guides/mcp-servers.md"))
	if len(blocks) < 3 {
		t.Fatalf("the guide has %d blocks of commands", len(blocks))
	}
	last := len(blocks) - 1
	commands := strings.Join(blocks[:last], "\n") + "\nTOOL=whoami node call.mjs\nTOOL=list_appointments node call.mjs\nterraform plan -detailed-exitcode >plan.log\n" + blocks[last]
	output, err := runCommands(t, bin, root, ports.Replace(commands), "MCP_URL=http://"+server+"/mcp", "REDIRECT_URI=http://127.0.0.1:33418/callback")
	for _, want := range []string{
		"2 passed, 0 failed", `resource_metadata="http://` + server + `/.well-known/oauth-protected-resource"`, `"http://` + mock + `/"`,
		"auth0|", "09:30 Dr. Ada, for auth0|", "Destroy complete!",
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the commands do not print %q", want)
		}
	}
	if err != nil || t.Failed() {
		t.Errorf("%v:\n%s", err, output)
	}
}
