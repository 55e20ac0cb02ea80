package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// exampleCLI has the provider of examples/provider.
func exampleCLI(t *testing.T, tenant *acctest.Tenant) *acctest.CLI {
	t.Helper()
	cli := acctest.NewCLI(t, environment(tenant)...)
	cli.File("provider.tf", example(t, "provider", "provider.tf"))
	return cli
}

var (
	exampleOutput   = regexp.MustCompile(`(?m)^output "(\w+)" \{$`)
	exampleVariable = regexp.MustCompile(`(?ms)^variable "(\w+)" \{$.*?^\}$`)
)

// The examples that make objects, and those that read what the quickstart made,
// do so in a tenant each, because the latter list everything that a tenant has.
func TestAccExamples_make(t *testing.T) {
	t.Parallel()
	output := applyExamples(t, true)
	for _, want := range []string{
		`data_sources_auth0api_token_granted = "read:appointments"`,
		`functions_decode_token_algorithm = "RS256"`,
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the outputs do not have %s:\n%s", want, output)
		}
	}
}

func TestAccExamples_read(t *testing.T) {
	t.Parallel()
	output := applyExamples(t, false)
	for _, want := range []string{
		`functions_has_scopes_may_delete = false`,
		`functions_has_scopes_may_write = true`,
		`functions_scope_id_id = "` + exampleAPI + `::read:appointments"`,
		`data_sources_auth0api_resource_server_scopes = tolist([` + "\n" + `  "read:appointments",`,
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the outputs do not have %s:\n%s", want, output)
		}
	}
}

// applyExamples applies at once all examples that make objects, or all others,
// each as a module, and returns what they have as output. Each output is one of
// the root's as well, as if the example were the root: Terraform then asks for
// what is sensitive to be declared so.
func applyExamples(t *testing.T, makers bool) string {
	t.Helper()
	tenant, _, _ := exampleTenant(t)
	organization := fmt.Sprint(tenant.List("organizations")[0]["id"])
	cli := exampleCLI(t, tenant)
	var root strings.Builder
	for _, kind := range []string{"resources", "data-sources", "ephemeral-resources", "functions"} {
		dirs, err := filepath.Glob(filepath.Join(examplesDir, kind, "*"))
		if err != nil || len(dirs) == 0 {
			t.Fatalf("there are no %s: %v", kind, err)
		}
		for _, dir := range dirs {
			module := strings.ReplaceAll(kind, "-", "_") + "_" + filepath.Base(dir)
			hcl := configuration(t, dir)
			if strings.Contains(hcl, `resource "auth0api_`) != makers {
				continue
			}
			if err := os.Mkdir(filepath.Join(cli.Dir, module), 0o700); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(hcl, `resource "auth0api_resource_server" `) {
				// No two of them can make the same API.
				hcl = strings.ReplaceAll(hcl, exampleAPI, "https://"+strings.ReplaceAll(module, "_", "-")+".example.test/")
			}
			cli.File(filepath.Join(module, "main.tf"), hcl)
			root.WriteString(moduleOf(t, module, hcl, map[string]string{"issuer": tenant.URL + "/", "client_id": newDocumentSite(t).url, "organization_id": organization}))
		}
	}
	cli.File("main.tf", root.String())
	cli.Must("get")
	cli.Apply()
	cli.EmptyPlan()
	output := cli.Must("output", "-no-color")
	cli.Apply("-destroy")
	return output
}

// configuration is all that a folder configures, without its subfolders.
func configuration(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// moduleOf calls a module: with a value for each variable that has no default,
// and an output for each that it has.
func moduleOf(t *testing.T, module, hcl string, values map[string]string) string {
	t.Helper()
	var call strings.Builder
	fmt.Fprintf(&call, "module %q {\n  source = \"./%[1]s\"\n", module)
	for _, variable := range exampleVariable.FindAllStringSubmatch(hcl, -1) {
		if strings.Contains(variable[0], "\n  default ") {
			continue
		}
		value, ok := values[variable[1]]
		if !ok {
			t.Errorf("%s: the test has no value for the variable %s", module, variable[1])
		}
		fmt.Fprintf(&call, "  %s = %q\n", variable[1], value)
	}
	call.WriteString("}\n")
	for _, output := range exampleOutput.FindAllStringSubmatch(hcl, -1) {
		fmt.Fprintf(&call, "output \"%s_%s\" {\n  value = module.%[1]s.%[2]s\n}\n", module, output[1])
	}
	return call.String()
}

func TestAccExamples_importByID(t *testing.T) {
	t.Parallel()
	importExamples(t, "import-by-id")
}

func TestAccExamples_importByIdentity(t *testing.T) {
	t.Parallel()
	importExamples(t, "import-by-identity")
}

// importExamples imports what the tenant has by all examples at once, and finds
// that nothing is to be changed.
func importExamples(t *testing.T, by string) {
	t.Helper()
	tenant, clientID, grantID := exampleTenant(t)
	ids := exampleIDsAndDocument(t, tenant, clientID, grantID)
	for _, without := range singleOrSet() {
		importExamplesWithout(t, tenant, by, without, ids)
	}
}

// singleOrSet are the resources that are left out together: a plan refuses a single
// scope, or a single grant, beside the set of the same API.
func singleOrSet() [][]string {
	return [][]string{
		{"auth0api_resource_server_scope", "auth0api_client_grant"},
		{"auth0api_resource_server_scopes", "auth0api_resource_server_grants"},
	}
}

// exampleIDsAndDocument registers a client by a metadata document, and returns what
// replaces the IDs of the examples and that document by those of the tenant.
func exampleIDsAndDocument(t *testing.T, tenant *acctest.Tenant, clientID, grantID string) func(string) string {
	t.Helper()
	site := newDocumentSite(t)
	document := tenant.Create("clients/cimd/register", acctest.Object{"external_client_id": site.url})
	documents := strings.NewReplacer(exampleDocumentURL, site.url, exampleDocumentClient, fmt.Sprint(document["client_id"]))
	ids := exampleIDs(tenant, clientID, grantID)
	return func(text string) string { return ids.Replace(documents.Replace(text)) }
}

func importExamplesWithout(t *testing.T, tenant *acctest.Tenant, by string, without []string, ids func(string) string) {
	t.Helper()
	cli := exampleCLI(t, tenant)
	if by == "import-by-identity" {
		cli.NeedsTerraform(1, 12)
	}
	paths, err := filepath.Glob(filepath.Join(examplesDir, "resources", "*", by, "import.tf"))
	paths = slices.DeleteFunc(paths, func(path string) bool {
		return slices.Contains(without, filepath.Base(filepath.Dir(filepath.Dir(path))))
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no examples: %v", err)
	}
	var root strings.Builder
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		root.Write(content)
	}
	cli.File("main.tf", ids(root.String()))
	if output, want := cli.Apply(), fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(paths)); !strings.Contains(output, want) {
		t.Errorf("the imports were not %s:\n%s", want, output)
	}
	cli.EmptyPlan()
}

