package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// leaky is a CLI that logs all it can to a file in its folder.
func leaky(t *testing.T, tenant *acctest.Tenant, env ...string) *acctest.CLI {
	t.Helper()
	cli := acctest.NewCLI(t, environment(tenant, append(env, "TF_LOG=TRACE")...)...)
	cli.SetEnv("TF_LOG_PATH", filepath.Join(cli.Dir, "terraform.log"))
	return cli
}

// quickstart copies the example of that name.
func quickstart(t *testing.T, cli *acctest.CLI) {
	t.Helper()
	example, err := filepath.Glob("../../examples/quickstart/*.tf")
	if err != nil || len(example) == 0 {
		t.Fatalf("the example is %v, %v", example, err)
	}
	for _, path := range example {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cli.File(filepath.Base(path), string(content))
	}
}

// TestAccQuickstart_writesNoSecret looks into everything that the quickstart
// prints and leaves behind: nothing is secret but what inState names, and that
// is in the state and in the plans that repeat it, and nowhere else.
func TestAccQuickstart_writesNoSecret(t *testing.T) {
	t.Parallel()
	tenant, seen := secretTenant(t, nil)
	cli := leaky(t, tenant)
	quickstart(t, cli)

	var printed strings.Builder
	printed.WriteString(cli.Must("plan", "-no-color", "-out=first.tfplan"))
	first := cli.Must("show", "-json", "first.tfplan")
	for name, content := range files(t, cli.Dir) {
		seen.expectNone(t, "before the apply, "+name, content)
	}
	printed.WriteString(cli.Must("apply", "-no-color", "first.tfplan"))
	printed.WriteString(cli.Must("plan", "-no-color", "-out=second.tfplan", "-var=reader_scopes=[]"))
	second := cli.Must("show", "-json", "second.tfplan")
	for _, command := range []string{"show", "output -json", "state show auth0api_client.reader"} {
		args := strings.Fields(command)
		printed.WriteString(cli.Must(args...))
	}
	states := map[string][]byte{"the JSON of the first plan": []byte(first), "the JSON of the second plan": []byte(second)}
	states["the JSON of the state"] = []byte(cli.Must("show", "-json"))
	for name, content := range files(t, cli.Dir) {
		if strings.HasPrefix(name, "terraform.tfstate") {
			states[name] = content
		}
	}
	printed.WriteString(cli.Apply("-destroy"))

	kinds := slices.Sorted(maps.Values(seen.all()))
	for _, kind := range []string{"the secret of the provider's client", "a access_token of /oauth/token", "a client_secret of /api/v2/clients"} {
		if !slices.Contains(kinds, kind) {
			t.Fatalf("there was no %s: %s", kind, kinds)
		}
	}
	seen.expectNone(t, "the output", []byte(printed.String()))
	for name, document := range states {
		seen.expectNone(t, name, withoutInState(t, document))
	}
	log, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.log"))
	if err != nil || !strings.Contains(string(log), "[TRACE] provider.stdio") || !strings.Contains(string(log), "Request to the tenant") {
		t.Errorf("the log is not one of TF_LOG=TRACE: %v", err)
	}
	seen.expectNone(t, "the log", log)
}

// hiding has a secret on each path that keeps it out of the state.
const hiding = `
provider "auth0api" {}
variable "signing_secret" {
  ephemeral = true
}
resource "auth0api_resource_server" "api" {
  identifier                = "https://appointments.example.test/"
  signing_alg               = "HS256"
  signing_secret_wo         = var.signing_secret
  signing_secret_wo_version = 1
}
resource "auth0api_client" "reader" {
  name                   = "Reader"
  client_secret_in_state = false
}
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server.api.identifier
  scopes    = []
}
resource "auth0api_client" "other" {
  name                   = "Other"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "other" {
  client_id                = auth0api_client.other.client_id
  authentication_method    = "client_secret_post"
  client_secret_wo         = ephemeral.auth0api_client_secret.reader.client_secret
  client_secret_wo_version = 1
}
ephemeral "auth0api_client_secret" "reader" {
  client_id = auth0api_client.reader.client_id
}
ephemeral "auth0api_token" "reader" {
  client_id      = auth0api_client_grant.reader.client_id
  client_secret  = ephemeral.auth0api_client_secret.reader.client_secret
  audience       = auth0api_client_grant.reader.audience
  signing_secret = var.signing_secret
}
`

func TestAccSecrets_writeOnlyAndEphemeralOnesAreInNoFile(t *testing.T) {
	t.Parallel()
	tenant, seen := secretTenant(t, nil)
	cli := leaky(t, tenant)
	cli.Config(hiding)
	const signing = "a-signing-s3cret-that-is-write-only"
	seen.add("the signing secret", signing)
	cli.SetEnv("TF_VAR_signing_secret", signing)

	output := cli.Must("plan", "-no-color", "-out=first.tfplan")
	output += cli.Must("apply", "-no-color", "first.tfplan")
	output += cli.Must("plan", "-no-color", "-out=second.tfplan")
	output += cli.Must("show", "-json", "second.tfplan")
	output += cli.Must("show", "-json")
	if got := tenant.ResourceServer("https://appointments.example.test/")["signing_secret"]; got != signing {
		t.Errorf("the API's signing secret is %v", got)
	}
	if n := len(seen.all()); n < 5 {
		t.Errorf("%d secrets were seen, want those of three clients and the API, and tokens", n)
	}
	seen.expectNone(t, "the output", []byte(output))
	for name, content := range files(t, cli.Dir) {
		if strings.HasPrefix(name, "terraform.tfstate") {
			seen.expectNone(t, name+", decoded", withoutInState(t, content))
		}
		seen.expectNone(t, name, content)
	}
}
