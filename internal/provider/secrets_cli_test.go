package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// secretWalk runs a configuration against a tenant, and looks after each step
// for every secret that the tenant has or had.
type secretWalk struct {
	tenant *acctest.Tenant
	seen   *secretsSeen
	file   store.Store
	// publicKey is what a client has that signs with a key.
	publicKey string
	config    string
	// allowed are the secrets that the state and plans may hold.
	allowed map[string]bool
}

func newSecretWalk(t *testing.T, config string) *secretWalk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	tenant, seen := secretTenant(t, nil, mocktest.WithDataFile(path))
	file, err := store.OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	private, public := keyPair(t)
	seen.add("the client's private key", strings.Split(private, "\n")[1])
	return &secretWalk{tenant: tenant, seen: seen, file: file, publicKey: public, config: config, allowed: map[string]bool{}}
}

// learn adds the secrets that the tenant has now to those that were seen.
func (w *secretWalk) learn(t *testing.T) {
	t.Helper()
	err := w.file.View(t.Context(), func(tx store.Reader) error {
		for _, client := range tx.Clients().All() {
			if client.ClientSecret != "" {
				w.seen.add("the secret of client "+client.Name, client.ClientSecret)
			}
		}
		for _, api := range tx.ResourceServers().All() {
			if api.SigningSecret != "" {
				w.seen.add("the signing secret of "+api.Identifier, api.SigningSecret)
			}
		}
		for _, key := range tx.SigningKeys() {
			// The second line of a PEM is the same wherever newlines are encoded.
			w.seen.add("the private key "+key.Kid, strings.Split(key.PrivateKeyPEM, "\n")[1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// clientSecret and signingSecret are those that the tenant has now.
func (w *secretWalk) clientSecret(t *testing.T, name string) string {
	t.Helper()
	return fmt.Sprint(clientNamed(t, w.tenant, name)["client_secret"])
}

func (w *secretWalk) signingSecret(identifier string) string {
	return fmt.Sprint(w.tenant.ResourceServer(identifier)["signing_secret"])
}

// expectOnlyAllowed looks for each secret in all files of the folder (the state,
// its backup, plans, the log), and in further texts.
func (w *secretWalk) expectOnlyAllowed(t *testing.T, step string, cli *acctest.CLI, further map[string]string) {
	t.Helper()
	w.learn(t)
	texts := files(t, cli.Dir)
	for name, text := range further {
		texts[name] = []byte(text)
	}
	for name, content := range texts {
		allowed := w.allowed
		switch {
		case strings.HasSuffix(name, ".tf"):
			continue // the configuration itself
		case strings.HasPrefix(name, outputOf), name == "terraform.log":
			allowed = nil
		case strings.HasPrefix(name, "terraform.tfstate"):
			// What a state holds in base64, as the private state is, is looked into.
			w.seen.expectNoneBut(t, step+": "+name+", decoded", withoutInState(t, content), allowed)
		}
		w.seen.expectNoneBut(t, step+": "+name, content, allowed)
	}
}

// outputOf begins the names of texts that the CLI prints for people.
const outputOf = "the output of "

var accessTokens = regexp.MustCompile(`"access_token":"([^"]+)"`)

// run makes a plan, shows it, applies it and shows the state; nothing but the
// allowed secrets may be in any of that.
func (w *secretWalk) run(t *testing.T, step string, cli *acctest.CLI, apply bool) {
	t.Helper()
	plan := strings.ReplaceAll(step, " ", "-") + ".tfplan"
	further := map[string]string{
		outputOf + "plan": cli.Must("plan", "-no-color", "-out="+plan),
		"show -json PLAN": cli.Must("show", "-json", plan),
	}
	if apply {
		further[outputOf+"apply"] = cli.Must("apply", "-no-color", plan)
	}
	further["show -json"] = cli.Must("show", "-json")
	w.allowTokens(further)
	w.expectOnlyAllowed(t, step, cli, further)
}

// allowTokens allows the tokens that the data source auth0api_token has in these
// texts: it is asked for them by its name.
func (w *secretWalk) allowTokens(texts map[string]string) {
	for _, text := range texts {
		for _, token := range accessTokens.FindAllStringSubmatch(text, -1) {
			w.allowed[token[1]] = strings.Contains(w.config, `data "auth0api_token"`)
		}
	}
}

// importing is a configuration that imports what another one made, by the IDs
// in that one's state.
func (w *secretWalk) importing(t *testing.T, made *acctest.CLI) string {
	t.Helper()
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Address, Mode string
					Values        struct{ ID string }
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(made.Must("show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	var blocks strings.Builder
	for _, r := range state.Values.RootModule.Resources {
		if r.Mode == "managed" {
			fmt.Fprintf(&blocks, "import {\n  to = %s\n  id = %q\n}\n", r.Address, r.Values.ID)
		}
	}
	if blocks.Len() == 0 {
		t.Fatal("there is nothing to import")
	}
	return w.config + blocks.String()
}

// start applies the configuration in a folder of its own.
func (w *secretWalk) start(t *testing.T) *acctest.CLI {
	t.Helper()
	cli := leaky(t, w.tenant, "TF_VAR_secret="+writeOnlyWalkSecret)
	cli.Config(w.config)
	cli.File("key.pem", w.publicKey)
	w.seen.add("the write-only secret", writeOnlyWalkSecret)
	return cli
}

// drifts is the walk from the first drift on: what refreshes, plans, repairs and
// imports bring into files.
func (w *secretWalk) drifts(t *testing.T, cli *acctest.CLI, drift func()) {
	t.Helper()
	drift()
	w.run(t, "drifted", cli, false)
	refreshed := map[string]string{outputOf + "apply -refresh-only": cli.Apply("-refresh-only"), "show -json": cli.Must("show", "-json")}
	w.allowTokens(refreshed)
	w.expectOnlyAllowed(t, "refreshed", cli, refreshed)
	w.run(t, "repaired", cli, true)
	drift()
	w.run(t, "repaired at once", cli, true)
	cli.EmptyPlan()

	drift()
	other := leaky(t, w.tenant, "TF_VAR_secret="+writeOnlyWalkSecret)
	other.Config(w.importing(t, cli))
	other.File("key.pem", w.publicKey)
	w.run(t, "imported", other, true)
	other.EmptyPlan()
	w.expectOnlyAllowed(t, "at the end", other, nil)
	kinds := slices.Sorted(maps.Values(w.seen.all()))
	if len(kinds) < 10 {
		t.Errorf("the tenant had only the secrets %q", kinds)
	}
}

// writeOnlyWalkSecret is what configurations give to write-only attributes.
const writeOnlyWalkSecret = "a-s3cret-that-is-write-only"

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
// import (C5 of the review: among others, private_key_jwt that somebody set back
// to client_secret_post).
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
`

// TestSecretsAreInNoFile_butThoseThatAreAskedFor finds in the files what the
// configuration gives, what the create made and what a data source is told to
// read, and nothing that came later.
func TestSecretsAreInNoFile_butThoseThatAreAskedFor(t *testing.T) {
	t.Parallel()
	w := newSecretWalk(t, "")
	w.config = fmt.Sprintf(askingForSecrets, w.tenant.URL)
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

// Each resource, data source and ephemeral resource is in one of the two
// configurations.
func TestSecretsAreLookedForInEverythingThatTheProviderHas(t *testing.T) {
	t.Parallel()
	for of := range schemas(t) {
		kind, name, named := strings.Cut(of, " ")
		if !named || kind == "list" || kind == "action" {
			continue
		}
		if block := fmt.Sprintf("\n%s %q ", kind, name); !strings.Contains(everyResource+askingForSecrets, block) {
			t.Errorf("neither configuration has a block %s", strings.TrimSpace(block))
		}
	}
}
