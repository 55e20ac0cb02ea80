package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// everyResource has one of each resource and data source, and each way to keep a
// secret out of the state.
const everyResource = `
provider "auth0api" {}
variable "secret" {
  ephemeral = true
}

resource "auth0api_resource_server" "plain" {
  identifier  = "urn:plain"
  signing_alg = "RS256"
}
resource "auth0api_resource_server_scopes" "plain" {
  resource_server_identifier = auth0api_resource_server.plain.identifier
  scopes {
    name = "read:a"
  }
}
resource "auth0api_tenant_settings" "this" {
  remove_alg_from_jwks = true
}
data "auth0api_tenant_settings" "this" {
  depends_on = [auth0api_tenant_settings.this]
}
resource "auth0api_role" "one" { name = "one" }
resource "auth0api_role" "whole" { name = "whole" }
resource "auth0api_role_permission" "one" {
  role_id                    = auth0api_role.one.id
  resource_server_identifier = auth0api_resource_server_scopes.plain.resource_server_identifier
  permission                 = "read:a"
}
resource "auth0api_role_permissions" "whole" {
  role_id = auth0api_role.whole.id
  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.plain.resource_server_identifier
    name                       = "read:a"
  }
}
resource "auth0api_resource_server" "generated" {
  identifier  = "urn:generated"
  signing_alg = "HS256"
}
resource "auth0api_resource_server_scope" "generated" {
  resource_server_identifier = auth0api_resource_server.generated.identifier
  scope                      = "read:b"
}
resource "auth0api_resource_server" "write_only" {
  identifier                = "urn:write-only"
  signing_alg               = "HS256"
  signing_secret_wo         = var.secret
  signing_secret_wo_version = 1
}

resource "auth0api_client" "reader" {
  name                   = "reader"
  client_secret_in_state = false
}
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server.generated.identifier
  scopes    = []
}
resource "auth0api_resource_server_grants" "plain" {
  resource_server_identifier = auth0api_resource_server_scopes.plain.resource_server_identifier
  grants {
    client_id = auth0api_client.reader.client_id
    scopes    = []
  }
}
# Known at apply only.
resource "terraform_data" "no" {
  input = false
}
resource "auth0api_client" "undecided" {
  name                   = "undecided"
  client_secret_in_state = terraform_data.no.output
}
resource "auth0api_client" "public" {
  name                       = "public"
  app_type                   = "spa"
  grant_types                = ["authorization_code"]
  token_endpoint_auth_method = "none"
}
resource "auth0api_client" "keyed" {
  name                   = "keyed"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "keyed" {
  client_id             = auth0api_client.keyed.client_id
  authentication_method = "private_key_jwt"
  private_key_jwt = {
    credentials = [{ pem = file("key.pem") }]
  }
}
resource "auth0api_client" "posting" {
  name                   = "posting"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "posting" {
  client_id             = auth0api_client.posting.client_id
  authentication_method = "client_secret_post"
}
resource "auth0api_client" "chosen" {
  name                   = "chosen"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "chosen" {
  client_id                = auth0api_client.chosen.client_id
  authentication_method    = "client_secret_post"
  client_secret_wo         = var.secret
  client_secret_wo_version = 1
}

data "auth0api_resource_server" "generated" {
  id = auth0api_resource_server.generated.id
}
data "auth0api_client" "reader" {
  client_id = auth0api_client.reader.client_id
}
data "auth0api_resource_servers" "all" {
  depends_on = [auth0api_resource_server.generated, auth0api_resource_server.write_only]
}
data "auth0api_clients" "all" {
  depends_on = [auth0api_client_credentials.chosen, auth0api_client_credentials.posting]
}
data "auth0api_client_grants" "all" {}
data "auth0api_role" "whole" {
  role_id = auth0api_role_permissions.whole.role_id
}
data "auth0api_roles" "all" {}
data "auth0api_access" "all" {}
data "auth0api_changes" "reader" {
  client_id = auth0api_client_grant.reader.client_id
}
data "auth0api_signing_keys" "all" {}
data "auth0api_jwks" "all" {}

ephemeral "auth0api_client_secret" "reader" {
  client_id = auth0api_client_grant.reader.client_id
}
ephemeral "auth0api_resource_server_signing_secret" "generated" {
  id = auth0api_resource_server.generated.id
}
ephemeral "auth0api_token" "reader" {
  client_id      = ephemeral.auth0api_client_secret.reader.client_id
  client_secret  = ephemeral.auth0api_client_secret.reader.client_secret
  audience       = auth0api_client_grant.reader.audience
  signing_secret = ephemeral.auth0api_resource_server_signing_secret.generated.signing_secret
}
# OpenTofu opens at apply only what an applied resource needs.
resource "terraform_data" "token" {
  depends_on = [ephemeral.auth0api_token.reader]
}
`

