package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const seededTenant = `provider "auth0api" {
  embedded = { path = "tenant.db", seed = "tenant.yaml" }
}
`

// What a seed declares is there before Terraform runs. Each command applies it again, and
// plans nothing.
func TestAccEmbedded_seed(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.File("tenant.yaml", `
resource_servers:
  - identifier: https://billing.example.test/
    scopes: [{ value: "read:invoices" }]
roles:
  - name: Accountant
    id: rol_0123456789abcdef
    permissions: [{ resource_server_identifier: https://billing.example.test/, permission_name: "read:invoices" }]
users:
  - { user_id: auth0|alice, email: alice@example.test, roles: [Accountant] }
organizations:
  - { name: acme, id: org_0123456789abcdef }
`)
	cli.Config(seededTenant + `
resource "auth0api_resource_server" "orders" {
  identifier = "https://orders.example.test/"
  name       = "Orders"
}
resource "auth0api_resource_server_scopes" "orders" {
  resource_server_identifier = auth0api_resource_server.orders.identifier
  scopes { name = "read:orders" }
}
resource "auth0api_user_permissions" "alice" {
  user_id = "auth0|alice"
  permissions {
    resource_server_identifier = "https://billing.example.test/"
    name                       = "read:invoices"
  }
  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.orders.resource_server_identifier
    name                       = "read:orders"
  }
}
resource "auth0api_client" "partner" {
  name = "Partner"
}
resource "auth0api_client_grant" "partner" {
  client_id          = auth0api_client.partner.client_id
  audience           = auth0api_resource_server_scopes.orders.resource_server_identifier
  scopes             = ["read:orders"]
  organization_usage = "require"
}
resource "auth0api_organization_client_grant" "acme" {
  organization_id = "org_0123456789abcdef"
  grant_id        = auth0api_client_grant.partner.id
}
`)
	cli.Apply()
	cli.EmptyPlan()
	cli.Must("destroy", "-auto-approve", "-no-color")

	// A seed that is wrong is refused with its place, and with all else unchanged.
	cli.File("tenant.yaml", "users:\n  - user_id: auth0|alice\n    emial: alice@example.test\n")
	code, output := cli.Run("plan", "-no-color")
	if code != 1 || !strings.Contains(output, "Error: The seed file is not usable") || !strings.Contains(output, `tenant.yaml:3:5: unknown key "emial"`) {
		t.Errorf("the plan ends with %d:\n%s", code, output)
	}
	cli.File("tenant.yaml", "users:\n  - user_id: auth0|alice\n    email: alice@example.test\n    roles: [Acountant]\n")
	code, output = cli.Run("plan", "-no-color")
	if code != 1 || !strings.Contains(output, "contradicts the tenant") || !strings.Contains(output, `tenant.yaml:4:13: there is no role "Acountant"`) {
		t.Errorf("the plan ends with %d:\n%s", code, output)
	}
}
