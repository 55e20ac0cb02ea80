package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// writeOnlyArguments sets each write-only argument twice: by a variable, and by an
// ephemeral resource.
const writeOnlyArguments = `
provider "auth0api" {}
variable "secret" {
  ephemeral = true
}
resource "auth0api_client" "source" {
  name                   = "source"
  client_secret_in_state = false
}
ephemeral "auth0api_client_secret" "source" {
  client_id = auth0api_client.source.client_id
}
resource "auth0api_client" "first" {
  name                   = "first"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "first" {
  client_id                = auth0api_client.first.client_id
  authentication_method    = "client_secret_post"
  client_secret_wo         = var.secret
  client_secret_wo_version = 1
}
resource "auth0api_client" "second" {
  name                   = "second"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "second" {
  client_id                = auth0api_client.second.client_id
  authentication_method    = "client_secret_post"
  client_secret_wo         = ephemeral.auth0api_client_secret.source.client_secret
  client_secret_wo_version = 1
}
resource "auth0api_resource_server" "first" {
  identifier                = "urn:first"
  signing_alg               = "HS256"
  signing_secret_wo         = var.secret
  signing_secret_wo_version = 1
}
resource "auth0api_resource_server" "second" {
  identifier                = "urn:second"
  signing_alg               = "HS256"
  signing_secret_wo         = ephemeral.auth0api_client_secret.source.client_secret
  signing_secret_wo_version = 1
}
`

// Each write-only argument takes ephemeral values, of a variable and of an ephemeral
// resource; the tenant gets them, and the state does not.
func TestAccCLI_ephemeralValuesInEveryWriteOnlyArgument(t *testing.T) {
	t.Parallel()
	for resource, arguments := range plugin(t).WriteOnly() {
		for _, argument := range arguments {
			for _, value := range []string{`var\.`, `ephemeral\.`} {
				if !regexp.MustCompile(`(?s)resource "` + resource + `"[^}]*` + argument + ` *= ` + value).MatchString(writeOnlyArguments) {
					t.Errorf("%s.%s has no ephemeral value of %s", resource, argument, value)
				}
			}
		}
	}
	const secret = "a-secret-of-an-ephemeral-variable-0123456789abcdef"
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, environment(tenant, "TF_VAR_secret="+secret)...)
	cli.Config(writeOnlyArguments)
	cli.Apply()
	generated := clientNamed(t, tenant, "source")["client_secret"]
	for name, want := range map[string]any{"first": secret, "second": generated} {
		if got := clientNamed(t, tenant, name)["client_secret"]; got != want {
			t.Errorf("client %s has the secret %v, want %v", name, got, want)
		}
		if got := tenant.ResourceServer("urn:" + name)["signing_secret"]; got != want {
			t.Errorf("API %s has the secret %v, want %v", name, got, want)
		}
	}
	if state := cli.Must("show", "-json"); strings.Contains(state, secret) || strings.Contains(state, generated.(string)) {
		t.Error("the state has a secret")
	}
	cli.EmptyPlan()
}
