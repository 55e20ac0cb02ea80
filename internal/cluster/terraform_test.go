package cluster

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// landscape declares 20 APIs with 10 scopes each, 10 clients and 60 grants: 290 resources.
const landscape = `
resource "auth0api_resource_server" "a" {
  count      = 20
  identifier = "https://api${count.index}.example.test/"
  name       = "API ${count.index}"
}

resource "auth0api_resource_server_scope" "s" {
  count                      = 200
  resource_server_identifier = auth0api_resource_server.a[floor(count.index / 10)].identifier
  scope                      = "scope:${count.index % 10}"
}

resource "auth0api_client" "c" {
  count    = 10
  name     = "client ${count.index}"
  app_type = "non_interactive"
}

resource "auth0api_client_grant" "g" {
  count      = 60
  client_id  = auth0api_client.c[count.index % 10].client_id
  audience   = auth0api_resource_server.a[floor(count.index / 10)].identifier
  scopes     = ["scope:1", "scope:2"]
  depends_on = [auth0api_resource_server_scope.s]
}
`

// resources is how many resources landscape declares.
const resources = 290

// newCLI returns a CLI whose configuration is the landscape on the tenant.
func newCLI(tb testing.TB, tenantURL string) *acctest.CLI {
	tb.Helper()
	cli := acctest.NewCLI(tb)
	cli.Config(fmt.Sprintf("provider \"auth0api\" {\n  domain        = %q\n  client_id     = %q\n  client_secret = %q\n}\n", tenantURL, adminID, adminSecret) + landscape)
	return cli
}

func expectAllInState(tb testing.TB, cli *acctest.CLI) {
	tb.Helper()
	if n := strings.Count(cli.Must("state", "list"), "\n"); n != resources {
		tb.Errorf("the state has %d resources, want %d", n, resources)
	}
}

// An apply of 290 resources, ten at a time, while a replica is killed (SIGKILL) and the
// database is restarted: Terraform completes without an error, and the tenant has exactly
// what its state says.
func TestAccCluster_anApplyCompletesWhenAReplicaIsKilledAndTheDatabaseRestarts(t *testing.T) {
	t.Parallel()
	d := deploy(t, postgrestest.Start(t))
	var interruptions sync.WaitGroup
	interruptions.Add(2)
	d.at = map[int64]func(){
		60:  func() { defer interruptions.Done(); d.replicas[1].kill() },
		140: func() { defer interruptions.Done(); d.restartDatabase(t) },
	}
	cli := newCLI(t, d.URL)
	cli.Apply("-parallelism=10")
	interruptions.Wait()
	d.expectEachServed(t)
	expectAllInState(t, cli)
	cli.EmptyPlan()

	// A replica that is stopped as Kubernetes does it, and a replica that takes its place.
	if code := d.replicas[0].stop(t); code != 0 {
		t.Errorf("a replica that was asked to stop ended with %d: %s", code, d.replicas[0].output)
	}
	d.use(d.replicas[2].address, startReplica(t, d.URL, d.url).address)
	cli.EmptyPlan()
	cli.Apply("-destroy", "-parallelism=10")
	if left := d.count(t, "/api/v2/resource-servers?include_totals=true"); left != 1 {
		t.Errorf("after the destroy there are %d APIs, want the Management API alone", left)
	}
}
