package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
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
