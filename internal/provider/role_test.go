package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestRoleIsCreatedChangedReadAndDestroyed(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	made := p.Apply("auth0api_role", noState, acctest.Values{"name": "Editor"})
	mustHaveNone(t, made)
	read := p.ReadAfter("auth0api_role", made)
	if !read.Value.Equal(made.Value) || made.Attribute("description") != "" || made.Attribute("type") != "tenant" {
		t.Errorf("read as\n%s, made as\n%s", read.Value, made.Value)
	}
	changed := p.ApplyAfter("auth0api_role", read, acctest.Values{"name": "Writer", "description": "Writes"})
	mustHaveNone(t, changed)
	if changed.Attribute("name") != "Writer" || changed.Attribute("description") != "Writes" || changed.Attribute("id") != made.Attribute("id") {
		t.Errorf("changed to %s", changed.Value)
	}
	// A description that is left out follows the tenant.
	id := fmt.Sprint(made.Attribute("id"))
	tenant.Change("roles", id, acctest.Object{"description": "By hand"})
	other := connected(t, tenant)
	drift := other.ReadAfter("auth0api_role", changed)
	if plan := other.PlanAfter("auth0api_role", drift, acctest.Values{"name": "Writer"}); !plan.Value.Equal(drift.Value) || drift.Attribute("description") != "By hand" {
		t.Errorf("planned %s after %s", plan.Value, drift.Value)
	}
	if plan := other.PlanAfter("auth0api_role", drift, acctest.Values{"name": "Writer", "type": "organization"}); len(plan.Replace) != 1 {
		t.Errorf("another type replaces %v", plan.Replace)
	}
	for how, got := range map[string]acctest.Answer{
		"ID": p.Import("auth0api_role", id), "identity": p.ImportIdentity("auth0api_role", map[string]string{"id": id}),
		"moved": p.Move("auth0api_role", officialAddress, "auth0_role", acctest.Values{"id": id, "name": "Writer", "description": "By hand"}),
	} {
		mustHaveNone(t, got)
		if again := connected(t, tenant).ReadAfter("auth0api_role", got); !again.Value.Equal(drift.Value) {
			t.Errorf("by %s:\n%s\nwant\n%s", how, again.Value, drift.Value)
		}
	}
	if found := p.Query("auth0api_role", acctest.Values{"name_filter": "Writ"}, true, 0); len(found) != 1 || !found[0].Object.Value.Equal(drift.Value) {
		t.Errorf("the query found %+v", found)
	}
	if found := p.Query("auth0api_role", acctest.Values{"name_filter": "writ"}, true, 0); len(found) != 0 {
		t.Errorf("name_filter is case-sensitive, and found %+v", found)
	}
	mustHaveNone(t, p.Destroy("auth0api_role", drift))
	if gone := connected(t, tenant).ReadAfter("auth0api_role", drift); !gone.Value.IsNull() {
		t.Errorf("destroyed, and read as %s", gone.Value)
	}
}

func TestARoleOfATakenNameIsAnError(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("roles", acctest.Object{"name": "Editors"}) // name_filter finds it, too
	id := tenant.Create("roles", acctest.Object{"name": "Editor", "description": "Edits"})["id"]
	config := acctest.Values{"name": "Editor", "description": "Edits"}
	expectDiagnostic(t, connected(t, tenant).Apply("auth0api_role", noState, config), "error at name: Role \"Editor\" exists already",
		fmt.Sprint(id), `Its description is "Edits".`, "moved {", "adopt_existing = true")
	expectDiagnostic(t, connected(t, tenant).Apply("auth0api_role", noState, acctest.Values{"name": "Editor", "description": "Other"}), "error at name: ")
	adopted := connectedWith(t, tenant, acctest.Values{"adopt_existing": true}).Apply("auth0api_role", noState, config)
	expectDiagnostic(t, adopted, "warning at name: Taken over: role", fmt.Sprint(id))
	p := connected(t, tenant)
	other := p.Apply("auth0api_role", noState, acctest.Values{"name": "Viewer"})
	mustHaveNone(t, other)
	expectDiagnostic(t, p.ApplyAfter("auth0api_role", other, acctest.Values{"name": "Editor"}), "error at name: Updating role")
	expectDiagnostic(t, p.Apply("auth0api_role", noState, acctest.Values{"name": "Own", "type": "organization", "owner_id": "org_0000000000000000"}),
		"error at owner_id: Creating role", "No organization found")
}

