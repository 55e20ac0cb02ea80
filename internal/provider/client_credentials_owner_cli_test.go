package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// credentialsCLI is a folder whose configuration sets a client's key.
type credentialsCLI struct {
	*acctest.CLI
	tenant  *acctest.Tenant
	id      any
	private string
	block   string
}

func newCredentialsCLI(t *testing.T) *credentialsCLI {
	t.Helper()
	tenant := acctest.NewTenant(t)
	private, public := keyPair(t)
	id := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"]
	mayAsk(tenant, id)
	c := &credentialsCLI{CLI: acctest.NewCLI(t), tenant: tenant, id: id, private: private}
	c.block = fmt.Sprintf("  client_id = %q\n  authentication_method = \"private_key_jwt\"\n  private_key_jwt = { credentials = [{ pem = %q, name = \"a\" }] }\n", id, public)
	return c
}

// resource is a block for the client's credentials.
func (c *credentialsCLI) resource(name, more string) string {
	return fmt.Sprintf("resource \"auth0api_client_credentials\" %q {\n%s%s}\n", name, c.block, more)
}

// works checks that the client authenticates with its key.
func (c *credentialsCLI) works(t *testing.T, step string) {
	t.Helper()
	expectToken(t, step, c.tenant, byKey(c.id, c.private))
}

// fails checks that an apply ends with an error that says this.
func (c *credentialsCLI) fails(t *testing.T, contains ...string) string {
	t.Helper()
	code, output := c.Run("apply", "-auto-approve", "-no-color")
	if code == 0 {
		t.Fatalf("the apply did not fail:\n%s", output)
	}
	said := strings.Join(strings.Fields(strings.ReplaceAll(output, "│", "")), " ")
	for _, part := range contains {
		if !strings.Contains(said, part) {
			t.Errorf("the apply does not say %q:\n%s", part, output)
		}
	}
	return output
}

const managedAlready = "are managed already"

func TestAccCredentials_taint(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	c.Config(c.tenant.Config(c.resource("a", "")))
	c.Apply()
	c.Must("taint", "auth0api_client_credentials.a")
	c.Apply()
	c.works(t, "taint")
	c.EmptyPlan()
	c.Apply("-replace=auth0api_client_credentials.a")
	c.works(t, "-replace")
	c.EmptyPlan()
}

// A dependent with create_before_destroy passes it on. The key in use belongs to
// the object that would be destroyed, so nothing is changed; untaint, as the
// error says, ends it.
func TestAccCredentials_createBeforeDestroyInheritedThenTaint(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	dependent := "resource \"auth0api_client\" \"dependent\" {\n  name = auth0api_client_credentials.a.id\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
	c.Config(c.tenant.Config(c.resource("a", "") + dependent))
	c.Apply()
	c.Must("taint", "auth0api_client_credentials.a")
	c.fails(t, managedAlready, "create_before_destroy cannot work", "terraform untaint ADDRESS")
	c.works(t, "refused")
	c.Must("untaint", "auth0api_client_credentials.a")
	c.EmptyPlan()

	// Without the flag the replacement works.
	c.Config(c.tenant.Config(c.resource("a", "") + strings.ReplaceAll(dependent, "true", "false")))
	c.Apply()
	c.Apply("-replace=auth0api_client_credentials.a")
	c.works(t, "replaced")
	c.EmptyPlan()
}

// With a secret the new object is as good as the old one, which is then not
// reset when Terraform destroys it.
func TestAccCredentials_createBeforeDestroyOfASecret(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	c.block = fmt.Sprintf("  client_id = %q\n  authentication_method = \"client_secret_basic\"\n  client_secret = \"a-secret-of-32-characters-or-more\"\n", c.id)
	c.Config(c.tenant.Config(c.resource("a", "  lifecycle {\n    create_before_destroy = true\n  }\n")))
	c.Apply()
	c.Must("taint", "auth0api_client_credentials.a")
	if output := c.Apply(); !strings.Contains(output, "are kept") {
		t.Errorf("the apply does not say that the credentials are kept:\n%s", output)
	}
	c.EmptyPlan()
	mustHaveNone(t, connected(t, c.tenant).ReadData("auth0api_token", acctest.Values{
		"audience": "urn:appointments", "client_id": c.id, "client_secret": "a-secret-of-32-characters-or-more", "token_endpoint_auth_method": "client_secret_basic",
	}))
	// A later destroy is not mistaken for that one.
	c.Apply("-destroy")
	if method := clientNamed(t, c.tenant, "c")["token_endpoint_auth_method"]; method != "client_secret_post" {
		t.Errorf("after the destroy the method is %v", method)
	}
}

