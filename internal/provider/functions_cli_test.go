package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// functionsCLI is what has provider functions: Terraform 1.8, OpenTofu 1.7.
func functionsCLI() []tfversion.TerraformVersionCheck {
	return []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)}
}

func TestAccFunctions(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   functionsCLI(),
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config: tenant.Config(api("signing_alg = \"HS256\"\n  signing_secret = \""+hsSecret+"\"") + scope("scope = \"read:a\"\n  depends_on = [auth0api_resource_server.test]") + fmt.Sprintf(`
resource "auth0api_client" "test" {
  name = "Reader"
}
resource "auth0api_client_grant" "test" {
  client_id = auth0api_client.test.client_id
  audience  = auth0api_resource_server_scope.test.resource_server_identifier
  scopes    = [auth0api_resource_server_scope.test.scope]
}
data "auth0api_token" "test" {
  client_id      = auth0api_client.test.client_id
  client_secret  = auth0api_client.test.client_secret
  audience       = auth0api_client_grant.test.audience
  signing_secret = auth0api_resource_server.test.signing_secret
}
locals {
  token    = data.auth0api_token.test.access_token
  decoded  = provider::auth0api::decode_token(local.token)
  verified = provider::auth0api::verify_token(local.token, auth0api_resource_server.test.signing_secret, "%s/", %q)
}
output "alg" {
  value = nonsensitive(local.decoded.header.alg)
}
output "client" {
  value = nonsensitive(local.verified.azp == auth0api_client.test.client_id)
}
output "may" {
  value = [for s in ["read:a", "write:a"] : nonsensitive(provider::auth0api::has_scopes(local.verified, [s]))]
}
output "same_id" {
  value = provider::auth0api::scope_id(auth0api_resource_server.test.identifier, "read:a") == auth0api_resource_server_scope.test.id
}
output "sensitive" {
  value = [issensitive(local.decoded), issensitive(local.verified), issensitive(provider::auth0api::has_scopes(local.verified, ["a"]))]
}
`, tenant.URL, appointments)),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("alg", knownvalue.StringExact("HS256")),
				statecheck.ExpectKnownOutputValue("client", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("may", knownvalue.ListExact([]knownvalue.Check{knownvalue.Bool(true), knownvalue.Bool(false)})),
				statecheck.ExpectKnownOutputValue("same_id", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("sensitive", knownvalue.ListExact([]knownvalue.Check{knownvalue.Bool(true), knownvalue.Bool(true), knownvalue.Bool(true)})),
			},
		}},
	})
}

func TestAccFunctions_errorsAreAtTheArgument(t *testing.T) {
	t.Parallel()
	token := forge.Sign("HS256", []byte(hsSecret), acctest.Object{"alg": "HS256", "typ": "JWT"}, acctest.Object{"sub": "a"})
	for function, c := range map[string]struct{ call, want string }{
		"decode_token": {`decode_token("a.b.c.d.e")`, `Invalid value for "jwt" parameter: the token is encrypted (a JWE of five parts), so that only the API that has the key can read it`},
		"verify_token": {`verify_token(var.token, var.secret, "https://tenant.example/", "urn:api")`, `Invalid value for "jwt" parameter: the token's HS256 signature is not valid`},
		"has_scopes":   {`has_scopes({ scope = "read:a" }, ["read:a write:a"])`, `Invalid value for "scopes" parameter: Invalid scope name: "read:a write:a" contains a space`},
		"scope_id":     {`scope_id("", "read:a")`, `Invalid value for "identifier" parameter:`},
	} {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			cli := acctest.NewCLI(t)
			cli.Config(fmt.Sprintf(`
variable "token" {
  sensitive = true
  default   = %q
}
variable "secret" {
  sensitive = true
  default   = "the-s3cret-of-another-api"
}
output "it" {
  sensitive = true
  value     = provider::auth0api::%s
}
`, token, c.call))
			code, output := cli.Run("plan", "-no-color")
			if code != 1 || strings.Count(output, "Error: ") != 1 || !strings.Contains(unwrapped(output), c.want) {
				t.Errorf("the plan ended with %d, want it to say %s:\n%s", code, c.want, output)
			}
			if strings.Contains(output, "s3cret") || strings.Contains(output, token) {
				t.Errorf("the output repeats what is secret:\n%s", output)
			}
		})
	}
}

// unwrapped is what the CLI printed, as one line.
func unwrapped(output string) string {
	return strings.Join(strings.FieldsFunc(output, func(r rune) bool { return strings.ContainsRune(" \n│", r) }), " ")
}
