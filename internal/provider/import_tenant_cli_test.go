package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The steps of docs/guides/importing.md, for objects whose names repeat, or contain HCL:
// list, generate, apply. The tenant receives no change, and the plan is empty.
func TestAccImportTenant_generatesAConfigurationWhosePlanIsEmpty(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	_, key := keyPair(t)
	fillAwkwardly(tenant, key)

	inventory := acctest.NewCLI(t, environment(tenant)...)
	inventory.File("main.tf", example(t, "import-tenant", "main.tf"))
	inventory.Apply()
	imports := inventory.Must("output", "-raw", "imports")
	for _, want := range []string{
		"to = auth0api_client.reader\n", "to = auth0api_client.reader-2\n", "to = auth0api_resource_server._3\n",
		"to = auth0api_client_grant.reader__3\n", "to = auth0api_client_grant.reader_system_api\n",
	} {
		if !strings.Contains(imports, want) {
			t.Errorf("the import blocks lack %q:\n%s", want, imports)
		}
	}

	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.File("provider.tf", example(t, "provider", "provider.tf"))
	cli.File("imports.tf", imports)
	tenant.Requests.Reset()
	cli.Not("Terraform v1.16.0", cannotGenerate)
	cli.Not("OpenTofu v1.11.0", crashesAtGeneration)
	if output := cli.Must("plan", "-no-color", "-generate-config-out=generated.tf"); !strings.Contains(output, " to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Fatalf("the plan changes something:\n%s", output)
	}
	cli.Apply()
	expectWrites(t, tenant, map[string]int{})
	cli.EmptyPlan()
}
