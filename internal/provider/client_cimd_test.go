package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const cimdResource = "auth0api_client_cimd"

const (
	previewRoute  = "POST /api/v2/clients/cimd/preview"
	registerRoute = "POST /api/v2/clients/cimd/register"
)

// documentSite serves a client ID metadata document at /client.json, in which SITE is
// its own URL.
type documentSite struct {
	url  string
	text atomic.Pointer[string]
}

const exampleDocument = `{"client_id":"SITE/client.json","client_name":"Editor","redirect_uris":["https://editor.example.test/callback"],` +
	`"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none"}`

func newDocumentSite(t *testing.T) *documentSite {
	t.Helper()
	site := &documentSite{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := site.text.Load()
		if *text == "" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(*text, "SITE", "http://"+r.Host)))
	}))
	t.Cleanup(server.Close)
	site.url = server.URL + "/client.json"
	site.put(exampleDocument)
	return site
}

func (s *documentSite) put(text string) { s.text.Store(&text) }

// documentTenant fetches documents from this machine.
func documentTenant(t *testing.T) (*acctest.Tenant, *documentSite) {
	t.Helper()
	return acctest.NewTenant(t, mocktest.WithCIMDFromLoopback()), newDocumentSite(t)
}

func TestTheClientOfADocumentIsCreatedReadImportedAndDestroyed(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	o := &livingObject{tenant: tenant, resource: cimdResource}
	config := acctest.Values{"external_client_id": site.url}
	plan := connected(t, tenant).Plan(cimdResource, noState, config)
	mustHaveNone(t, plan)
	if plan.Attribute("name") != "Editor" || plan.Attribute("client_id") != acctest.Unknown {
		t.Errorf("the plan of a create shows %s", plan.Value)
	}
	o.applies(t, config, map[string]int{previewRoute: 2, registerRoute: 1})
	id, _ := o.now.Attribute("client_id").(string)
	for name, want := range map[string]any{
		"id": id, "external_client_id": site.url, "name": "Editor", "callbacks": []any{"https://editor.example.test/callback"}, "logo_uri": nil,
		"grant_types": []any{"authorization_code", "refresh_token"}, "app_type": "regular_web", "token_endpoint_auth_method": "none", "jwks_uri": nil, "key_ids": []any{},
	} {
		if got := o.now.Attribute(name); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	tenant.Requests.Reset()
	o.plansNothing(t, config)
	expectWrites(t, tenant, map[string]int{previewRoute: 1})

	for _, by := range []string{id, site.url} {
		imported := connected(t, tenant).Import(cimdResource, by)
		mustHaveNone(t, imported)
		read := connected(t, tenant).ReadAfter(cimdResource, imported)
		mustHaveNone(t, read)
		if !read.Value.Equal(o.now.Value) {
			t.Errorf("imported by %s: %s, want %s", by, read.Value, o.now.Value)
		}
	}
	expectDiagnostic(t, connected(t, tenant).Import(cimdResource, "https://other.example.test/c.json"), "error: There is no such client")

	data := connected(t, tenant).ReadData("auth0api_client", acctest.Values{"client_id": id})
	mustHaveNone(t, data)
	for name, want := range map[string]any{"external_client_id": site.url, "external_metadata_type": "cimd", "external_metadata_created_by": "admin"} {
		if got := data.Attribute(name); got != want {
			t.Errorf("the data source has %s = %v, want %v", name, got, want)
		}
	}
	mustHaveNone(t, connected(t, tenant).Destroy(cimdResource, o.now))
	onlyTheAdmin(t, tenant)
}

// The plan shows what changed in the document, and the apply has the client follow it.
func TestTheClientFollowsItsDocument(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	o := &livingObject{tenant: tenant, resource: cimdResource}
	config := acctest.Values{"external_client_id": site.url}
	o.applies(t, config, map[string]int{previewRoute: 2, registerRoute: 1})
	id := fmt.Sprint(o.now.Attribute("client_id"))

	site.put(strings.NewReplacer(`"Editor"`, `"New editor"`, `,"refresh_token"`, ``).Replace(exampleDocument))
	p := o.refresh(t)
	plan := p.PlanAfter(cimdResource, o.now, config)
	mustHaveNone(t, plan)
	if plan.Attribute("name") != "New editor" || fmt.Sprint(plan.Attribute("grant_types")) != "[authorization_code]" || plan.Attribute("client_id") != id {
		t.Errorf("the plan shows %s", plan.Value)
	}
	o.applies(t, config, map[string]int{previewRoute: 2, registerRoute: 1})
	o.plansNothing(t, config)

	// What was changed by hand is set back to the document; what it does not describe stays.
	tenant.Change("clients", id, acctest.Object{"app_type": "native", "client_metadata": acctest.Object{"team": "a"}})
	o.refresh(t)
	o.applies(t, config, map[string]int{previewRoute: 2, registerRoute: 1})
	var client acctest.Object
	tenant.API(http.MethodGet, "/clients/"+id, nil, &client)
	if client["app_type"] != "regular_web" || fmt.Sprint(client["client_metadata"]) != "map[team:a]" {
		t.Errorf("the client has %v, %v", client["app_type"], client["client_metadata"])
	}
	tenant.Delete("clients", id)
	if read := connected(t, tenant).ReadAfter(cimdResource, o.now); !read.Value.IsNull() {
		t.Errorf("a client that was deleted stays in the state: %s", read.Value)
	}
}

// A document that cannot be used now is an error of a create, and a warning for a client
// that exists, which stays as it is.
func TestADocumentThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	config := acctest.Values{"external_client_id": site.url}
	state := connected(t, tenant).Apply(cimdResource, noState, config)
	mustHaveNone(t, state)
	fresh := newDocumentSite(t)
	for text, want := range map[string]string{"": "The tenant cannot fetch the metadata document", `{}`: "The metadata document is not valid"} {
		site.put(text)
		p := connected(t, tenant)
		plan := p.PlanAfter(cimdResource, state, config)
		expectDiagnostic(t, plan, "warning at external_client_id: "+want, "stays as it is")
		if !plan.Value.Equal(state.Value) {
			t.Errorf("%q: the plan changes %s", text, plan.Value)
		}
		fresh.put(text)
		expectDiagnostic(t, p.Plan(cimdResource, noState, acctest.Values{"external_client_id": fresh.url}), "error at external_client_id: "+want, fresh.url)
	}
	expectDiagnostic(t, connected(t, tenant).Plan(cimdResource, noState, acctest.Values{"external_client_id": "https://app.example.test/"}), "error at external_client_id: The metadata document is not valid", "a path")
	expectDiagnostic(t, plugin(t).Validate(cimdResource, acctest.Values{"external_client_id": "https://a.example.test/" + strings.Repeat("a", 120)}), "error at external_client_id")
	mustHaveNone(t, connected(t, tenant).Plan(cimdResource, noState, acctest.Values{"external_client_id": acctest.Unknown}))
}

