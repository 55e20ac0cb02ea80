package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// stateObject is an object that a state file has, deposed ones included.
type stateObject struct {
	resource   string
	attributes acctest.Object
}

// stateObjects are the managed objects of a CLI's state; none where there is no
// state.
func stateObjects(t *testing.T, cli *acctest.CLI) []stateObject {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.tfstate"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Mode, Type string
			Instances  []struct{ Attributes acctest.Object }
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatalf("%v:\n%s", err, content)
	}
	var objects []stateObject
	for _, resource := range state.Resources {
		if resource.Mode != "managed" || !strings.HasPrefix(resource.Type, "auth0api_") {
			continue
		}
		for _, instance := range resource.Instances {
			objects = append(objects, stateObject{resource.Type, instance.Attributes})
		}
	}
	return objects
}

// expectStatesHeld checks that the tenant has every object that any of the states
// has, and returns how many those are.
func expectStatesHeld(t *testing.T, tenant *acctest.Tenant, clis ...*acctest.CLI) int {
	t.Helper()
	has := tenantIDs(tenant)
	count := 0
	for _, cli := range clis {
		for _, object := range stateObjects(t, cli) {
			for _, id := range object.ids() {
				count++
				if !has[object.resource+" "+id] {
					t.Errorf("the state has %s %s, which is not in the tenant", object.resource, id)
				}
			}
		}
	}
	return count
}

// ids are the IDs of what a state object stands for: several for a set of scopes
// and for the credentials of a client.
func (o stateObject) ids() []string {
	text := func(value any) string { s, _ := value.(string); return s }
	var ids []string
	switch o.resource {
	case scopesResource:
		scopes, _ := o.attributes["scopes"].([]any)
		for _, each := range scopes {
			scope, _ := each.(acctest.Object)
			ids = append(ids, text(o.attributes["resource_server_identifier"])+"::"+text(scope["name"]))
		}
	case "auth0api_client_credentials":
		ids = append(ids, text(o.attributes["client_id"]))
		method, _ := o.attributes["private_key_jwt"].(acctest.Object)
		credentials, _ := method["credentials"].([]any)
		for _, each := range credentials {
			credential, _ := each.(acctest.Object)
			ids = append(ids, text(credential["id"]))
		}
	case "auth0api_role_permissions", "auth0api_user_permissions":
		permissions, _ := o.attributes["permissions"].([]any)
		for _, each := range permissions {
			permission, _ := each.(acctest.Object)
			ids = append(ids, text(o.attributes["id"])+"::"+text(permission["resource_server_identifier"])+"::"+text(permission["name"]))
		}
	case "auth0api_user_roles":
		roles, _ := o.attributes["roles"].([]any)
		for _, role := range roles {
			ids = append(ids, text(o.attributes["id"])+"::"+text(role))
		}
	default:
		ids = append(ids, text(o.attributes["id"]))
	}
	return ids
}

// tenantIDs are the IDs of all objects of the tenant, each behind the resource
// type that it can be declared as.
func tenantIDs(tenant *acctest.Tenant) map[string]bool {
	ids := map[string]bool{}
	add := func(resource string, id any) {
		if text, ok := id.(string); ok {
			ids[resource+" "+text] = true
		}
	}
	for _, api := range tenant.List("resource-servers") {
		add(apiResource, api["id"])
		identifier, _ := api["identifier"].(string)
		for scope := range tenant.Scopes(identifier) {
			add(scopeResource, identifier+"::"+scope)
			add(scopesResource, identifier+"::"+scope)
		}
	}
	for _, grant := range tenant.List("client-grants") {
		add(grantResource, grant["id"])
	}
	for _, role := range tenant.List("roles") {
		add("auth0api_role", role["id"])
	}
	for _, id := range assignmentIDs(tenant) {
		ids[id] = true
	}
	for _, client := range tenant.List("clients") {
		add("auth0api_client", client["client_id"])
		add("auth0api_client_credentials", client["client_id"])
		id, _ := client["client_id"].(string)
		var credentials []acctest.Object
		tenant.API(http.MethodGet, "/clients/"+id+"/credentials", nil, &credentials)
		for _, credential := range credentials {
			add("auth0api_client_credentials", credential["id"])
		}
	}
	return ids
}

// naturalKeys are what the tenant has by other names than IDs: each API with its
// scopes, each client by its name, each grant by the name and the API.
func naturalKeys(tenant *acctest.Tenant) []string {
	var keys []string
	for _, api := range tenant.List("resource-servers") {
		identifier, _ := api["identifier"].(string)
		keys = append(keys, fmt.Sprint("API ", identifier, " ", tenant.Scopes(identifier)))
	}
	names := map[any]any{}
	for _, client := range tenant.List("clients") {
		names[client["client_id"]] = client["name"]
		keys = append(keys, fmt.Sprint("client ", client["name"]))
	}
	for _, grant := range tenant.List("client-grants") {
		keys = append(keys, fmt.Sprint("grant of ", names[grant["client_id"]], " on ", grant["audience"], " ", grant["scope"]))
	}
	slices.Sort(keys)
	return keys
}

// expectConverges applies until an apply succeeds, three times at most, and checks
// after each that the tenant has what the state has, and that an apply that fails
// says what to do. The plan is empty then.
func expectConverges(t *testing.T, tenant *acctest.Tenant, cli *acctest.CLI, args ...string) (outputs string) {
	t.Helper()
	for range 3 {
		code, output := cli.Run(append([]string{"apply", "-auto-approve", "-no-color"}, args...)...)
		outputs += output
		expectStatesHeld(t, tenant, cli)
		if code == 0 {
			cli.EmptyPlan()
			return outputs
		}
		expectWaysOut(t, output)
	}
	t.Errorf("three applies failed:\n%s", outputs)
	return outputs
}

// existsAlready is the summary of an error about an object that exists.
var existsAlready = regexp.MustCompile(`exists? already`)

// expectWaysOut checks that each error of the output is about an object that
// exists, and says what to do.
func expectWaysOut(t *testing.T, output string) {
	t.Helper()
	errors := strings.Split(output, "Error: ")
	if len(errors) == 1 {
		t.Errorf("there is no error:\n%s", output)
	}
	for _, text := range errors[1:] {
		if !existsAlready.MatchString(text) || !strings.Contains(text, "moved {") {
			t.Errorf("the error does not say what to do:\n%s", text)
		}
	}
}
