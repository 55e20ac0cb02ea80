package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccImport_byIdentity(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.NeedsTerraform(1, 12)
	tenant, clientID, grants := queryTenant(t)
	cli.Config(tenant.Config(fmt.Sprintf(`
resource "auth0api_resource_server" "a" {
  identifier = "urn:a"
}
import {
  to       = auth0api_resource_server.a
  identity = { identifier = "urn:a" }
}
resource "auth0api_resource_server_scope" "read" {
  resource_server_identifier = "urn:a"
  scope                      = "read"
  description                = "Reads"
}
import {
  to       = auth0api_resource_server_scope.read
  identity = { resource_server_identifier = "urn:a", scope = "read" }
}
resource "auth0api_resource_server_scopes" "b" {
  resource_server_identifier = "urn:b"
  scopes {
    name        = "read"
    description = "Reads"
  }
  scopes {
    name = "write"
  }
}
import {
  to       = auth0api_resource_server_scopes.b
  identity = { resource_server_identifier = "urn:b" }
}
resource "auth0api_client" "reader" {
  name = "reader"
}
import {
  to       = auth0api_client.reader
  identity = { client_id = %[1]q }
}
resource "auth0api_client_grant" "a" {
  client_id = %[1]q
  audience  = "urn:a"
  scopes    = ["read"]
}
import {
  to       = auth0api_client_grant.a
  identity = { id = %[2]q }
}
`, clientID, grants[0])))
	if output := cli.Apply(); !strings.Contains(output, "5 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the imports changed something:\n%s", output)
	}
	cli.EmptyPlan()
}

// What a query finds is imported by the configuration that it generates, and
// that plans nothing more.
func TestAccQuery_findsAndGenerates(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.NeedsTerraform(1, 14)
	tenant, clientID, grants := queryTenant(t)
	cli.Config(tenant.Config(""))
	cli.File("all.tfquery.hcl", fmt.Sprintf(`
list "auth0api_resource_server" "own" {
  provider = auth0api
  config {
    is_system = false
  }
}
list "auth0api_resource_server_scopes" "own" {
  provider = auth0api
  config {
    resource_server_identifiers = ["urn:a", "urn:b"]
  }
}
list "auth0api_client" "reader" {
  provider = auth0api
  config {
    name_filter = "reader"
  }
}
list "auth0api_client_grant" "of_reader" {
  provider         = auth0api
  include_resource = true
  config {
    client_id = %q
  }
}
`, clientID))
	output := cli.Must("query", "-no-color", "-generate-config-out=generated.tf")
	for _, want := range []string{"urn:a", "urn:b", clientID, grants[0], grants[1]} {
		if !strings.Contains(output, want) {
			t.Errorf("the query does not show %s:\n%s", want, output)
		}
	}
	if output := cli.Apply(); !strings.Contains(output, "7 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the imports changed something:\n%s", output)
	}
	cli.EmptyPlan()
}