// The import commands of the examples, as typed except for the IDs, with the resources
// of the import blocks.
func TestAccExamples_importByCommand(t *testing.T) {
	t.Parallel()
	tenant, clientID, grantID := exampleTenant(t)
	ids := exampleIDsAndDocument(t, tenant, clientID, grantID)
	single, set := singleOrSet()[0], singleOrSet()[1]
	importByCommand(t, tenant, ids, func(resource string) bool { return !slices.Contains(single, resource) })
	importByCommand(t, tenant, ids, func(resource string) bool {
		return slices.Contains(single, resource) && !slices.Contains(set, resource)
	})
}

func importByCommand(t *testing.T, tenant *acctest.Tenant, ids func(string) string, selects func(resource string) bool) {
	t.Helper()
	cli := exampleCLI(t, tenant)
	paths, err := filepath.Glob(filepath.Join(examplesDir, "resources", "*", "import.sh"))
	paths = slices.DeleteFunc(paths, func(path string) bool { return !selects(filepath.Base(filepath.Dir(path))) })
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no examples: %v", err)
	}
	command := regexp.MustCompile(`^terraform import (\S+) '(\S+)'\n$`)
	var root strings.Builder
	for _, path := range paths {
		_, block, found := strings.Cut(example(t, "resources", filepath.Base(filepath.Dir(path)), "import-by-id", "import.tf"), "\n}\n")
		if !found {
			t.Fatalf("%s has no import block", path)
		}
		root.WriteString(block)
	}
	cli.File("main.tf", ids(root.String()))
	for _, path := range paths {
		typed := command.FindStringSubmatch(example(t, "resources", filepath.Base(filepath.Dir(path)), "import.sh"))
		if typed == nil {
			t.Fatalf("%s is not one import command", path)
		}
		cli.Must("import", typed[1], ids(typed[2]))
	}
	cli.EmptyPlan()
}

func TestAccExamples_embeddedTenant(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.File("main.tf", example(t, "provider", "embedded", "provider.tf"))
	if output := cli.Apply(); !strings.Contains(output, "keys = [") {
		t.Errorf("the apply says:\n%s", output)
	}
}

func TestAccExamples_query(t *testing.T) {
	t.Parallel()
	tenant, clientID, grantID := exampleTenant(t)
	cli := exampleCLI(t, tenant)
	cli.NeedsTerraform(1, 14)
	paths, err := filepath.Glob(filepath.Join(examplesDir, "list-resources", "*", "*.tfquery.hcl"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no examples: %v", err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cli.File(filepath.Base(filepath.Dir(path))+".tfquery.hcl", exampleIDs(tenant, clientID, grantID).Replace(string(content)))
	}
	output := cli.Must("query", "-no-color")
	for _, want := range []string{exampleAPI, "write:appointments", clientID, grantID} {
		if !strings.Contains(output, want) {
			t.Errorf("the query does not show %s:\n%s", want, output)
		}
	}
}

func TestAccExamples_actions(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := exampleCLI(t, tenant)
	cli.NeedsTerraform(1, 14)
	for _, action := range []string{"rotate_client_secret", "rotate_signing_keys", "revoke_signing_key"} {
		cli.File(action+".tf", example(t, "actions", "auth0api_"+action, "action.tf"))
	}
	cli.Apply()
	secret := clientNamed(t, tenant, "Appointments reader")["client_secret"]
	cli.Apply("-var=secret_version=2")
	if clientNamed(t, tenant, "Appointments reader")["client_secret"] == secret {
		t.Error("another version does not rotate the secret")
	}
	current := signingKeys(tenant)["current"]
	cli.Apply("-invoke=action.auth0api_rotate_signing_keys.tenant")
	if keys := signingKeys(tenant); keys["previous"] != current {
		t.Errorf("the keys are %v after a rotation from %v", keys, current)
	}
	cli.Apply("-invoke=action.auth0api_revoke_signing_key.previous")
	if keys := signingKeys(tenant); keys["previous"] != nil {
		t.Errorf("the keys are %v, and %v should be revoked", keys, current)
	}
}
