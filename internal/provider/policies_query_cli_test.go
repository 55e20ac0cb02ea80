package provider_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The shadow grant is in the next plan of the set of grants, as a removal, and among what
// the example's query finds; no other grant is. A refresh records the shadow grant in the
// state, so that it counts as managed by the state, but not by the plan.
func TestAccExample_policiesFindTheShadowGrant(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.NeedsTerraform(1, 14)
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("the example's script needs jq: ", err)
	}
	tenant, desk := granting(t)
	robot := newClient(tenant, "robot")
	cli.Config(tenant.Config(`
resource "auth0api_resource_server_grants" "appointments" {
  resource_server_identifier = "` + appointments + `"
  grants {
    client_id = "` + desk + `"
    scopes    = ["read:a"]
  }
}
resource "auth0api_client_grant" "robot" {
  client_id = "` + robot + `"
  audience  = "` + tenant.URL + `/api/v2/"
  scopes    = ["read:clients"]
}
`))
	cli.Apply()
	query := filepath.Join(cli.Dir, "query")
	if err := os.CopyFS(query, os.DirFS("../../examples/policies/query")); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"AUTH0_DOMAIN": tenant.URL, "AUTH0_CLIENT_ID": tenant.ClientID, "AUTH0_CLIENT_SECRET": tenant.ClientSecret} {
		cli.SetEnv(name, value)
	}
	unmanaged := func(plan ...string) (int, string) {
		t.Helper()
		cli.File("managed.json", cli.Must(append([]string{"show", "-json"}, plan...)...))
		return cli.Script(filepath.Join(query, "unmanaged-grants.sh"), "managed.json")
	}
	if code, output := unmanaged(); code != 0 || output != "" {
		t.Fatalf("without a shadow grant, the script ends with %d:\n%s", code, output)
	}
	shadow := newClient(tenant, "shadow")
	grantTo(tenant, shadow, []string{"write:a", "cancel:a"})
	const scopes = " has cancel:a, write:a of " + appointments + " for itself"
	if code, output := unmanaged(); code != 1 || strings.Count(output, "\n") != 1 || !strings.Contains(output, ": "+shadow+scopes) {
		t.Errorf("the script ends with %d, want 1 and the shadow grant alone:\n%s", code, output)
	}
	plan := cli.Must("plan", "-no-color", "-out=plan")
	if !strings.Contains(plan, "that were not made here") || !strings.Contains(plan, shadow) {
		t.Errorf("the plan does not name the shadow grant:\n%s", plan)
	}
	cli.Apply("-refresh-only")
	if code, output := unmanaged(); code != 0 {
		t.Errorf("the refreshed state has the shadow grant, yet the script ends with %d:\n%s", code, output)
	}
	cli.Must("plan", "-out=plan")
	if code, output := unmanaged("plan"); code != 1 || !strings.Contains(output, shadow+scopes) {
		t.Errorf("compared with the plan, the script ends with %d, want 1 and the shadow grant:\n%s", code, output)
	}
}