// Two blocks of one name, or of one permission, are an error of the plan.
func TestTwoBlocksOfOneRoleOrPermissionAreAnError(t *testing.T) {
	t.Parallel()
	tenant, cases := withAccess(t)
	p := connected(t, tenant)
	configs := map[string]acctest.Values{"auth0api_role": {"name": "Twice"}}
	for resource, c := range cases {
		configs[resource] = c.config
	}
	for resource, config := range configs {
		mustHaveNone(t, p.Plan(resource, noState, config))
		if got := p.Plan(resource, noState, config); len(got.Diagnostics) != 1 || !strings.Contains(got.Diagnostics[0], "Two blocks declare") {
			t.Errorf("%s: %v", resource, got.Diagnostics)
		}
	}
}

// A permission on a scope that the API will not have is an error, whichever Terraform
// plans first; the service refuses it, too (facts 9.3).
func TestAPermissionOnAScopeThatTheSetLacksIsAnErrorOfThePlan(t *testing.T) {
	t.Parallel()
	set := acctest.Values{"resource_server_identifier": appointments, "scopes": list{object{"name": "read:a"}}}
	tenant, cases := withAccess(t)
	for _, resource := range []string{"auth0api_role_permission", "auth0api_role_permissions", "auth0api_user_permissions"} {
		bad := acctest.Values{}
		for name, value := range cases[resource].config {
			switch name {
			case "permission":
				value = "gone"
			case "permissions":
				value = list{object{"resource_server_identifier": appointments, "name": "gone"}}
			}
			bad[name] = value
		}
		p := connected(t, tenant)
		mustHaveNone(t, p.Plan("auth0api_resource_server_scopes", noState, set))
		expectDiagnostic(t, p.Plan(resource, noState, bad), "error at "+cases[resource].at+": ", "gone", "the service refuses it")
		p = connected(t, tenant)
		mustHaveNone(t, p.Plan(resource, noState, bad))
		expectDiagnostic(t, p.Plan("auth0api_resource_server_scopes", noState, set), "error at scopes: ", "gone", "the service refuses it")
		p = connected(t, tenant)
		mustHaveNone(t, p.Plan("auth0api_resource_server_scopes", noState, set))
		mustHaveNone(t, p.Plan(resource, noState, cases[resource].config))
	}
}

