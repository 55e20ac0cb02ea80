package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// secretive is a configuration that handles a secret of each kind.
const secretive = `
provider "auth0api" {}
resource "auth0api_resource_server" "api" {
  identifier     = "https://appointments.example.test/"
  signing_alg    = "HS256"
  signing_secret = "the-signing-s3cret-of-the-api"
}
resource "auth0api_client" "reader" {
  name = "Reader"
}
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server.api.identifier
  scopes    = []
}
data "auth0api_token" "reader" {
  client_id      = auth0api_client_grant.reader.client_id
  client_secret  = auth0api_client.reader.client_secret
  audience       = auth0api_client_grant.reader.audience
  signing_secret = auth0api_resource_server.api.signing_secret
}
ephemeral "auth0api_token" "reader" {
  client_id      = auth0api_client_grant.reader.client_id
  client_secret  = auth0api_client.reader.client_secret
  audience       = auth0api_client_grant.reader.audience
  signing_secret = auth0api_resource_server.api.signing_secret
}
`

// environment are the exports that the tenant prints.
func environment(tenant *acctest.Tenant, further ...string) []string {
	return append([]string{"AUTH0_DOMAIN=" + tenant.URL, "AUTH0_CLIENT_ID=" + tenant.ClientID, "AUTH0_CLIENT_SECRET=" + tenant.ClientSecret}, further...)
}

func TestAccLog_tellsRequestsAndNoSecrets(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	file := filepath.Join(t.TempDir(), "terraform.log")
	cli := acctest.NewCLI(t, environment(tenant, "TF_LOG=TRACE", "TF_LOG_PATH="+file)...)
	cli.Config(secretive)
	output := cli.Apply()
	output += cli.Must("plan", "-no-color")
	output += cli.Must("show", "-no-color")

	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	log := string(data)
	const limits = ` ratelimit_limit=\d+ ratelimit_remaining=\d+ ratelimit_reset=\d+ duration_ms=\d+`
	for _, want := range []string{
		`method=POST path=/oauth/token status=200 duration_ms=\d+`,
		`method=POST path=/api/v2/resource-servers status=201` + limits,
		`method=GET path=/api/v2/clients/\w+ status=200` + limits,
	} {
		if !hasLine(log, strings.Fields(want)) {
			t.Errorf("the log has no line with %s:\n%s", want, grep(log, "Request to the tenant"))
		}
	}

	for name, secret := range secretsIn(t, cli, tenant) {
		for where, text := range map[string]string{"log": log, "output": output} {
			if lines := grep(text, secret); lines != "" {
				t.Errorf("the %s holds %s:\n%s", where, name, lines)
			}
		}
	}
	for _, pattern := range []string{`\beyJ[\w-]+\.`, `(?i)\bauthorization["=: ]`, `Bearer [\w-]`, `client_secret=[^ "]`} {
		if found := regexp.MustCompile(pattern).FindString(log); found != "" {
			t.Errorf("the log holds %q:\n%s", pattern, grep(log, found))
		}
	}
}

// secretsIn are the secrets of the tenant and the tokens of the state.
func secretsIn(t *testing.T, cli *acctest.CLI, tenant *acctest.Tenant) map[string]string {
	t.Helper()
	secrets := map[string]string{"the signing secret": "the-signing-s3cret-of-the-api"}
	for _, c := range tenant.List("clients") {
		name, _ := c["name"].(string)
		secret, _ := c["client_secret"].(string)
		if c["global"] == true {
			continue // which no request of a provider reads
		}
		secrets["the secret of client "+name] = secret
	}
	data, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal(data, &state); err != nil {
		t.Fatal(err)
	}
	for _, r := range state.Resources {
		if r.Type == "auth0api_token" {
			secrets["an access token"], _ = r.Instances[0].Attributes["access_token"].(string)
		}
	}
	for name, secret := range secrets {
		if len(secret) < 16 {
			t.Fatalf("%s is %q", name, secret)
		}
	}
	if len(secrets) != 4 {
		t.Fatalf("there are %d secrets, want those of two clients and of the API, and a token", len(secrets))
	}
	return secrets
}

// hasLine reports whether a line about a request has all the fields, in any order.
func hasLine(log string, fields []string) bool {
	return slices.ContainsFunc(strings.Split(log, "\n"), func(line string) bool {
		return strings.Contains(line, "[DEBUG]") && strings.Contains(line, "Request to the tenant") &&
			!slices.ContainsFunc(fields, func(field string) bool { return !regexp.MustCompile(` ` + field + `( |$)`).MatchString(line) })
	})
}

// grep returns the first lines that hold a text.
func grep(text, what string) string {
	var found []string
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, what) && len(found) < 5 {
			found = append(found, line)
		}
	}
	return strings.Join(found, "\n")
}
