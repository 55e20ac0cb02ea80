package main

import (
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// The flows by curl of the guide to the mock tenant, as typed except for the
// tenant's address and the management client.
func TestTheFlowsByCurlWork(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("commands of a POSIX shell")
	}
	for _, program := range []string{"bash", "curl", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the flows need %s: %v", program, err)
		}
	}
	_, flows, _ := strings.Cut(read(t, "../../docs/guides/mock-tenant.md"), "## The flows, with curl")
	_, flows, _ = strings.Cut(flows, "```sh\n")
	flows, _, found := strings.Cut(flows, "```")
	if !found {
		t.Fatal("the guide has no flows with curl")
	}
	s := mocktest.Start(t)
	flows = strings.NewReplacer("http://127.0.0.1:8080", s.URL, "client_id=admin ", "client_id="+s.ClientID+" ",
		"admin-secret-admin-secret", s.ClientSecret).Replace(flows)
	run := exec.CommandContext(t.Context(), "bash", "-ec", flows)
	output, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	// What is made, the check of the token, the user, a refresh, and its refusal:
	// in this order.
	rest := output
	for _, want := range []string{`"identifier":"https://appointments\.example\.test/"`, `"scope":"[^"]*read:appointments`, `alice@example\.com`, `"refresh_token":"`, `"error":"invalid_grant"`} {
		at := regexp.MustCompile(want).FindIndex(rest)
		if at == nil {
			t.Fatalf("the flows do not answer %s, or not in its turn:\n%s", want, output)
		}
		rest = rest[at[1]:]
	}
}
