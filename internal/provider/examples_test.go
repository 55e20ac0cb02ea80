package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const (
	examplesDir = "../../examples"
	// exampleAPI is the identifier of the API in the examples.
	exampleAPI = "https://appointments.example.test/"
	// exampleClient and exampleGrant are the IDs in the examples of imports.
	exampleClient = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
	exampleGrant  = "cgr_2rWZQxV8nKpLmTyB"
	// exampleDomain is the domain of the tenant in the examples of imports.
	exampleDomain = "tenant.eu.auth0.com"
	// exampleRole and exampleOrganization are the IDs of a role and an organization in
	// the examples of imports.
	exampleRole         = "rol_8tVx2LqZnKpWmRyB"
	exampleOrganization = "org_7hQpZ2kVnXyL4mTs"
	// exampleDocument and exampleDocumentClient are the metadata document in the examples
	// of imports, and the ID of its client.
	exampleDocumentURL    = "https://editor.example.test/client.json"
	exampleDocumentClient = "tpc_4kT9wXbN2mQzR7vLpJ6hYc"
)

// exampleTenant holds what examples/quickstart makes, as far as the examples
// read or import it.
func exampleTenant(t *testing.T) (tenant *acctest.Tenant, clientID, grantID string) {
	t.Helper()
	tenant = acctest.NewTenant(t, mocktest.WithCIMDFromLoopback())
	tenant.Create("resource-servers", acctest.Object{"identifier": exampleAPI, "name": "Appointments", "scopes": []acctest.Object{
		{"value": "read:appointments", "description": "See appointments"},
		{"value": "write:appointments", "description": "Make, move and cancel appointments"},
	}})
	clientID = fmt.Sprint(tenant.Create("clients", acctest.Object{
		"name": "Appointments reader", "app_type": "non_interactive", "token_endpoint_auth_method": "client_secret_post",
	})["client_id"])
	grant := tenant.Create("client-grants", acctest.Object{
		"client_id": clientID, "audience": exampleAPI, "scope": []string{"read:appointments"}, "organization_usage": "allow",
	})
	grantID = fmt.Sprint(grant["id"])
	role := fmt.Sprint(tenant.Create("roles", acctest.Object{"name": "Auditor", "description": "Sees appointments"})["id"])
	permission := acctest.Object{"permissions": []acctest.Object{{"resource_server_identifier": exampleAPI, "permission_name": "read:appointments"}}}
	tenant.API(http.MethodPost, "/roles/"+role+"/permissions", permission, nil)
	for _, user := range []string{"service", "billing"} {
		tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": user, "email": user + "@example.test"})
	}
	tenant.API(http.MethodPost, "/users/auth0%7Cbilling/permissions", permission, nil)
	tenant.API(http.MethodPost, "/users/auth0%7Cbilling/roles", acctest.Object{"roles": []string{role}}, nil)
	organization := fmt.Sprint(tenant.Create("organizations", acctest.Object{"name": "acme"})["id"])
	tenant.API(http.MethodPost, "/organizations/"+organization+"/client-grants", acctest.Object{"grant_id": grantID}, nil)
	return tenant, clientID, grantID
}

// exampleIDs replaces the IDs of the examples by those of the tenant.
func exampleIDs(tenant *acctest.Tenant, clientID, grantID string) *strings.Replacer {
	return strings.NewReplacer(exampleClient, clientID, exampleGrant, grantID,
		exampleRole, fmt.Sprint(tenant.List("roles")[0]["id"]), exampleOrganization, fmt.Sprint(tenant.List("organizations")[0]["id"]),
		exampleDomain, strings.TrimPrefix(tenant.URL, "http://"))
}

