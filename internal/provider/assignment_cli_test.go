package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// rolesLandscape is a configuration of roles, each with single permissions on one scope
// of as many APIs of landscape.
func rolesLandscape(roles, permissions, scopes int, scopeResource string) string {
	return fmt.Sprintf(`
resource "auth0api_role" "r" {
  count = %[1]d
  name  = "role ${count.index}"
}
resource "auth0api_role_permission" "p" {
  count                      = %[2]d
  role_id                    = auth0api_role.r[floor(count.index / %[3]d)].id
  resource_server_identifier = auth0api_resource_server.a[count.index %% %[3]d].identifier
  permission                 = "scope:${floor(count.index / %[3]d) %% %[4]d}"
  depends_on                 = [%[5]s.s]
}
`, roles, roles*permissions, permissions, scopes, scopeResource)
}

// roleSetsLandscape is rolesLandscape with all permissions of a role in one resource.
func roleSetsLandscape(roles, permissions, scopes int, scopeResource string) string {
	return fmt.Sprintf(`
resource "auth0api_role" "r" {
  count = %[1]d
  name  = "role ${count.index}"
}
resource "auth0api_role_permissions" "p" {
  count   = %[1]d
  role_id = auth0api_role.r[count.index].id
  dynamic "permissions" {
    for_each = auth0api_resource_server.a
    content {
      resource_server_identifier = permissions.value.identifier
      name                       = "scope:${count.index %% %[2]d}"
    }
  }
  depends_on = [%[3]s.s]
}
`, roles, scopes, scopeResource)
}

// permissionsOfRoles are the names of all roles with how many permissions each has.
func permissionsOfRoles(tenant *acctest.Tenant) map[string]int {
	counts := map[string]int{}
	for _, role := range tenant.List("roles") {
		var permissions []acctest.Object
		tenant.API(http.MethodGet, fmt.Sprintf("/roles/%v/permissions?per_page=100", role["id"]), nil, &permissions)
		counts[fmt.Sprint(role["name"])] += len(permissions)
	}
	return counts
}

// expectRoles checks that the tenant has what rolesLandscape declares, and nothing else.
func expectRoles(t *testing.T, tenant *acctest.Tenant, roles, permissions int) {
	t.Helper()
	counts := permissionsOfRoles(tenant)
	if len(counts) != roles || len(tenant.List("roles")) != roles {
		t.Errorf("the tenant has %d roles, want %d: %v", len(tenant.List("roles")), roles, counts)
	}
	for i := range roles {
		if got := counts[fmt.Sprint("role ", i)]; got != permissions {
			t.Errorf("role %d has %d permissions, want %d", i, got, permissions)
		}
	}
}

// Two states, each with permissions of one role, applied and destroyed at once by
// processes that know nothing of each other.
func TestAccRolePermission_ofTwoStatesAtOnceAreNotLost(t *testing.T) {
	t.Parallel()
	const each = 12
	tenant := acctest.NewTenant(t)
	scopes := []acctest.Object{{"value": "foreign"}}
	for i := range 2 * each {
		scopes = append(scopes, acctest.Object{"value": fmt.Sprintf("process%d:%d", i/each, i%each)})
	}
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:shared", "scopes": scopes})
	role := tenant.Create("roles", acctest.Object{"name": "shared"})["id"]
	tenant.API(http.MethodPost, fmt.Sprintf("/roles/%v/permissions", role), acctest.Object{
		"permissions": []acctest.Object{{"resource_server_identifier": "urn:shared", "permission_name": "foreign"}},
	}, nil)
	clis := make([]*acctest.CLI, 2)
	for i := range clis {
		clis[i] = acctest.NewCLI(t)
		clis[i].Config(tenant.Config(fmt.Sprintf(`
resource "auth0api_role_permission" "test" {
  count                      = %d
  role_id                    = %q
  resource_server_identifier = "urn:shared"
  permission                 = "process%d:${count.index}"
}
`, each, role, i)))
	}
	atOnce := func(do func(*acctest.CLI)) {
		var group sync.WaitGroup
		for _, cli := range clis {
			group.Go(func() { do(cli) })
		}
		group.Wait()
	}
	atOnce(func(cli *acctest.CLI) { cli.Apply() })
	if got := permissionsOfRoles(tenant)["shared"]; got != 2*each+1 {
		t.Errorf("the role has %d permissions, want %d", got, 2*each+1)
	}
	atOnce((*acctest.CLI).EmptyPlan)
	atOnce(func(cli *acctest.CLI) { cli.Must("destroy", "-auto-approve", "-no-color") })
	if got := permissionsOfRoles(tenant)["shared"]; got != 1 {
		t.Errorf("the role has %d permissions, want the foreign one only", got)
	}
}

