package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// withAccessApplied is a tenant to which everyAccess was applied.
func withAccessApplied(t *testing.T, hcl func(everyAccess string) string, env ...string) (tenant *acctest.Tenant, cli *acctest.CLI, config string) {
	t.Helper()
	tenant = acctest.NewTenant(t)
	cli = acctest.NewCLI(t, env...)
	config = tenant.Config(hcl(withUserAndOrganization(tenant)))
	cli.Config(config)
	cli.Apply()
	return tenant, cli, config
}

func asItIs(hcl string) string { return hcl }

// What depends on a tainted object is destroyed and created with it.
func TestAccReplaced_eachAssignmentAfterATaint(t *testing.T) {
	t.Parallel()
	tenant, cli, _ := withAccessApplied(t, asItIs)
	before := accessContent(tenant)
	for _, address := range append(accessAddresses(), "auth0api_resource_server_scopes.scopes", "auth0api_client_grant.grant", "auth0api_resource_server.api") {
		cli.Must("taint", address)
		output := cli.Apply()
		expectStatesHeld(t, tenant, cli)
		cli.EmptyPlan()
		expectAccess(t, tenant, before, address+":\n"+output)
	}
}

// A taint with create_before_destroy creates what exists. Without adopt_existing, that is an
// error without a change, and the plan is empty again when the taint is removed.
func TestAccReplaced_assignmentsCreatedBeforeTheyAreDestroyed(t *testing.T) {
	t.Parallel()
	first := func(hcl string) string {
		return hcl + `
resource "terraform_data" "dependent" {
  input = [auth0api_role.viewer.id, auth0api_role_permission.viewer.id, auth0api_role_permissions.editor.id,
    auth0api_user_permissions.user.id, auth0api_user_roles.user.id, auth0api_organization_client_grant.grant.id]
  lifecycle {
    create_before_destroy = true
  }
}
`
	}
	for _, adopt := range []bool{false, true} {
		t.Run(fmt.Sprint("adopt_existing ", adopt), func(t *testing.T) {
			t.Parallel()
			tenant, cli, _ := withAccessApplied(t, first, fmt.Sprintf("AUTH0API_ADOPT_EXISTING=%v", adopt))
			before := accessContent(tenant)
			for _, address := range accessAddresses() {
				cli.Must("taint", address)
				code, output := cli.Run("apply", "-auto-approve", "-no-color")
				expectStatesHeld(t, tenant, cli)
				if (code == 0) != adopt {
					t.Errorf("%s: the apply ended with %d:\n%s", address, code, output)
				}
				if code != 0 {
					expectWaysOut(t, output)
					cli.Must("untaint", address)
				}
				cli.EmptyPlan()
				expectAccess(t, tenant, before, address+":\n"+output)
			}
		})
	}
}

// The order in which Terraform destroys the old addresses and creates the new ones is up to
// its scheduler.
func TestAccRenamed_assignments(t *testing.T) {
	t.Parallel()
	renames(t, func(t *testing.T, seed uint64, moved, adopt bool) {
		t.Helper()
		tenant := acctest.NewTenant(t)
		cli := renamer(t, adopt)
		if err := os.Mkdir(filepath.Join(cli.Dir, "access"), 0o700); err != nil {
			t.Fatal(err)
		}
		cli.File("access/main.tf", "terraform {\n  required_providers {\n    auth0api = { source = \"auth0api/auth0api\" }\n  }\n}\n"+withUserAndOrganization(tenant))
		use := func(name, rest string) {
			cli.Config(tenant.Config(fmt.Sprintf("module %q {\n  source = \"./access\"\n}\n%s", name, rest)))
			cli.Must("get", "-no-color")
		}
		use("old", "")
		cli.Apply()
		before := accessContent(tenant)
		rest := ""
		if moved {
			rest = "moved {\n  from = module.old\n  to   = module.new\n}\n"
		}
		use("new", rest)
		expectRename(t, tenant, cli, seed, moved, adopt)
		expectAccess(t, tenant, before, "")
	})
}

