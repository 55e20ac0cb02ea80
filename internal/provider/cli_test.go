package provider_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const emptyBlock = "provider \"auth0api\" {}\nresource \"auth0api_client\" \"c\" {\n  name = \"c\"\n}\n"

func TestAccProvider_configurationErrors(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for name, c := range map[string]struct {
		env  []string
		hcl  string
		want *regexp.Regexp
	}{
		"no credentials": {
			env: []string{"AUTH0_DOMAIN=" + tenant.URL}, hcl: emptyBlock,
			want: acctest.Diagnostic("No credentials are configured", `provider "auth0api" {}`, "AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET"),
		},
		"plain http": {
			env:  environment(tenant),
			hcl:  strings.Replace(emptyBlock, "{}", "{\n  domain = \"http://tenant.example\"\n}", 1),
			want: acctest.Diagnostic("The tenant's domain is not usable", `domain = "http://tenant.example"`, "plain http"),
		},
		"two kinds": {
			hcl:  strings.Replace(emptyBlock, "{}", "{\n  domain = \"tenant.example\"\n  client_id = \"id\"\n  client_secret = \"s3cret\"\n  api_token = \"t0ken\"\n}", 1),
			want: acctest.Diagnostic("Two kinds of credentials are configured", `api_token = "t0ken"`, "AUTH0_API_TOKEN"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cli := acctest.NewCLI(t, c.env...)
			cli.Config(c.hcl)
			code, output := cli.Run("plan", "-no-color")
			if code != 1 || !c.want.MatchString(output) || strings.Count(output, "Error: ") != 1 {
				t.Errorf("the plan ended with %d and does not match %s:\n%s", code, c.want, output)
			}
		})
	}
	if n := len(tenant.Requests.All()); n != 0 {
		t.Errorf("the tenant had %d requests", n)
	}
}

func TestAccProvider_oneManagementTokenAProcess(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.Config(strings.Replace(emptyBlock, "name = ", "count = 8\n  name = ", 1))
	for _, step := range []func(){func() { cli.Apply() }, cli.EmptyPlan, func() { cli.Apply("-destroy", "-refresh=false") }} {
		tenant.Requests.Reset()
		step()
		if n := tenant.Requests.Count(http.MethodPost, tokenRoute); n != 1 {
			t.Errorf("%d tokens were fetched:\n%s", n, tenant.Requests)
		}
	}
}

// lateCredentials makes a client and lets it manage the tenant: the second
// configuration of the provider is known only when that is applied.
const lateCredentials = `
provider "auth0api" {
  alias = "admin"
}
resource "terraform_data" "domain" {
  input = %q
}
resource "auth0api_client" "manager" {
  provider = auth0api.admin
  name     = "manager"
}
resource "auth0api_client_grant" "manager" {
  provider  = auth0api.admin
  client_id = auth0api_client.manager.client_id
  audience  = "%s/api/v2/"
  scopes    = ["create:clients", "read:clients", "update:clients", "delete:clients", "read:client_keys"]
}
provider "auth0api" {
  domain        = terraform_data.domain.output
  client_id     = auth0api_client_grant.manager.client_id
  client_secret = auth0api_client.manager.client_secret
}
resource "auth0api_client" "late" {
  name = "%s"
}
data "auth0api_client" "late" {
  client_id  = auth0api_client.late.client_id
}
`

func TestAccProvider_credentialsOfAnotherResource(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.Config(fmt.Sprintf(lateCredentials, tenant.URL, tenant.URL, "late"))
	if code, output := cli.Run("plan", "-no-color", "-out=plan"); code != 0 || !strings.Contains(output, "Plan: 4 to add") {
		t.Fatalf("the plan ended with %d:\n%s", code, output)
	}
	cli.Must("apply", "-no-color", "plan")
	cli.EmptyPlan()
	clientNamed(t, tenant, "late")

	// Unknown again, while there is a state to refresh: the plan holds, and
	// says what it could not see.
	cli.Config(strings.Replace(fmt.Sprintf(lateCredentials, tenant.URL, tenant.URL, "later"), tenant.URL+`"`, tenant.URL+`/"`, 1))
	output := cli.Must("plan", "-no-color", "-out=plan")
	if !strings.Contains(output, "Not refreshed: the provider's configuration is not known yet") || !strings.Contains(output, "Plan: 0 to add, 2 to change, 0 to destroy") {
		t.Errorf("the plan says:\n%s", output)
	}
	cli.Must("apply", "-no-color", "plan")
	cli.EmptyPlan()
	clientNamed(t, tenant, "later")
	cli.Apply("-destroy")
	onlyTheAdmin(t, tenant)
}

func TestAccTokenEphemeral_reachesNoFile(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.Config(fmt.Sprintf(`
provider "auth0api" {}
variable "secret" {
  ephemeral = true
}
ephemeral "auth0api_token" "reader" {
  audience      = %q
  client_id     = %q
  client_secret = var.secret
  scopes        = ["read:a"]
  lifecycle {
    postcondition {
      condition     = self.claims.scope == "read:a" && self.header.alg == "RS256" && length(split(".", self.access_token)) == 3
      error_message = "the token is another one"
    }
  }
}
resource "auth0api_client" "c" {
  name = "c"
  # OpenTofu opens at apply only what an applied resource needs.
  depends_on = [ephemeral.auth0api_token.reader]
}
`, appointments, config["client_id"]))
	secret := fmt.Sprintf("-var=secret=%s", config["client_secret"])
	output := cli.Must("plan", "-no-color", "-out=plan", secret)
	output += unzipped(t, filepath.Join(cli.Dir, "plan"))
	output += cli.Must("apply", "-no-color", secret, "plan")
	if n := tenant.Requests.Count(http.MethodPost, tokenRoute); n != 3 {
		t.Errorf("%d tokens were fetched, want the reader's at plan and at apply, and the provider's own", n)
	}
	output += states(t, cli)
	if found := regexp.MustCompile(`eyJ[\w-]+\.`).FindString(output); found != "" {
		t.Errorf("the plan, state or output holds a token: %s", found)
	}
	if text, _ := config["client_secret"].(string); strings.Contains(output, text) {
		t.Error("the plan, state or output holds the reader's secret")
	}
}

// states are the state files of a CLI's folder.
func states(t *testing.T, cli *acctest.CLI) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cli.Dir, "terraform.tfstate*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no state: %v", err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	return all.String()
}

// unzipped is all that a plan file holds.
func unzipped(t *testing.T, path string) string {
	t.Helper()
	plan, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	var out strings.Builder
	for _, entry := range plan.File {
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, content); err != nil {
			t.Fatal(err)
		}
		content.Close()
	}
	if out.Len() == 0 {
		t.Fatal("the plan is empty")
	}
	return out.String()
}
