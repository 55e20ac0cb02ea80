package provider_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAClientsSecretIsRead(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	made := tenant.Create("clients", acctest.Object{"name": "Reader", "app_type": "non_interactive"})
	got := connected(t, tenant).Open("auth0api_client_secret", acctest.Values{"client_id": made["client_id"]})
	mustHaveNone(t, got)
	if got.Attribute("client_secret") != made["client_secret"] || got.Attribute("name") != "Reader" {
		t.Errorf("got %s", got.Value)
	}
	if n := tenant.Requests.Count(http.MethodGet, clientsRoute+"/{id}"); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestAClientWithoutASecretSaysWhy(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const summary = "error at client_id: The client's secret cannot be read"
	open := func(p *acctest.Plugin, client acctest.Object) acctest.Answer {
		return p.Open("auth0api_client_secret", acctest.Values{"client_id": client["client_id"]})
	}
	all := connected(t, tenant)
	// A public client has a secret, too (recorded 2026-07).
	public := tenant.Create("clients", acctest.Object{"name": "Page", "app_type": "spa", "token_endpoint_auth_method": "none"})
	if got := open(all, public); got.Attribute("client_secret") != public["client_secret"] || public["client_secret"] == nil {
		t.Errorf("the secret of a public client is %s, want %v", got.Value, public["client_secret"])
	}
	reader := tenant.Create("clients", acctest.Object{"name": "Reader", "app_type": "non_interactive"})
	expectDiagnostic(t, open(permitted(t, tenant, "read:clients"), reader), summary, "Grant that client the scope read:client_keys")
	// The data source reports the same, and continues.
	expectDiagnostic(t, permitted(t, tenant, "read:clients").ReadData("auth0api_client", acctest.Values{"client_id": reader["client_id"], "client_secret_in_state": true}),
		"warning at client_secret_in_state: The client's secret cannot be read", "Grant that client the scope read:client_keys")
	expectDiagnostic(t, open(all, acctest.Object{"client_id": "nobody"}), "error at client_id: There is no such client", `"nobody"`)
}

func TestAClientWithKeysShowsNoSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := acctest.Values{"name": "c"}
	state := p.Apply("auth0api_client", noState, config)
	mustHaveNone(t, state)
	secret := state.Attribute("client_secret")
	_, public := keyPair(t)
	mustHaveNone(t, p.Apply(credentialsResource, noState, keyed(state.Attribute("id"), acctest.Values{"pem": public})))

	// What the state holds stays, since no other secret is known.
	state = p.ReadAfter("auth0api_client", state)
	mustHaveNone(t, state)
	expectSecret(t, p, "by keys", state, config, secret)
	expectDiagnostic(t, p.Open("auth0api_client_secret", acctest.Values{"client_id": state.Attribute("id")}),
		"error at client_id: The client's secret cannot be read", "authenticates by keys")
}

func TestAccClientSecretEphemeral_reachesNoFile(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.Config(fmt.Sprintf(`
provider "auth0api" {}
ephemeral "auth0api_client_secret" "reader" {
  client_id = %q
}
ephemeral "auth0api_token" "reader" {
  audience      = %q
  client_id     = ephemeral.auth0api_client_secret.reader.client_id
  client_secret = ephemeral.auth0api_client_secret.reader.client_secret
  lifecycle {
    postcondition {
      condition     = provider::auth0api::has_scopes(self.claims, ["read:a"])
      error_message = "the token is another one"
    }
  }
}
resource "auth0api_client" "c" {
  name = "c"
  # OpenTofu opens at apply only what an applied resource needs.
  depends_on = [ephemeral.auth0api_token.reader]
}
`, config["client_id"], appointments))
	output := cli.Must("plan", "-no-color", "-out=plan")
	output += unzipped(t, filepath.Join(cli.Dir, "plan"))
	output += cli.Must("apply", "-no-color", "plan")
	output += states(t, cli)
	if secret, _ := config["client_secret"].(string); secret == "" || strings.Contains(output, secret) {
		t.Error("the plan, state or output holds the reader's secret")
	}
}

func TestAccClientSecretEphemeral_errors(t *testing.T) {
	t.Parallel()
	acctest.NewTenant(t).ExpectErrors(t, "ephemeral \"auth0api_client_secret\" \"nobody\" {\n  client_id = \"\"\n}\n",
		acctest.Diagnostic("Invalid Attribute Value Length", `client_id = ""`, "at least 1"))
}
