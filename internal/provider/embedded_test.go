package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// loop is an API with a scope, a client with a grant, and its token, on an
// embedded tenant. The token is read under another configuration of the
// provider, which is another process on the same file.
const loop = `
provider "auth0api" {
  domain   = "dev.example.test"
  embedded = { path = "tenant.db" }
}
provider "auth0api" {
  alias    = "other"
  domain   = "dev.example.test"
  embedded = { path = "tenant.db" }
}
resource "auth0api_resource_server" "api" {
  identifier = "https://appointments.example.test/"
  name       = "Appointments"
}
resource "auth0api_resource_server_scope" "one" {
  count                      = 3
  provider                   = auth0api
  resource_server_identifier = auth0api_resource_server.api.identifier
  scope                      = "read:${count.index}"
}
resource "auth0api_client" "reader" {
  provider = auth0api.other
  count    = 3
  name     = "Reader ${count.index}"
}
resource "auth0api_client_grant" "reader" {
  count      = 3
  client_id  = auth0api_client.reader[count.index].client_id
  audience   = auth0api_resource_server.api.identifier
  scopes     = ["read:${count.index}"]
  depends_on = [auth0api_resource_server_scope.one]
}
data "auth0api_token" "reader" {
  provider      = auth0api.other
  count         = 3
  client_id     = auth0api_client_grant.reader[count.index].client_id
  client_secret = auth0api_client.reader[count.index].client_secret
  audience      = auth0api_client_grant.reader[count.index].audience
}
output "scopes" {
  value = [for t in data.auth0api_token.reader : t.claims.scope]
}
output "issuers" {
  value = distinct([for t in data.auth0api_token.reader : t.claims.iss])
}
`

func TestAccEmbedded_theLoopOverSeveralProcesses(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.Config(loop)
	first := cli.Apply()
	for _, want := range []string{`"read:0"`, `"read:1"`, `"read:2"`, `"https://dev.example.test/"`} {
		if !strings.Contains(first, want) {
			t.Errorf("the first apply does not print %s:\n%s", want, first)
		}
	}
	// Once the provider has ended, the data file is whole by itself.
	if beside, err := filepath.Glob(filepath.Join(cli.Dir, "tenant.db-*")); err != nil || len(beside) > 0 {
		t.Errorf("left beside the data file: %v, %v", beside, err)
	}
	cli.EmptyPlan()
	if second := cli.Apply(); !strings.Contains(second, "Resources: 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the second apply did something:\n%s", second)
	}
	if got := cli.Console(`auth0api_client.reader[1].name`); !strings.Contains(got, `"Reader 1"`) {
		t.Errorf("console says %s", got)
	}
	if info, err := os.Stat(filepath.Join(cli.Dir, "tenant.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the tenant's file: %v, %v; want mode 0600", info, err)
	}
	if destroyed := cli.Apply("-destroy"); !strings.Contains(destroyed, "Resources: 10 destroyed") &&
		!strings.Contains(destroyed, "0 added, 0 changed, 10 destroyed") {
		t.Errorf("destroy says:\n%s", destroyed)
	}
}

func TestAccEmbedded_terraformTest(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.Config(loop)
	cli.File("loop.tftest.hcl", `
run "reader" {
  assert {
    condition     = data.auth0api_token.reader[0].claims.aud == auth0api_resource_server.api.identifier
    error_message = "the token is for another API"
  }
  assert {
    condition     = data.auth0api_token.reader[2].scope == "read:2"
    error_message = "the token has other scopes"
  }
}
run "again" {
  plan_options {
    refresh = true
  }
  command = plan
  assert {
    condition     = auth0api_client.reader[0].client_secret != null
    error_message = "the secret is gone"
  }
}
`)
	if output := cli.Must("test", "-no-color"); !strings.Contains(output, "2 passed, 0 failed") {
		t.Errorf("terraform test says:\n%s", output)
	}
}

func TestAccEmbedded_errors(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t, "AUTH0_CLIENT_ID=id", "AUTH0_CLIENT_SECRET=s3cret", "AUTH0_API_TOKEN=t0ken", "AUTH0_DOMAIN=http://a/b")
	const client = "\nresource \"auth0api_client\" \"c\" {\n  name = \"c\"\n}\n"
	foreign := []byte("SQLite format 3\x00 somebody else's\n")
	cli.File("foreign.db", string(foreign))
	for _, c := range []struct {
		block string
		want  *regexp.Regexp
	}{
		{
			block: "embedded = { path = \"tenant.db\" }\n  client_secret = \"s3cret\"",
			want:  acctest.Diagnostic("An embedded tenant needs no credentials", `client_secret = "s3cret"`, "Remove client_secret"),
		},
		{
			block: `embedded = { path = "none/tenant.db" }`,
			want:  acctest.Diagnostic("The embedded tenant did not start", `embedded = { path = "none/tenant.db" }`, `embedded.path is "none/tenant.db"`),
		},
		{
			block: `embedded = { path = "foreign.db" }`,
			want:  acctest.Diagnostic("The embedded tenant did not start", `embedded = { path = "foreign.db" }`, "not a data file of this program"),
		},
		{
			block: `embedded = { path = "tenants", tenant = "PR/17" }`,
			want:  acctest.Diagnostic("The embedded tenant did not start", `embedded = { path = "tenants", tenant = "PR/17" }`, "embedded.tenant: \"PR/17\" cannot be the name of a tenant"),
		},
		{
			block: "domain = \"a/b\"\n  embedded = { path = \"tenant.db\" }",
			want:  acctest.Diagnostic("The tenant's domain is not usable", `domain = "a/b"`, "path"),
		},
	} {
		cli.Config("provider \"auth0api\" {\n  " + c.block + "\n}\n" + client)
		code, output := cli.Run("apply", "-auto-approve", "-no-color")
		if code != 1 || !c.want.MatchString(output) || strings.Count(output, "Error: ") != 1 {
			t.Errorf("%s\nended with %d and does not match %s:\n%s", c.block, code, c.want, output)
		}
	}
	if data, err := os.ReadFile(filepath.Join(cli.Dir, "foreign.db")); err != nil || string(data) != string(foreign) {
		t.Errorf("the foreign file was changed: %q, %v", data, err)
	}
	if files, err := filepath.Glob(filepath.Join(cli.Dir, "*.db*")); err != nil || len(files) != 1 {
		t.Errorf("the refused configurations left %v, %v", files, err)
	}
	// The environment says who to be elsewhere, and does not matter here.
	cli.Config("provider \"auth0api\" {\n  embedded = { path = \"tenant.db\" }\n}\n" + client)
	cli.Apply()
}
