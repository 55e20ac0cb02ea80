package main

import (
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// The commands of the guide to many tenants, as typed except for the port.
func TestTheGuideToManyTenantsWorks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("commands of a POSIX shell")
	}
	for _, program := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the guide needs %s: %v", program, err)
		}
	}
	_, commands, _ := strings.Cut(read(t, "../../docs/guides/tenant-per-test.md"), "```sh\n")
	commands, _, found := strings.Cut(commands, "```")
	if !found {
		t.Fatal("the guide has no commands")
	}
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
