package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccClientCredentials_secretAndKeys(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const address = "auth0api_client_credentials.test"
	_, first := keyPair(t)
	_, second := keyPair(t)
	config := func(settings string) string {
		return tenant.Config(client("name = \"c\"\n  client_secret_in_state = false") +
			"\nresource \"auth0api_client_credentials\" \"test\" {\n  client_id = auth0api_client.test.client_id\n" + settings + "\n}\n")
	}
	key := func(pem string) string {
		return fmt.Sprintf("{ pem = %q, expires_at = \"2090-01-01T00:00:00+01:00\" }", pem)
	}
	keys := func(keys ...string) string {
		return config("  authentication_method = \"private_key_jwt\"\n  private_key_jwt = { credentials = [" + strings.Join(keys, ", ") + "] }")
	}
	secret := func(version int) string {
		return config(fmt.Sprintf("  authentication_method = \"client_secret_post\"\n  client_secret_wo = \"never-in-a-state-%d\"\n  client_secret_wo_version = %d", version, version))
	}
	credential := func(index int) tfjsonpath.Path {
		return tfjsonpath.New("private_key_jwt").AtMapKey("credentials").AtSliceIndex(index)
	}
	// noSecret checks that no secret is anywhere in the state.
	noSecret := func(version int) func(*terraform.State) error {
		return func(state *terraform.State) error {
			if text := state.String(); strings.Contains(text, "never-in-a-state") {
				t.Errorf("the state holds the secret: %s", text)
			}
			if got, want := clientNamed(t, tenant, "c")["client_secret"], fmt.Sprintf("never-in-a-state-%d", version); got != want {
				t.Errorf("the secret is %v, want %s", got, want)
			}
			return nil
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_11_0)},
		Steps: []resource.TestStep{
			{Config: secret(1), Check: noSecret(1)},
			{Config: secret(2), Check: noSecret(2), ConfigPlanChecks: preApply(acctest.ExpectUpdate(address, "client_secret_wo_version"))},
			{
				Config:           keys(key(first)),
				ConfigPlanChecks: preApply(plancheck.ExpectUnknownValue(address, credential(0).AtMapKey("id"))),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, credential(0).AtMapKey("expires_at"), knownvalue.StringExact("2090-01-01T00:00:00+01:00")),
					statecheck.ExpectKnownValue(address, credential(0).AtMapKey("algorithm"), knownvalue.StringExact("RS256")),
				},
			},
			{
				// The new key is listed before the old key, which is not planned again.
				Config: keys(key(second), key(first)),
				ConfigPlanChecks: preApply(
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectUnknownValue(address, credential(0).AtMapKey("id")),
					plancheck.ExpectKnownValue(address, credential(1).AtMapKey("id"), knownvalue.NotNull()),
				),
			},
			{Config: keys(key(second))},
			{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"private_key_jwt.credentials.0.pem", "private_key_jwt.credentials.0.expires_at"}},
		},
	})
}
