package provider_test

import (
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// submitPage posts a form of the mock's page, as a browser does.
func submitPage(t *testing.T, tenant *acctest.Tenant, path string, form url.Values) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	view, err := client.Get(tenant.URL + "/page/keys")
	if err != nil {
		t.Fatal(err)
	}
	defer view.Body.Close()
	text, err := io.ReadAll(view.Body)
	if err != nil {
		t.Fatal(err)
	}
	token := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindSubmatch(text)
	if token == nil {
		t.Fatalf("the page has no form token:\n%s", text)
	}
	form.Set("csrf", string(token[1]))
	res, err := client.PostForm(tenant.URL+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		answer, _ := io.ReadAll(res.Body)
		t.Fatalf("%s answered %s:\n%s", path, res.Status, answer)
	}
}

// TestAChangeOnThePageIsDriftInTheNextPlan changes each kind of object on the mock's page, and
// then refreshes and plans as Terraform does.
func TestAChangeOnThePageIsDriftInTheNextPlan(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t, mocktest.WithPage())
	first := connected(t, tenant)
	scope := func(name string) acctest.Values { return acctest.Values{"name": name} }
	const identifier = "https://page.example.com/"
	kinds := []string{"auth0api_resource_server", "auth0api_resource_server_scopes", "auth0api_client", "auth0api_client_grant"}
	configs := map[string]acctest.Values{
		"auth0api_resource_server":        {"identifier": identifier, "name": "Page", "token_lifetime": 3600},
		"auth0api_resource_server_scopes": {"resource_server_identifier": identifier, "scopes": []any{scope("read:a"), scope("write:a")}},
		"auth0api_client":                 {"name": "Caller"},
		"auth0api_client_grant":           {"audience": identifier, "scopes": []any{"read:a", "write:a"}},
	}
	states := map[string]acctest.Answer{}
	for _, kind := range kinds {
		if kind == "auth0api_client_grant" {
			configs[kind]["client_id"] = states["auth0api_client"].Attribute("client_id")
		}
		states[kind] = first.Apply(kind, noState, configs[kind])
		mustHaveNone(t, states[kind])
	}
	api, _ := tenant.ResourceServer(identifier)["id"].(string)
	client, _ := states["auth0api_client"].Attribute("client_id").(string)
	grant, _ := states["auth0api_client_grant"].Attribute("id").(string)

	submitPage(t, tenant, "/page/apis/"+api+"/settings", url.Values{"token_lifetime": {"60"}, "was.token_lifetime": {"3600"}})
	submitPage(t, tenant, "/page/apis/"+api+"/scopes/remove", url.Values{"value": {"write:a"}})
	submitPage(t, tenant, "/page/grants/"+grant, url.Values{"scope": {"read:a"}})
	submitPage(t, tenant, "/page/clients/"+client, url.Values{"name": {"Renamed"}, "was.name": {"Caller"}})

	next := connected(t, tenant)
	for kind, attribute := range map[string]string{
		"auth0api_resource_server": "token_lifetime", "auth0api_resource_server_scopes": "scopes", "auth0api_client": "name", "auth0api_client_grant": "scopes",
	} {
		refreshed := next.Read(kind, states[kind].Value)
		mustHaveNone(t, refreshed)
		planned := next.PlanAfter(kind, refreshed, configs[kind])
		mustHaveNone(t, planned)
		before, after := refreshed.Plain().(map[string]any)[attribute], planned.Plain().(map[string]any)[attribute]
		if equal(before, after) {
			t.Errorf("the plan of %s shows no difference of %s: %v", kind, attribute, before)
		}
		if applied := states[kind].Plain().(map[string]any)[attribute]; !equal(applied, after) {
			t.Errorf("the plan of %s sets %s to %v, want %v", kind, attribute, after, applied)
		}
	}

	submitPage(t, tenant, "/page/clients/"+client+"/delete", url.Values{})
	if gone := connected(t, tenant).Read("auth0api_client", states["auth0api_client"].Value); !gone.Value.IsNull() {
		t.Errorf("a client that was deleted on the page is still there: %v", gone.Plain())
	}
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }
