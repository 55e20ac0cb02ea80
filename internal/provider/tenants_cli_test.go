package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// identifiers returns the identifiers of a tenant's APIs that are not the service's own.
func identifiers(mock *mocktest.Mock) (list []string) {
	var apis []struct {
		Identifier string `json:"identifier"`
		IsSystem   bool   `json:"is_system"`
	}
	mock.API(http.MethodGet, "/resource-servers", nil, &apis)
	for _, each := range apis {
		if !each.IsSystem {
			list = append(list, each.Identifier)
		}
	}
	return list
}

// One apply writes to two tenants of one server, by provider aliases. Their names are below
// .localhost, which the resolver of a machine need not know.
func TestAccTenants_twoInOneApply(t *testing.T) {
	t.Parallel()
	server := mocktest.StartTenants(t)
	blue, green := server.Tenant("blue"), server.Tenant("green")
	cli := acctest.NewCLI(t)
	block := func(alias string, mock *mocktest.Mock) string {
		return "provider \"auth0api\" {\n  alias = \"" + alias + "\"\n  domain = \"" + mock.URL + "\"\n  client_id = \"" + mock.ClientID +
			"\"\n  client_secret = \"" + mock.ClientSecret + "\"\n}\n" +
			"resource \"auth0api_resource_server\" \"" + alias + "\" {\n  provider = auth0api." + alias + "\n  identifier = \"urn:" + alias + "\"\n  name = \"API\"\n}\n"
	}
	cli.Config(block("blue", blue) + block("green", green))
	cli.Must("apply", "-auto-approve", "-no-color")
	for alias, mock := range map[string]*mocktest.Mock{"blue": blue, "green": green} {
		if got := identifiers(mock); len(got) != 1 || got[0] != "urn:"+alias {
			t.Errorf("%s has the APIs %q", alias, got)
		}
	}
	cli.Must("plan", "-detailed-exitcode", "-no-color")

	// The state of a tenant also describes its copy, once the domain is another.
	copied := server.Copy("copy", "blue")
	text := strings.NewReplacer(blue.URL, copied.URL, blue.ClientSecret, copied.ClientSecret).Replace(block("blue", blue) + block("green", green))
	cli.Config(text)
	cli.Must("plan", "-detailed-exitcode", "-no-color")
}

// Embedded tenants with names are apart, and each is in its file in the folder.
func TestAccEmbedded_manyInAFolder(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	var text string
	for _, name := range []string{"blue", "green"} {
		text += `
provider "auth0api" {
  alias    = "` + name + `"
  embedded = { path = "tenants", tenant = "` + name + `" }
}
resource "auth0api_resource_server" "` + name + `" {
  provider   = auth0api.` + name + `
  identifier = "urn:the-same"
  name       = "` + name + `"
}
data "auth0api_resource_server" "management_` + name + `" {
  provider   = auth0api.` + name + `
  identifier = "https://` + name + `.embedded.auth0api.test/api/v2/"
}
`
	}
	cli.Config(text)
	cli.Must("apply", "-auto-approve", "-no-color")
	for _, name := range []string{"blue", "green"} {
		if _, err := os.Stat(filepath.Join(cli.Dir, "tenants", name+".db")); err != nil {
			t.Error(err)
		}
	}
	cli.Must("plan", "-detailed-exitcode", "-no-color")
}
