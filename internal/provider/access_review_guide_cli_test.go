package provider_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The two commands of the guide, as typed: the plan shows what changed outside of
// Terraform, and the log says who changed it. The plan reads no log.
func TestAccGuide_fromADriftInAPlanToThePerson(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/guides/access-review.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(guide), "## From a drift in a plan to the person")
	section, _, _ = strings.Cut(section, "\n## ")
	commands := regexp.MustCompile(`(?m)^\$ terraform (.+)$`).FindAllStringSubmatch(section, -1)
	configuration := regexp.MustCompile("(?s)```terraform\n(.+?)```").FindStringSubmatch(section)
	if !found || len(commands) != 2 || configuration == nil {
		t.Fatalf("the guide has %d commands, want 2, and a configuration", len(commands))
	}
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, environment(tenant, "TF_CLI_ARGS_plan=-no-color")...)
	cli.Config(`
resource "auth0api_resource_server" "appointments" {
  identifier     = "` + appointments + `"
  token_lifetime = 3600
}
`)
	cli.Apply()
	if err := os.Mkdir(filepath.Join(cli.Dir, "changes"), 0o700); err != nil {
		t.Fatal(err)
	}
	cli.File("changes/main.tf", configuration[1])
	tenant.API(http.MethodPatch, "/resource-servers/"+url.PathEscape(appointments), acctest.Object{"token_lifetime": 86400}, nil)

	tenant.Requests.Reset()
	if plan := cli.Must(strings.Fields(commands[0][1])...); !strings.Contains(plan, "86400 -> ") {
		t.Errorf("the plan does not show the drift:\n%s", plan)
	}
	if logs := tenant.Requests.Counts()["GET /api/v2/logs"]; logs != 0 {
		t.Errorf("the plan read the log %d times", logs)
	}
	changes := cli.Must(strings.Fields(commands[1][1])...)
	if want := tenant.ClientID + " from 127.0.0.1: Update a resource server (PATCH /api/v2/resource-servers/"; !strings.Contains(changes, want) {
		t.Errorf("the changes lack %q:\n%s", want, changes)
	}
}
