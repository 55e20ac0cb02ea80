package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The policies of the example pass for a tenant that keeps them, and each fails for a
// tenant that violates it, and for no other: terraform test fails on a check that fails
// unexpectedly, and on an expected failure that does not come.
func TestAccExample_policies(t *testing.T) {
	t.Parallel()
	const example = "../../examples/policies"
	cli := acctest.NewCLI(t)
	if err := os.CopyFS(cli.Dir, os.DirFS(example)); err != nil {
		t.Fatal(err)
	}
	cli.Must("get")
	output := cli.Must("test", "-no-color")
	policies, err := os.ReadFile(filepath.Join(example, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	checks := regexp.MustCompile(`(?m)^check "(\w+)" \{$`).FindAllStringSubmatch(string(policies), -1)
	if len(checks) != 7 {
		t.Errorf("the example has %d policies, want 7", len(checks))
	}
	for _, check := range checks {
		if !strings.Contains(output, `run "`+check[1]+`"... pass`) {
			t.Errorf("no test violates the policy %s:\n%s", check[1], output)
		}
	}
	if !strings.Contains(output, `run "policies"... pass`) {
		t.Errorf("no test keeps all policies:\n%s", output)
	}
}
