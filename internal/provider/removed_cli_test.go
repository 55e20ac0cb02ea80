package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// removable has objects of the kinds that removed blocks are tested with.
const removable = `
resource "auth0api_resource_server" "a" {
  identifier = "urn:a"
}
resource "auth0api_resource_server_scopes" "a" {
  resource_server_identifier = auth0api_resource_server.a.identifier
  scopes { name = "read" }
}
resource "auth0api_resource_server" "b" {
  identifier = "urn:b"
}
resource "auth0api_resource_server_scope" "b" {
  resource_server_identifier = auth0api_resource_server.b.identifier
  scope                      = "read"
}
resource "auth0api_client" "c" {
  name = "c"
}
resource "auth0api_client_credentials" "c" {
  client_id             = auth0api_client.c.client_id
  authentication_method = "client_secret_post"
}
resource "auth0api_client_grant" "a" {
  client_id = auth0api_client.c.client_id
  audience  = auth0api_resource_server_scopes.a.resource_server_identifier
  scopes    = ["read"]
}
resource "auth0api_resource_server_grants" "b" {
  resource_server_identifier = auth0api_resource_server_scope.b.resource_server_identifier
  grants {
    client_id = auth0api_client.c.client_id
    scopes    = ["read"]
  }
}
resource "auth0api_role" "r" {
  name = "r"
}
resource "auth0api_role_permission" "r" {
  role_id                    = auth0api_role.r.id
  resource_server_identifier = auth0api_resource_server_scopes.a.resource_server_identifier
  permission                 = "read"
}
`

// A removed block with destroy = false leaves each kind of object in the tenant, and
// without it, the object is destroyed as when its block is deleted.
func TestAccCLI_removedBlocks(t *testing.T) {
	t.Parallel()
	var forgotten, destroyed strings.Builder
	for line := range strings.Lines(removable) {
		var kind, name string
		if n, _ := fmt.Sscanf(line, "resource %q %q", &kind, &name); n == 2 {
			fmt.Fprintf(&forgotten, "removed {\n  from = %s.%s\n  lifecycle {\n    destroy = false\n  }\n}\n", kind, name)
			fmt.Fprintf(&destroyed, "removed {\n  from = %s.%s\n  lifecycle {\n    destroy = true\n  }\n}\n", kind, name)
		}
	}
	tenant := acctest.NewTenant(t)
	before := inventory(tenant)
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.Config(removable)
	cli.Apply()
	made := inventory(tenant)
	cli.File("terraform.tfstate.made", cli.Must("state", "pull"))

	cli.Config(forgotten.String())
	cli.Apply()
	if resources := cli.Must("state", "list"); resources != "" {
		t.Errorf("the state still has:\n%s", resources)
	}
	if now := inventory(tenant); now != made {
		t.Errorf("removed blocks with destroy = false changed the tenant from %s to %s", made, now)
	}

	cli.Must("state", "push", "-force", "terraform.tfstate.made")
	cli.Config(destroyed.String())
	cli.Apply()
	if now := inventory(tenant); now != before {
		t.Errorf("removed blocks with destroy = true left %s, want %s", now, before)
	}
}

// inventory counts the objects of a tenant.
func inventory(tenant *acctest.Tenant) string {
	var counts []string
	for _, kind := range []string{"resource-servers", "clients", "client-grants", "roles"} {
		counts = append(counts, fmt.Sprintf("%d %s", len(tenant.List(kind)), kind))
	}
	return strings.Join(counts, ", ")
}
