package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// everyAccess declares one object of each kind that says who may do what. The user and the
// organization come from withUserAndOrganization; Terraform does not manage them.
const everyAccess = `
resource "auth0api_resource_server" "api" {
  identifier = "urn:api"
  name       = "API"
}
resource "auth0api_resource_server_scopes" "scopes" {
  resource_server_identifier = auth0api_resource_server.api.identifier
  scopes { name = "read" }
  scopes { name = "write" }
}
resource "auth0api_client" "client" {
  name     = "Client"
  app_type = "non_interactive"
}
resource "auth0api_client_grant" "grant" {
  client_id          = auth0api_client.client.client_id
  audience           = auth0api_resource_server.api.identifier
  scopes             = []
  organization_usage = "allow"
}
resource "auth0api_role" "viewer" { name = "Viewer" }
resource "auth0api_role" "editor" { name = "Editor" }
resource "auth0api_role_permission" "viewer" {
  role_id                    = auth0api_role.viewer.id
  resource_server_identifier = auth0api_resource_server_scopes.scopes.resource_server_identifier
  permission                 = "read"
}
resource "auth0api_role_permissions" "editor" {
  role_id = auth0api_role.editor.id
  dynamic "permissions" {
    for_each = ["read", "write"]
    content {
      resource_server_identifier = auth0api_resource_server_scopes.scopes.resource_server_identifier
      name                       = permissions.value
    }
  }
}
resource "auth0api_user_permissions" "user" {
  user_id = "auth0|1"
  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.scopes.resource_server_identifier
    name                       = "write"
  }
}
resource "auth0api_user_roles" "user" {
  user_id = "auth0|1"
  roles   = [auth0api_role.viewer.id, auth0api_role.editor.id]
}
resource "auth0api_organization_client_grant" "grant" {
  organization_id = %[1]q
  grant_id        = auth0api_client_grant.grant.id
}
`

// accessAddresses are the addresses of everyAccess that concern roles, users and
// organizations.
func accessAddresses() []string {
	return []string{
		"auth0api_role.viewer", "auth0api_role_permission.viewer", "auth0api_role_permissions.editor",
		"auth0api_user_permissions.user", "auth0api_user_roles.user", "auth0api_organization_client_grant.grant",
	}
}

// accessUser is the ID of the user of everyAccess.
const accessUser = "auth0|1"

// withUserAndOrganization creates a user and an organization, not through Terraform, and
// returns everyAccess for them.
func withUserAndOrganization(tenant *acctest.Tenant) (hcl string) {
	tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "1", "email": "u@example.test"})
	return fmt.Sprintf(everyAccess, tenant.Create("organizations", acctest.Object{"name": "acme"})["id"])
}

// assignmentIDs are the IDs of what is assigned in the tenant, each behind the resource types
// that can declare it.
func assignmentIDs(tenant *acctest.Tenant) []string {
	var ids []string
	for _, id := range rolePermissionIDs(tenant) {
		ids = append(ids, "auth0api_role_permission "+id, "auth0api_role_permissions "+id)
	}
	organizations := tenant.List("organizations")
	if len(organizations) > 0 { // withUserAndOrganization created both; the mock does not list users
		path := "/users/" + url.PathEscape(accessUser)
		var permissions, roles []acctest.Object
		tenant.API(http.MethodGet, path+"/permissions?per_page=100", nil, &permissions)
		for _, each := range permissions {
			ids = append(ids, fmt.Sprintf("auth0api_user_permissions %s::%v::%v", accessUser, each["resource_server_identifier"], each["permission_name"]))
		}
		tenant.API(http.MethodGet, path+"/roles?per_page=100", nil, &roles)
		for _, each := range roles {
			ids = append(ids, fmt.Sprintf("auth0api_user_roles %s::%v", accessUser, each["id"]))
		}
	}
	for _, organization := range organizations {
		var grants []acctest.Object
		tenant.API(http.MethodGet, fmt.Sprintf("/organizations/%v/client-grants?per_page=100", organization["id"]), nil, &grants)
		for _, each := range grants {
			ids = append(ids, fmt.Sprintf("auth0api_organization_client_grant %v::%v", organization["id"], each["id"]))
		}
	}
	return ids
}

// accessKeys are naturalKeys of roles, and of what is assigned. The IDs of roles and grants,
// which another object of the same key does not have, are replaced by names.
func accessKeys(tenant *acctest.Tenant) []string {
	var keys, names []string
	for _, role := range tenant.List("roles") {
		keys = append(keys, fmt.Sprintf("role %v %v", role["name"], role["description"]))
		names = append(names, fmt.Sprint(role["id"]), fmt.Sprintf("role %v", role["name"]))
	}
	for _, grant := range tenant.List("client-grants") {
		names = append(names, fmt.Sprint(grant["id"]), fmt.Sprintf("grant on %v", grant["audience"]))
	}
	named := strings.NewReplacer(names...)
	for _, id := range assignmentIDs(tenant) {
		keys = append(keys, named.Replace(id))
	}
	slices.Sort(keys)
	return keys
}

// expectAccess checks that the tenant has what it had, by natural keys.
func expectAccess(t *testing.T, tenant *acctest.Tenant, want []string, output string) {
	t.Helper()
	got := accessContent(tenant)
	if !slices.Equal(got, want) {
		t.Errorf("the tenant has\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), output)
	}
}

// accessContent is what expectAccess compares.
func accessContent(tenant *acctest.Tenant) []string {
	return append(accessKeys(tenant), naturalKeys(tenant)...)
}