// A module is renamed without a moved block: Terraform creates and destroys in
// any order. Either the old object went first and the new one took its place,
// or nothing was changed and the error says to add the block.
func TestAccCredentials_moduleRenamed(t *testing.T) {
	t.Parallel()
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			c := newCredentialsCLI(t)
			module := func(name string) string {
				return fmt.Sprintf("module %q {\n  source = \"./keys\"\n  providers = { auth0api = auth0api }\n}\n", name)
			}
			c.Config(c.tenant.Config(module("old")))
			if err := os.Mkdir(filepath.Join(c.Dir, "keys"), 0o700); err != nil {
				t.Fatal(err)
			}
			c.File("keys/main.tf", "terraform {\n  required_providers {\n    auth0api = {\n      source = \"auth0api/auth0api\"\n    }\n  }\n}\n"+c.resource("a", ""))
			c.Must("get")
			c.Apply()
			c.Config(c.tenant.Config(module("new")))
			c.Must("get")
			code, output := c.Run("apply", "-auto-approve", "-no-color")
			if !strings.Contains(output, "Destroyed and created: the credentials of client") {
				t.Errorf("the plan does not say that the credentials are destroyed and created:\n%s", output)
			}
			if code != 0 {
				if !strings.Contains(output, managedAlready) || !strings.Contains(output, "moved {") {
					t.Errorf("the apply failed:\n%s", output)
				}
				c.works(t, "refused")
				c.Config(c.tenant.Config(module("new") + "moved {\n  from = module.old\n  to   = module.new\n}\n"))
				c.Apply()
			}
			c.works(t, "renamed")
			c.EmptyPlan()
		})
	}
}

// Two blocks for one client, made at once or one after the other.
func TestAccCredentials_twoBlocks(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	both := c.tenant.Config(c.resource("a", "") + c.resource("b", ""))
	c.Config(both)
	c.fails(t, "Two blocks declare the credentials of client")
	c.Config(c.tenant.Config(c.resource("a", "")))
	c.Apply()
	c.Config(both)
	c.fails(t, managedAlready, "If another block or another state declares them, keep one")
	c.works(t, "one after the other")
	c.Config(c.tenant.Config(c.resource("a", "")))
	c.EmptyPlan()

	// Forgotten, they are imported as the error says.
	c.Must("state", "rm", "auth0api_client_credentials.a")
	output := c.fails(t, managedAlready)
	c.works(t, "forgotten")
	start := strings.Index(output, "import {")
	end := start + strings.Index(output[start:], "}")
	block := strings.ReplaceAll(output[start:end+1], "│", "")
	c.File("import.tf", strings.ReplaceAll(block, "auth0api_client_credentials.NAME", "auth0api_client_credentials.a"))
	c.Apply()
	c.works(t, "imported")
	c.EmptyPlan()
}

// The second team's apply fails, and its destroy touches nothing.
func TestAccCredentials_twoStates(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	c.Config(c.tenant.Config(c.resource("a", "")))
	c.Apply()
	second := &credentialsCLI{CLI: acctest.NewCLI(t), tenant: c.tenant, id: c.id, private: c.private, block: c.block}
	second.Config(c.tenant.Config(second.resource("a", "")))
	second.fails(t, managedAlready, "another state declares them")
	second.Apply("-destroy")
	c.works(t, "the second team's destroy")
	c.EmptyPlan()
}

// -replace shows no change of a secret that it does not change.
func TestAccCredentials_replaceOfAMethodShowsNoSecret(t *testing.T) {
	t.Parallel()
	c := newCredentialsCLI(t)
	c.block = fmt.Sprintf("  client_id = %q\n  authentication_method = \"client_secret_post\"\n", c.id)
	c.Config(c.tenant.Config(c.resource("a", "")))
	c.Apply()
	code, output := c.Run("plan", "-no-color", "-replace=auth0api_client_credentials.a")
	if code != 0 || strings.Contains(output, "client_secret ") || !strings.Contains(output, "must be replaced") && !strings.Contains(output, "will be replaced") {
		t.Errorf("the plan ended with %d:\n%s", code, output)
	}
}