// TestSecretsAreInNoFile runs each resource and data source through create,
// drift of each setting that bears a secret, refresh-only, plan -out, repair and
// import. Among the drifts, a client with private_key_jwt is set back to
// client_secret_post.
func TestSecretsAreInNoFile(t *testing.T) {
	t.Parallel()
	w := newSecretWalk(t, everyResource)
	cli := w.start(t)
	w.run(t, "created", cli, true)
	round := 0
	drift := func() {
		round++
		byHand := func(what string) string { return fmt.Sprintf("%s-by-hand-%d-0123456789", what, round) }
		change := func(name string, body acctest.Object) {
			w.tenant.Change("clients", fmt.Sprint(clientNamed(t, w.tenant, name)["client_id"]), body)
		}
		w.tenant.Change("resource-servers", "urn:plain", acctest.Object{"signing_alg": "HS256"})
		w.tenant.Change("resource-servers", "urn:generated", acctest.Object{"signing_secret": byHand("generated")})
		w.tenant.Change("resource-servers", "urn:write-only", acctest.Object{"signing_secret": byHand("write-only")})
		w.tenant.API(http.MethodPost, "/clients/"+fmt.Sprint(clientNamed(t, w.tenant, "reader")["client_id"])+"/rotate-secret", nil, nil)
		change("public", acctest.Object{"token_endpoint_auth_method": "client_secret_post"})
		change("keyed", acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_post"})
		change("posting", acctest.Object{"token_endpoint_auth_method": "client_secret_basic", "client_secret": byHand("posting")})
		change("chosen", acctest.Object{"client_secret": byHand("chosen")})
	}
	w.drifts(t, cli, drift)
}

// askingForSecrets has each way to ask for a secret in the state.
const askingForSecrets = `
provider "auth0api" {}
resource "auth0api_resource_server" "own" {
  identifier     = "urn:own"
  signing_alg    = "HS256"
  signing_secret = "a-signing-s3cret-of-the-configuration"
}
resource "auth0api_client" "held" {
  name = "held"
}
resource "auth0api_client" "chosen" {
  name                   = "chosen"
  client_secret_in_state = false
}
resource "auth0api_client_credentials" "chosen" {
  client_id             = auth0api_client.chosen.client_id
  authentication_method = "client_secret_post"
  client_secret         = "a-client-s3cret-of-the-configuration"
}
data "auth0api_resource_server" "asked" {
  identifier              = "urn:asked"
  signing_secret_in_state = true
}
data "auth0api_client" "asked" {
  name                   = "asked"
  client_secret_in_state = true
}
data "auth0api_token" "asked" {
  audience = "%s/api/v2/"
}
data "auth0api_user_token" "asked" {
  audience  = "urn:user"
  client_id = "%s"
  user      = "alice@example.test"
}
`

// TestSecretsAreInNoFile_butThoseThatAreAskedFor finds in the files what the
// configuration gives, what the create made and what a data source is configured to
// read, and nothing that came later.
func TestSecretsAreInNoFile_butThoseThatAreAskedFor(t *testing.T) {
	t.Parallel()
	w := newSecretWalk(t, "")
	w.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:user"})
	browser := w.tenant.Create("clients", acctest.Object{
		"name": "browser", "app_type": "spa", "token_endpoint_auth_method": "none", "grant_types": []string{"authorization_code"}, "callbacks": []string{"http://localhost/"},
	})
	w.config = fmt.Sprintf(askingForSecrets, w.tenant.URL, browser["client_id"])
	w.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:asked", "signing_alg": "HS256"})
	w.tenant.Create("clients", acctest.Object{"name": "asked", "app_type": "non_interactive"})
	cli := w.start(t)
	cli.Apply()
	for what, secret := range map[string]string{
		"the configured signing secret": w.signingSecret("urn:own"), "the secret of the create": w.clientSecret(t, "held"),
		"the configured client secret": w.clientSecret(t, "chosen"), "the client's that is read": w.clientSecret(t, "asked"),
		"the API's that is read": w.signingSecret("urn:asked"),
	} {
		w.allowed[secret] = true
		if !strings.Contains(string(files(t, cli.Dir)["terraform.tfstate"]), secret) {
			t.Errorf("the state lacks %s", what)
		}
	}
	w.run(t, "created", cli, false)
	round := 0
	drift := func() {
		round++
		id := func(name string) string { return fmt.Sprint(clientNamed(t, w.tenant, name)["client_id"]) }
		w.tenant.Change("resource-servers", "urn:own", acctest.Object{"signing_secret": fmt.Sprintf("own-by-hand-%d-0123456789", round)})
		w.tenant.API(http.MethodPost, "/clients/"+id("held")+"/rotate-secret", nil, nil)
		w.tenant.Change("clients", id("chosen"), acctest.Object{"client_secret": fmt.Sprintf("chosen-by-hand-%d-0123456789", round)})
	}
	w.drifts(t, cli, drift)
}

// withoutSecrets are objects that have no secret, and that need a user, an organization or
// a document that no configuration makes.
var withoutSecrets = []string{"auth0api_user_roles", "auth0api_user_permissions", "auth0api_organization_client_grant", "auth0api_organization_client_grants", "auth0api_client_cimd"}

// Each other resource, data source and ephemeral resource is in one of the two
// configurations.
func TestSecretsAreLookedForInEverythingThatTheProviderHas(t *testing.T) {
	t.Parallel()
	for of := range schemas(t) {
		kind, name, named := strings.Cut(of, " ")
		if !named || kind == "list" || kind == "action" {
			continue
		}
		if slices.Contains(withoutSecrets, name) {
			continue
		}
		if block := fmt.Sprintf("\n%s %q ", kind, name); !strings.Contains(everyResource+askingForSecrets, block) {
			t.Errorf("neither configuration has a block %s", strings.TrimSpace(block))
		}
	}
}
