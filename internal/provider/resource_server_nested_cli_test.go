package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// nestedSettings are an API's settings that have settings of their own.
func nestedSettings(pem, policy string) string {
	return fmt.Sprintf(`
  consent_policy        = "transactional-authorization-with-mfa"
  authorization_policy  = { policy_id = %q }
  verification_location = "https://api.example.test/jwks.json"
  authorization_details = [{ type = "payment" }, { type = "rent" }]
  proof_of_possession   = { mechanism = "dpop", required = true }
  subject_type_authorization = {
    client = { policy = "deny_all" }
  }
  token_encryption = {
    format = "compact-nested-jwe"
    encryption_key = {
      algorithm = "RSA-OAEP-256"
      name      = "key"
      pem       = <<-EOT
%s
EOT
    }
  }
`, policy, pem)
}

// How the real CLI handles nested settings: what it proposes for their
// computed parts is its own affair.
func TestAccResourceServer_nestedSettings(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	private, public := keyPair(t)
	certificate := certificateOf(t, private)
	_, other := keyPair(t)
	source := `
data "auth0api_resource_server" "test" {
  identifier = auth0api_resource_server.test.identifier
}
`
	config := func(settings string) string { return tenant.Config(api(settings)) }
	one := func(want map[string]int) resource.TestCheckFunc {
		return func(*terraform.State) error { expectWrites(t, tenant, want); return nil }
	}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	cleared := []string{"consent_policy", "authorization_policy", "verification_location", "authorization_details", "proof_of_possession", "token_encryption"}
	var areNull []statecheck.StateCheck
	for _, name := range cleared {
		areNull = append(areNull, apiHas(name, knownvalue.Null()))
	}
	steps := []resource.TestStep{
		{Config: config(nestedSettings(public, "p1")), Check: one(map[string]int{"POST " + apisRoute: 1})},
		{Config: config(nestedSettings(certificate, "p1")), ConfigPlanChecks: expectEmptyPlan()},
		{
			PreConfig:        tenant.Requests.Reset,
			Config:           config(nestedSettings(certificate, "p2") + "name = \"Named\""),
			ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "name", "authorization_policy")),
			Check:            one(patched),
		},
		{
			PreConfig:        tenant.Requests.Reset,
			Config:           config(nestedSettings(other, "p2")),
			ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "token_encryption")),
			Check:            one(patched),
		},
		{ResourceName: apiAddress, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"token_encryption.encryption_key.pem"}},
		{
			Config: config(nestedSettings(other, "p2")) + source,
			ConfigStateChecks: []statecheck.StateCheck{
				sourceHas("proof_of_possession", "required_for", "all_clients"), sourceHas("token_encryption", "format", "compact-nested-jwe"),
				sourceHas("verification_location", "", "https://api.example.test/jwks.json"), sourceHas("authorization_policy", "policy_id", "p2"),
				sourceHas("consent_policy", "", "transactional-authorization-with-mfa"),
				statecheck.ExpectKnownValue("data."+apiAddress, tfjsonpath.New("is_system"), knownvalue.Bool(false)),
			},
		},
		{
			PreConfig:         tenant.Requests.Reset,
			Config:            config(""),
			ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, cleared...)),
			ConfigStateChecks: append(areNull, apiHas("name", knownvalue.StringExact("Named"))),
			Check:             one(patched),
		},
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(), Steps: steps})
}

// sourceHas checks a setting of the data source, or an attribute of one.
func sourceHas(setting, attribute, value string) statecheck.StateCheck {
	at := tfjsonpath.New(setting)
	if attribute != "" {
		at = at.AtMapKey(attribute)
	}
	return statecheck.ExpectKnownValue("data."+apiAddress, at, knownvalue.StringExact(value))
}