// A document that changes between plan and apply changes nothing.
func TestADocumentThatChangesAfterThePlan(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	config := acctest.Values{"external_client_id": site.url}
	p := connected(t, tenant)
	plan := p.Plan(cimdResource, noState, config)
	mustHaveNone(t, plan)
	site.put(strings.Replace(exampleDocument, "Editor", "Other", 1))
	expectDiagnostic(t, p.ApplyPlan(cimdResource, acctest.Answer{}, plan, config), "error at external_client_id: The metadata document changed since the plan", "name")
	onlyTheAdmin(t, tenant)
}

// Registering a document again would change a client that something else may manage.
func TestADocumentThatIsRegisteredAlready(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	config := acctest.Values{"external_client_id": site.url}
	made := tenant.Create("clients/cimd/register", acctest.Object{"external_client_id": site.url})
	expectDiagnostic(t, connected(t, tenant).Plan(cimdResource, noState, config), "error at external_client_id: The client of the document "+site.url+" exists already",
		fmt.Sprintf("id = %q", made["client_id"]), "import {")
	adopting := connectedWith(t, tenant, acctest.Values{"adopt_existing": true})
	adopted := adopting.Apply(cimdResource, noState, config)
	expectDiagnostic(t, adopted, "warning at external_client_id: Taken over")
	if adopted.Attribute("client_id") != made["client_id"] {
		t.Errorf("it took over %v, want %v", adopted.Attribute("client_id"), made["client_id"])
	}
	plain := newClient(tenant, "plain")
	imported := connected(t, tenant).Import(cimdResource, plain)
	expectDiagnostic(t, connected(t, tenant).ReadAfter(cimdResource, imported), "error: The client has no metadata document", "auth0api_client")
}

// Reads after a registration are not answered with its answer, which is no client.
func TestAReadAfterARegistrationIsOfTheClient(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	p := connected(t, tenant)
	state := p.Apply(cimdResource, noState, acctest.Values{"external_client_id": site.url})
	mustHaveNone(t, state)
	data := p.ReadData("auth0api_client", acctest.Values{"client_id": state.Attribute("client_id")})
	mustHaveNone(t, data)
	if data.Attribute("name") != "Editor" || data.Attribute("is_first_party") != false {
		t.Errorf("the data source has %s", data.Value)
	}
}

// The CLI adds the refresh, the grant that depends on the client, and the whole life.
func TestAccClientCIMD_lifecycle(t *testing.T) {
	t.Parallel()
	tenant, site := documentTenant(t)
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(fmt.Sprintf(`
resource "auth0api_resource_server" "mcp" {
  identifier = "https://mcp.example.test/"
}
resource "auth0api_client_cimd" "editor" {
  external_client_id = %q
}
resource "auth0api_client_grant" "editor" {
  client_id    = auth0api_client_cimd.editor.client_id
  audience     = auth0api_resource_server.mcp.identifier
  subject_type = "user"
  scopes       = []
}
`, site.url)))
	cli.Apply()
	cli.EmptyPlan()
	site.put(strings.Replace(exampleDocument, "Editor", "New editor", 1))
	if output := cli.Apply(); !strings.Contains(output, `"Editor" -> "New editor"`) || !strings.Contains(output, "1 changed") {
		t.Errorf("the plan does not show the change:\n%s", output)
	}
	cli.EmptyPlan()
	cli.Apply("-destroy")
	onlyTheAdmin(t, tenant)
}