// One request in five fails: half of them before the write, half after it.
func TestAccFaults_rolesAndPermissionsConverge(t *testing.T) {
	t.Parallel()
	const roles, permissions = 6, 5
	for _, seed := range seeds(t, 2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			cli := acctest.NewCLI(t)
			cli.Config(tenant.Config(landscape(permissions, 3, true, 1, 1) + rolesLandscape(roles, permissions, 3, scopesResource)))
			disturb(t, tenant, seed)
			output := cli.Apply()
			disturb(t, tenant, 0)
			cli.EmptyPlan()
			expectRoles(t, tenant, roles, permissions)
			expectStatesHeld(t, tenant, cli)
			if t.Failed() {
				t.Log(output)
			}
			disturb(t, tenant, seed+1)
			cli.Apply("-destroy")
			expectRoles(t, tenant, 0, 0)
		})
	}
}

// kill -9 of the CLI, or of the provider, at a random write of an apply. The next apply
// makes the rest, and takes over what the killed one was making.
func TestAccKill_rolesAndPermissionsConverge(t *testing.T) {
	t.Parallel()
	const roles, permissions = 3, 2
	for _, seed := range seeds(t, 4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			when := &moment{after: random.IntN(2) == 0}
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
			cli := acctest.NewCLI(t)
			cli.Config(tenant.Config(landscape(permissions, 3, true, 1, 1) + rolesLandscape(roles, permissions, 3, scopesResource)))
			provider, write := seed%2 == 0, 4+random.IntN(8)
			code, output := when.apply(cli, write, func(process *acctest.Process) {
				kill := process.Kill
				if provider {
					kill = process.KillProviders
				}
				if err := kill(); err != nil {
					t.Error(err)
				}
			})
			if code == 0 {
				t.Errorf("the apply was not cut off (write %d, provider %v):\n%s", write, provider, output)
			}
			cli.RestoreTornState()
			output = cli.Apply()
			cli.EmptyPlan()
			expectRoles(t, tenant, roles, permissions)
			expectStatesHeld(t, tenant, cli)
			if t.Failed() {
				t.Log(output)
			}
		})
	}
}

// BenchmarkRequestsOfRoles counts, with the real CLI, the requests to the Management API
// that 20 APIs with 10 scopes each and 30 roles with 20 permissions each take. Terraform
// applies ten resources at a time, in a random order, and so ten single permissions of 30
// roles: a request has one or two of them. With -parallelism=200 it has about ten.
func BenchmarkRequestsOfRoles(b *testing.B) {
	limit := faults.Settings{RateLimit: &faults.RateLimit{Rate: 15, Burst: 50}, Latency: faults.Duration(50 * time.Millisecond)}
	for _, c := range []struct {
		name   string
		roles  func(roles, permissions, scopes int, scopeResource string) string
		args   []string
		faults faults.Settings
	}{
		{name: "sets of permissions", roles: roleSetsLandscape},
		{name: "sets of permissions, 15 per second", roles: roleSetsLandscape, faults: limit},
		{name: "single permissions, 200 at a time", roles: rolesLandscape, args: []string{"-parallelism=200"}},
		{name: "single permissions", roles: rolesLandscape},
		{name: "single permissions, 15 per second", roles: rolesLandscape, faults: limit},
	} {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				tenant := acctest.NewTenant(b)
				cli := acctest.NewCLI(b)
				cli.Config(tenant.Config(landscape(20, 10, true, 1, 1) + c.roles(30, 20, 10, scopesResource)))
				if err := tenant.Faults.Set(c.faults); err != nil {
					b.Fatal(err)
				}
				for _, step := range []struct {
					name string
					run  func()
				}{
					{"first-plan", func() { cli.Must("plan", "-no-color") }},
					{"apply", func() { cli.Apply(c.args...) }},
					{"plan", cli.EmptyPlan},
					{"destroy", func() { cli.Apply(append([]string{"-destroy"}, c.args...)...) }},
				} {
					before, start := countManagement(tenant), time.Now()
					step.run()
					after := countManagement(tenant)
					b.ReportMetric(float64(after.all-before.all), step.name+"-requests/op")
					b.ReportMetric(float64(after.refused-before.refused), step.name+"-refused/op")
					b.ReportMetric(time.Since(start).Seconds(), step.name+"-s/op")
				}
			}
		})
	}
}

// rolePermissionIDs are the IDs of all permissions of all roles.
func rolePermissionIDs(tenant *acctest.Tenant) []string {
	var ids []string
	for _, role := range tenant.List("roles") {
		var permissions []acctest.Object
		tenant.API(http.MethodGet, fmt.Sprintf("/roles/%v/permissions?per_page=100", role["id"]), nil, &permissions)
		for _, each := range permissions {
			ids = append(ids, fmt.Sprintf("%v::%v::%v", role["id"], each["resource_server_identifier"], each["permission_name"]))
		}
	}
	return slices.Sorted(slices.Values(ids))
}