// Each object that was deleted or changed, not through Terraform, is planned and repaired.
func TestAccDrift_assignmentsAreRepaired(t *testing.T) {
	t.Parallel()
	tenant, cli, _ := withAccessApplied(t, asItIs)
	before := accessContent(tenant)
	console := func(expression string) string { return strings.Trim(strings.TrimSpace(cli.Console(expression)), `"`) }
	role := func(name string) string { return "/roles/" + console("auth0api_role."+name+".id") }
	permission := func(names ...string) acctest.Object {
		var permissions []acctest.Object
		for _, name := range names {
			permissions = append(permissions, acctest.Object{"resource_server_identifier": "urn:api", "permission_name": name})
		}
		return acctest.Object{"permissions": permissions}
	}
	user := "/users/" + url.PathEscape(accessUser)
	organization := fmt.Sprintf("/organizations/%v/client-grants", tenant.List("organizations")[0]["id"])
	for _, drift := range []struct {
		name, method, path string
		body               acctest.Object
	}{
		{"a role is renamed", http.MethodPatch, role("viewer"), acctest.Object{"name": "Other"}},
		{"the only single permission is removed", http.MethodDelete, role("viewer") + "/permissions", permission("read")},
		{"one of a set is removed", http.MethodDelete, role("editor") + "/permissions", permission("read")},
		{"a whole set is removed", http.MethodDelete, role("editor") + "/permissions", permission("read", "write")},
		{"a permission is added to a user's", http.MethodPost, user + "/permissions", permission("read")},
		{"a user's permissions are removed", http.MethodDelete, user + "/permissions", permission("write")},
		{"one of a user's roles is removed", http.MethodDelete, user + "/roles", acctest.Object{"roles": []string{strings.TrimPrefix(role("viewer"), "/roles/")}}},
		{"the grant is taken from the organization", http.MethodDelete, organization + "/" + console("auth0api_client_grant.grant.id"), nil},
		{"the grant itself is deleted", http.MethodDelete, "/client-grants/" + console("auth0api_client_grant.grant.id"), nil},
		{"a role is deleted, with all that it has", http.MethodDelete, role("editor"), nil},
		{"the API is deleted", http.MethodDelete, "/resource-servers/urn%3Aapi", nil},
	} {
		var body any
		if drift.body != nil {
			body = drift.body
		}
		tenant.API(drift.method, drift.path, body, nil)
		code, plan := cli.Run("plan", "-detailed-exitcode", "-no-color")
		if code != 2 {
			t.Errorf("%s: the plan ended with %d, want changes:\n%s", drift.name, code, plan)
		}
		output := cli.Apply()
		expectStatesHeld(t, tenant, cli)
		cli.EmptyPlan()
		expectAccess(t, tenant, before, drift.name+":\n"+output)
	}
	// What others add to a role beside single permissions stays.
	tenant.API(http.MethodPost, role("viewer")+"/permissions", permission("write"), nil)
	cli.EmptyPlan()
}

// What the state lost is imported with the block of the error.
func TestAccExisting_assignmentsAreImportedAsPasted(t *testing.T) {
	t.Parallel()
	tenant, cli, config := withAccessApplied(t, asItIs)
	before := accessContent(tenant)
	for _, address := range accessAddresses() {
		if address == "auth0api_role.viewer" {
			continue // Terraform would destroy what refers to it before it meets the error
		}
		cli.Config(config)
		cli.Must("state", "rm", address)
		code, output := cli.Run("apply", "-auto-approve", "-no-color")
		if code != 1 {
			t.Errorf("%s: the apply ended with %d:\n%s", address, code, output)
		}
		expectWaysOut(t, output)
		cli.Config(config + pastedImport(t, output, address))
		if output := cli.Apply(); !strings.Contains(output, "Resources: 1 imported, 0 added, 0 changed, 0 destroyed") {
			t.Errorf("%s: the import says:\n%s", address, output)
		}
		cli.EmptyPlan()
	}
	expectAccess(t, tenant, before, "")
}

// Of two declarations whose holder or item is known only at the apply, one succeeds.
func TestAccExisting_ofTwoDeclarationsOfAnAssignmentOneFails(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]string{
		"one permission": `
resource "auth0api_role_permission" "second" {
  role_id                    = auth0api_role.viewer.id
  resource_server_identifier = auth0api_resource_server_scopes.scopes.resource_server_identifier
  permission                 = "read"
}
`,
		"a set of permissions beside a single one": `
resource "auth0api_role_permissions" "second" {
  role_id = auth0api_role.viewer.id
  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.scopes.resource_server_identifier
    name                       = "read"
  }
}
`,
		"roles of a user": `
resource "auth0api_user_roles" "second" {
  user_id = terraform_data.late.output
  roles   = [auth0api_role.viewer.id, auth0api_role.editor.id]
}
resource "terraform_data" "late" { input = "auth0|1" }
`,
		"a grant of an organization": `
resource "auth0api_organization_client_grant" "second" {
  organization_id = %[1]q
  grant_id        = auth0api_client_grant.grant.id
}
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			cli := acctest.NewCLI(t, "AUTH0API_ADOPT_EXISTING=true") // which does not apply to another block's object
			hcl := withUserAndOrganization(tenant)
			if strings.Contains(second, "%[1]q") {
				second = fmt.Sprintf(second, tenant.List("organizations")[0]["id"])
			}
			cli.Config(tenant.Config(hcl + second))
			code, output := cli.Run("apply", "-auto-approve", "-no-color")
			if code != 1 || strings.Count(output, "Error: ") != 1 {
				t.Errorf("the apply ended with %d, want one error:\n%s", code, output)
			}
			if !strings.Contains(output, "Remove one of the blocks.") {
				expectWaysOut(t, output)
			}
			expectStatesHeld(t, tenant, cli)
			cli.Config(tenant.Config(hcl))
			expectConverges(t, tenant, cli)
		})
	}
}