func example(t *testing.T, parts ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{examplesDir}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestEachThingThatTheProviderHasComesWithAnExample(t *testing.T) {
	t.Parallel()
	schema, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for kind, of := range map[string]struct {
		names []string
		files []string
	}{
		"resources":           {slices.Collect(maps.Keys(schema.ResourceSchemas)), []string{"resource.tf", "import.sh", "import-by-id/import.tf", "import-by-identity/import.tf"}},
		"data-sources":        {slices.Collect(maps.Keys(schema.DataSourceSchemas)), []string{"data-source.tf"}},
		"ephemeral-resources": {slices.Collect(maps.Keys(schema.EphemeralResourceSchemas)), []string{"ephemeral-resource.tf"}},
		"functions":           {slices.Collect(maps.Keys(schema.Functions)), []string{"function.tf"}},
		"list-resources":      {slices.Collect(maps.Keys(schema.ListResourceSchemas)), []string{"list-resource.tfquery.hcl"}},
		"actions":             {slices.Collect(maps.Keys(schema.ActionSchemas)), []string{"action.tf"}},
	} {
		for _, name := range of.names {
			for _, file := range append(of.files, "versions.tf") {
				path := filepath.Join(examplesDir, kind, name, file)
				content, err := os.ReadFile(path)
				if err != nil {
					t.Errorf("an example is missing: %v", err)
				} else if file != "versions.tf" && !strings.Contains(string(content), name) {
					t.Errorf("%s does not show %s", path, name)
				}
			}
		}
		have, err := os.ReadDir(filepath.Join(examplesDir, kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range have {
			if !slices.Contains(of.names, entry.Name()) {
				t.Errorf("%s/%s is an example of nothing that the provider has", kind, entry.Name())
			}
		}
	}
}

// exampleSettings reads what the config block of an example sets. A reference
// is what refer has for it.
func exampleSettings(t *testing.T, hcl string, refer map[string]any) acctest.Values {
	t.Helper()
	_, config, _ := strings.Cut(hcl, "  config {\n")
	config, _, _ = strings.Cut(config, "\n  }\n")
	values := acctest.Values{}
	for _, setting := range regexp.MustCompile(`(?m)^    (\w+) *= (.+)$`).FindAllStringSubmatch(config, -1) {
		name, expression := setting[1], setting[2]
		value, ok := refer[expression]
		if !ok {
			if err := json.Unmarshal([]byte(expression), &value); err != nil {
				t.Fatalf("%s of the example is %s: %v", name, expression, err)
			}
		}
		values[name] = value
	}
	if len(values) == 0 && strings.Contains(config, "=") {
		t.Fatalf("the example's settings were not understood:\n%s", hcl)
	}
	return values
}

// The CLI runs the examples of queries where it is new enough; the protocol
// does everywhere.
func TestTheExamplesOfQueriesFindSomething(t *testing.T) {
	t.Parallel()
	tenant, clientID, grantID := exampleTenant(t)
	p := connected(t, tenant)
	dirs, err := os.ReadDir(filepath.Join(examplesDir, "list-resources"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no examples of queries: %v", err)
	}
	for _, dir := range dirs {
		settings := exampleSettings(t, exampleIDs(tenant, clientID, grantID).Replace(example(t, "list-resources", dir.Name(), "list-resource.tfquery.hcl")), nil)
		found := p.Query(dir.Name(), settings, true, 0)
		if len(settings) == 0 || len(found) == 0 {
			t.Errorf("%s finds nothing by %v", dir.Name(), settings)
		}
		for _, one := range found {
			if len(one.Diagnostics) > 0 {
				t.Errorf("%s: %s", dir.Name(), one.Diagnostics)
			}
		}
	}
}

// The examples of actions too, in an order in which each can work.
func TestTheExamplesOfActionsWork(t *testing.T) {
	t.Parallel()
	tenant, clientID, _ := exampleTenant(t)
	p := connected(t, tenant)
	refer := map[string]any{"auth0api_client.reader.client_id": clientID}
	for _, action := range []string{"auth0api_rotate_client_secret", "auth0api_rotate_signing_keys", "auth0api_revoke_signing_key"} {
		got := p.Invoke(action, exampleSettings(t, example(t, "actions", action, "action.tf"), refer))
		if len(got.Diagnostics) > 0 || len(got.Progress) == 0 {
			t.Errorf("%s said %+v", action, got)
		}
	}
}
