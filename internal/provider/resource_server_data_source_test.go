package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccResourceServerDataSource_readsByIDAndByIdentifier(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const config = `
data "auth0api_resource_server" "by_identifier" {
  identifier              = auth0api_resource_server_scopes.test.resource_server_identifier
  signing_secret_in_state = true
}
data "auth0api_resource_server" "by_id" {
  id         = auth0api_resource_server.test.id
  depends_on = [auth0api_resource_server_scopes.test]
}
resource "auth0api_resource_server_scopes" "test" {
  resource_server_identifier = auth0api_resource_server.test.identifier
  scopes {
    name        = "read:appointments"
    description = "Read"
  }
  scopes {
    name = "write:appointments"
  }
}
`
	var checks []statecheck.StateCheck
	// The secret is there only where the data source's own argument asks for it.
	for name, secret := range map[string]knownvalue.Check{"by_identifier": knownvalue.StringExact("0123456789abcdef"), "by_id": knownvalue.Null()} {
		address := "data.auth0api_resource_server." + name
		checks = append(checks,
			statecheck.ExpectSensitiveValue(address, tfjsonpath.New("signing_secret")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("signing_secret"), secret),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.NotNull()),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("identifier"), knownvalue.StringExact(appointments)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("name"), knownvalue.StringExact("Appointments")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("token_lifetime"), knownvalue.Int64Exact(86400)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("enforce_policies"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("scopes"), knownvalue.SetExact([]knownvalue.Check{
				knownvalue.ObjectExact(map[string]knownvalue.Check{"name": knownvalue.StringExact("read:appointments"), "description": knownvalue.StringExact("Read")}),
				knownvalue.ObjectExact(map[string]knownvalue.Check{"name": knownvalue.StringExact("write:appointments"), "description": knownvalue.Null()}),
			})))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config:            tenant.Config(api("name = \"Appointments\"\n signing_alg = \"HS256\"\n signing_secret = \"0123456789abcdef\"") + config),
			ConfigStateChecks: checks,
		}},
	})
}

func TestAccResourceServerDataSource_errors(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.ExpectErrors(t, `
data "auth0api_resource_server" "both" {
  id         = "a"
  identifier = "b"
}
data "auth0api_resource_server" "neither" {}
data "auth0api_resource_server" "empty" {
  id = ""
}
data "auth0api_resource_server" "nameless" {
  identifier = ""
}
`,
		acctest.Diagnostic("Invalid Attribute Combination", `id         = "a"`, "Exactly one of these attributes must be configured: [id,identifier]"),
		acctest.Diagnostic("Missing Attribute Configuration", `data "auth0api_resource_server" "neither"`, "Exactly one of these attributes must be configured: [id,identifier]"),
		acctest.Diagnostic("Invalid Attribute Value Length", `id = ""`, "must be at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `identifier = ""`, "must be at least 1"))
	tenant.ExpectErrors(t, `
data "auth0api_resource_server" "by_id" {
  id = "0123456789abcdef01234567"
}
data "auth0api_resource_server" "by_identifier" {
  identifier = "urn:missing"
}
`,
		acctest.Diagnostic("There is no such API", `id = "0123`, `The tenant has no API "0123456789abcdef01234567".`),
		acctest.Diagnostic("There is no such API", `identifier = "urn:missing"`, `The tenant has no API "urn:missing".`))
}
