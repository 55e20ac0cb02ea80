package provider_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// renames are the ways to rename: with moved blocks or without, with the wish to
// adopt or without.
func renames(t *testing.T, run func(t *testing.T, seed uint64, moved, adopt bool)) {
	t.Helper()
	slots := make(chan struct{}, 2)
	for _, seed := range seeds(t, 2) {
		for _, moved := range []bool{false, true} {
			for _, adopt := range []bool{false, true} {
				t.Run(fmt.Sprintf("seed %d, moved %v, adopt_existing %v", seed, moved, adopt), func(t *testing.T) {
					t.Parallel()
					slots <- struct{}{}
					defer func() { <-slots }()
					run(t, seed, moved, adopt)
				})
			}
		}
	}
}

// expectRename applies a rename, and checks that the tenant has what it had:
// the same objects where moved blocks say so, else objects of the same keys.
func expectRename(t *testing.T, tenant *acctest.Tenant, cli *acctest.CLI, seed uint64, moved, adopt bool) {
	t.Helper()
	before, keys, objects := contentOf(t, tenant), naturalKeys(tenant), len(stateObjects(t, cli))
	plan := cli.Must("plan", "-no-color")
	if warned := strings.Contains(plan, "Destroyed and created: "); warned == moved {
		t.Errorf("whether the plan names moved blocks: %v:\n%s", warned, plan)
	}
	// The order in which Terraform destroys and creates is up to its scheduler.
	args := []string{fmt.Sprintf("-parallelism=%d", 1+rand.New(rand.NewPCG(seed, 0)).IntN(20))}
	output := expectConverges(t, tenant, cli, args...)
	if got := len(stateObjects(t, cli)); got != objects {
		t.Errorf("the state has %d objects, want %d:\n%s", got, objects, output)
	}
	after := contentOf(t, tenant)
	if moved && after != before {
		t.Errorf("the tenant has changed: %s\nwas %s", after, before)
	}
	if got := naturalKeys(tenant); !slices.Equal(got, keys) {
		t.Errorf("the tenant has %v, had %v", got, keys)
	}
	if t.Failed() {
		t.Logf("adopt_existing: %v\n%s", adopt, output)
	}
}

// renamer is a CLI that adopts or does not.
func renamer(t *testing.T, adopt bool) *acctest.CLI {
	t.Helper()
	return acctest.NewCLI(t, fmt.Sprintf("AUTH0API_ADOPT_EXISTING=%v", adopt))
}

func TestAccRenamed_module(t *testing.T) {
	t.Parallel()
	renames(t, func(t *testing.T, seed uint64, moved, adopt bool) {
		t.Helper()
		tenant := acctest.NewTenant(t)
		cli := renamer(t, adopt)
		if err := os.Mkdir(filepath.Join(cli.Dir, "apis"), 0o700); err != nil {
			t.Fatal(err)
		}
		cli.File("apis/main.tf", "terraform {\n  required_providers {\n    auth0api = { source = \"auth0api/auth0api\" }\n  }\n}\n"+everyKind)
		use := func(name, rest string) {
			cli.Config(tenant.Config(fmt.Sprintf("module %q {\n  source = \"./apis\"\n}\n%s", name, rest)))
			cli.Must("get", "-no-color")
		}
		use("old", "")
		cli.Apply()
		rest := ""
		if moved {
			rest = "moved {\n  from = module.old\n  to   = module.new\n}\n"
		}
		use("new", rest)
		expectRename(t, tenant, cli, seed, moved, adopt)
	})
}

// manyAPIs and manyGrants have keys with a prefix.
const manyAPIs = `
resource "auth0api_resource_server" "many" {
  for_each   = { for i in range(30) : "%[1]s${i}" => i }
  identifier = "urn:api:${each.value}"
  name       = "API ${each.value}"
}
`

const manyGrants = `
resource "auth0api_client" "few" {
  count    = 10
  name     = "Client ${count.index}"
  app_type = "non_interactive"
}
resource "auth0api_resource_server" "few" {
  count      = 4
  identifier = "urn:api:${count.index}"
  name       = "API ${count.index}"
}
resource "auth0api_client_grant" "many" {
  for_each  = { for i in range(40) : "%[1]s${i}" => i }
  client_id = auth0api_client.few[each.value %% 10].client_id
  audience  = auth0api_resource_server.few[floor(each.value / 10)].identifier
  scopes    = []
}
`

func TestAccRenamed_keysOfAPIs(t *testing.T) {
	t.Parallel()
	renames(t, func(t *testing.T, seed uint64, moved, adopt bool) {
		t.Helper()
		renameKeys(t, seed, manyAPIs, apiResource, 30, moved, adopt)
	})
}

func TestAccRenamed_keysOfGrants(t *testing.T) {
	t.Parallel()
	renames(t, func(t *testing.T, seed uint64, moved, adopt bool) {
		t.Helper()
		renameKeys(t, seed, manyGrants, grantResource, 40, moved, adopt)
	})
}

// renameKeys renames the keys of a for_each.
func renameKeys(t *testing.T, seed uint64, config, resource string, count int, moved, adopt bool) {
	t.Helper()
	tenant := acctest.NewTenant(t)
	cli := renamer(t, adopt)
	cli.Config(tenant.Config(fmt.Sprintf(config, "old")))
	cli.Apply()
	renamed := fmt.Sprintf(config, "new")
	for i := range count {
		if moved {
			renamed += fmt.Sprintf("moved {\n  from = %[1]s.many[\"old%[2]d\"]\n  to   = %[1]s.many[\"new%[2]d\"]\n}\n", resource, i)
		}
	}
	cli.Config(tenant.Config(renamed))
	expectRename(t, tenant, cli, seed, moved, adopt)
}
