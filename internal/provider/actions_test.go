package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// isRevoked reports whether the tenant lists a key as revoked. It lists the last
// three.
func isRevoked(tenant *acctest.Tenant, kid any) bool {
	var keys []acctest.Object
	tenant.API("GET", "/keys/signing", nil, &keys)
	return slices.ContainsFunc(keys, func(key acctest.Object) bool { return key["kid"] == kid && key["revoked"] == true })
}

// signingKeys maps the states of the tenant's keys that are not revoked to their
// IDs.
func signingKeys(tenant *acctest.Tenant) map[string]any {
	var keys []acctest.Object
	tenant.API("GET", "/keys/signing", nil, &keys)
	states := map[string]any{}
	for _, key := range keys {
		if key["revoked"] == true {
			continue
		}
		for _, state := range []string{"current", "next", "previous"} {
			if key[state] == true {
				states[state] = key["kid"]
			}
		}
	}
	return states
}

func TestAnActionRotatesAClientsSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	state := p.Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	mustHaveNone(t, state)
	id, before := state.Attribute("id"), state.Attribute("client_secret")
	got := p.Invoke("auth0api_rotate_client_secret", acctest.Values{"client_id": id})
	after := clientNamed(t, tenant, "c")["client_secret"]
	if len(got.Diagnostics) > 0 || after == before || len(got.Progress) != 1 || !strings.Contains(got.Progress[0], fmt.Sprint(id)) {
		t.Errorf("the action said %+v, and the secret changed: %t", got, after != before)
	}
	for _, secret := range []any{before, after} {
		if strings.Contains(fmt.Sprint(got), fmt.Sprint(secret)) {
			t.Errorf("the action tells a secret: %+v", got)
		}
	}
	if read := p.ReadAfter("auth0api_client", state); read.Attribute("client_secret") != nil {
		t.Error("a refresh writes the rotated secret, or keeps the one that ended")
	}
	expectInvocation(t, p.Invoke("auth0api_rotate_client_secret", acctest.Values{"client_id": "nobody"}),
		`error at client_id: Rotating the secret of client "nobody" failed`, "does not exist")
	expectInvocation(t, p.Invoke("auth0api_rotate_client_secret", acctest.Values{"client_id": ""}), "error at client_id: Invalid Attribute Value Length")
}

func TestActionsRotateAndRevokeSigningKeys(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	expectInvocation(t, p.Invoke("auth0api_revoke_signing_key", nil), "error: There is no signing key to revoke", "Rotate the keys first")
	before := signingKeys(tenant)
	rotated := p.Invoke("auth0api_rotate_signing_keys", nil)
	after := signingKeys(tenant)
	if len(rotated.Diagnostics) > 0 || after["current"] != before["next"] || after["previous"] != before["current"] ||
		len(rotated.Progress) != 1 || !strings.Contains(rotated.Progress[0], fmt.Sprint(after["current"])) {
		t.Errorf("the action said %+v, and the keys are %v after %v", rotated, after, before)
	}
	expectInvocation(t, p.Invoke("auth0api_revoke_signing_key", acctest.Values{"kid": after["current"]}),
		"error at kid: Revoking the signing key", "rotate first")
	expectInvocation(t, p.Invoke("auth0api_revoke_signing_key", acctest.Values{"kid": "none"}), "error at kid: Revoking the signing key", "does not exist")
	revoked := p.Invoke("auth0api_revoke_signing_key", nil)
	if len(revoked.Diagnostics) > 0 || !isRevoked(tenant, after["previous"]) || !strings.Contains(fmt.Sprint(revoked.Progress), fmt.Sprint(after["previous"])) {
		t.Errorf("the action said %+v, and the keys are %v", revoked, signingKeys(tenant))
	}
	expectInvocation(t, p.Invoke("auth0api_revoke_signing_key", nil), "error: There is no signing key to revoke")
	mustHaveNone(t, acctest.Answer{Diagnostics: p.Invoke("auth0api_rotate_signing_keys", nil).Diagnostics})
	named := signingKeys(tenant)["previous"]
	mustHaveNone(t, acctest.Answer{Diagnostics: p.Invoke("auth0api_revoke_signing_key", acctest.Values{"kid": named}).Diagnostics})
	if !isRevoked(tenant, named) {
		t.Errorf("the key %v is not revoked: %v", named, signingKeys(tenant))
	}
}

func TestActionsNeedTheTenant(t *testing.T) {
	t.Parallel()
	p := halfKnown(t)
	for action, config := range map[string]acctest.Values{
		"auth0api_rotate_client_secret": {"client_id": "c"}, "auth0api_rotate_signing_keys": nil, "auth0api_revoke_signing_key": nil,
	} {
		expectInvocation(t, p.Invoke(action, config), "error: The provider's configuration is not known yet")
	}
}

func expectInvocation(t *testing.T, got acctest.Invocation, begins string, contains ...string) {
	t.Helper()
	expectDiagnostic(t, acctest.Answer{Diagnostics: got.Diagnostics}, begins, contains...)
	if len(got.Progress) > 0 {
		t.Errorf("a failure reports the progress %q", got.Progress)
	}
}

// With a CLI that has actions, a change of the configuration triggers one. The trigger is
// another resource: Terraform 1.16 refuses an action that refers to its own trigger.
func TestAccActions(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := func(version string) string {
		return tenant.Config(`
action "auth0api_rotate_client_secret" "test" {
  config {
    client_id = auth0api_client.test.client_id
  }
}

resource "auth0api_client" "test" {
  name                   = "c"
  client_secret_in_state = false
}

resource "terraform_data" "version" {
  input = "` + version + `"
  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.auth0api_rotate_client_secret.test]
    }
  }
}
`)
	}
	var before any
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		Steps: []resource.TestStep{
			{Config: config("once"), Check: func(*terraform.State) error {
				before = clientNamed(t, tenant, "c")["client_secret"]
				return nil
			}},
			{Config: config("again"), Check: func(*terraform.State) error {
				if clientNamed(t, tenant, "c")["client_secret"] == before {
					t.Error("the secret is the same")
				}
				return nil
			}},
		},
	})
}