// An API that the plan has read lacks the scope: the plan says so without a request, unless
// a resource that was planned before creates the scope.
func TestAPermissionOnAScopeThatAReadAPILacksIsAnErrorOfThePlan(t *testing.T) {
	t.Parallel()
	tenant, cases := withAccess(t)
	gone := func(resource string) acctest.Values {
		if resource == "auth0api_role_permission" {
			return with(cases[resource].config, acctest.Values{"permission": "gone"})
		}
		return with(cases[resource].config, acctest.Values{"permissions": list{object{"resource_server_identifier": appointments, "name": "gone"}}})
	}
	scope := acctest.Values{"resource_server_identifier": appointments, "scope": "gone"}
	// Without a read of the API, the plan does not know its scopes.
	for _, resource := range []string{"auth0api_role_permission", "auth0api_role_permissions", "auth0api_user_permissions"} {
		mustHaveNone(t, connected(t, tenant).Plan(resource, noState, gone(resource)))
		read := func() *acctest.Plugin {
			p := connected(t, tenant)
			mustHaveNone(t, p.ReadAfter(apiResource, p.Import(apiResource, appointments)))
			tenant.Requests.Reset()
			return p
		}
		p := read()
		expectDiagnostic(t, p.Plan(resource, noState, gone(resource)), "error at "+cases[resource].at+": API", "gone", "was read for this plan", "auth0api_resource_server_scope.NAME.scope")
		if len(tenant.Requests.All()) > 0 {
			t.Errorf("%s: the plan took requests:\n%s", resource, tenant.Requests)
		}
		mustHaveNone(t, read().Plan(resource, noState, cases[resource].config))
		p = read()
		mustHaveNone(t, p.Plan(scopeResource, noState, scope))
		mustHaveNone(t, p.Plan(resource, noState, gone(resource)))
		p = read()
		mustHaveNone(t, p.Plan(scopeResource, noState, with(scope, acctest.Values{"scope": acctest.Unknown})))
		mustHaveNone(t, p.Plan(resource, noState, gone(resource)))
	}
	// A role that the same plan creates.
	p := connected(t, tenant)
	mustHaveNone(t, p.ReadAfter(apiResource, p.Import(apiResource, appointments)))
	expectDiagnostic(t, p.Plan("auth0api_role_permission", noState, with(gone("auth0api_role_permission"), acctest.Values{"role_id": acctest.Unknown})),
		"error at permission: API", "to a role that is not known yet")
	// A scope that was made since is known in the same run.
	mustHaveNone(t, p.Apply(scopeResource, noState, scope))
	mustHaveNone(t, p.Plan("auth0api_role_permission", noState, gone("auth0api_role_permission")))
}

// Facts 9.3, inferred: permissions go with their scope. The plan names the roles, except for
// those from which it takes the permission by itself.
func TestAPlanThatRemovesAScopeNamesTheRolesThatLoseIt(t *testing.T) {
	t.Parallel()
	tenant, cases := withAccess(t)
	permission := cases["auth0api_role_permission"]
	tenant.API("POST", permission.path, permission.byHand, nil)
	p := connected(t, tenant)
	scope := p.ReadAfter(scopeResource, p.Import(scopeResource, appointments+"::read:a"))
	expectDiagnostic(t, p.PlanDestroy(scopeResource, scope), "warning: Roles lose permissions on API", `role "Editor"`, `"read:a"`)
	other := connected(t, tenant)
	expectDiagnostic(t, other.PlanAfter(scopeResource, scope, acctest.Values{"resource_server_identifier": appointments, "scope": "new"}), "warning at scope: Roles lose")
	p = connected(t, tenant)
	state := p.ReadAfter("auth0api_role_permission", p.Import("auth0api_role_permission", permission.id))
	mustHaveNone(t, p.PlanDestroy("auth0api_role_permission", state))
	mustHaveNone(t, p.PlanDestroy(scopeResource, scope))
	unused := p.ReadAfter(scopeResource, p.Import(scopeResource, appointments+"::write:a"))
	mustHaveNone(t, connected(t, tenant).PlanDestroy(scopeResource, unused))
}

// What goes with its scope is replaced with it.
func TestAPermissionIsReplacedWithItsScope(t *testing.T) {
	t.Parallel()
	tenant, cases := withAccess(t)
	scopeConfig := acctest.Values{"resource_server_identifier": appointments, "scope": "read:a"}
	for _, resource := range []string{"auth0api_role_permission", "auth0api_user_permissions"} {
		c := cases[resource]
		tenant.API("POST", c.path, c.byHand, nil)
		p := connected(t, tenant)
		mustHaveNone(t, p.ReadAfter(scopeResource, p.Import(scopeResource, appointments+"::read:a")))
		state := p.ReadAfter(resource, p.Import(resource, c.id))
		if plan := p.PlanAfter(resource, state, c.config); len(plan.Replace) != 0 {
			t.Errorf("%s is replaced by %v before its scope is", resource, plan.Replace)
		}
		mustHaveNone(t, p.Plan(scopeResource, noState, scopeConfig))
		if plan := p.PlanAfter(resource, state, c.config); len(plan.Replace) != 1 {
			t.Errorf("%s is not replaced with its scope: %v", resource, plan.Diagnostics)
		}
	}
}
