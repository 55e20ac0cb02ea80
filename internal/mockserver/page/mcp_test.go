package page_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheMCPViewNamesWhatIsMissing has an API that no MCP client can connect to, and adds
// what the view says, until it says yes.
func TestTheMCPViewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	s := newSite(t)
	const origin = "http://127.0.0.1:3001"
	var api struct{ ID string }
	s.API(http.MethodPost, "/resource-servers", object{"identifier": origin, "name": "MCP", "scopes": []object{{"value": "tool:whoami"}}}, &api)
	view := func() document { return s.get("/page/apis/" + api.ID + "/mcp") }
	missing := func(d document) int { return strings.Count(d.raw, `class="ko"`) }
	expect := func(count int, texts ...string) {
		t.Helper()
		d := view()
		d.want(t, http.StatusOK, texts...)
		if missing(d) != count {
			t.Errorf("%d checks are not good, want %d:\n%s", missing(d), count, d.text)
		}
	}
	expect(5, "Not yet", `identifier = "http://127.0.0.1:3001/"`, `resource_parameter_profile = "compatibility"`,
		`scopes = ["tool:whoami"]`, `enable_dynamic_client_registration = true`, `token_dialect = "rfc9068_profile"`)

	s.API(http.MethodDelete, "/resource-servers/"+api.ID, nil, nil)
	s.API(http.MethodPost, "/resource-servers", object{
		"identifier": origin + "/", "name": "MCP", "scopes": []object{{"value": "tool:whoami"}}, "token_dialect": "rfc9068_profile_authz",
		"subject_type_authorization": object{"user": object{"policy": "deny_all"}},
	}, &api)
	s.API(http.MethodPatch, "/tenants/settings", object{"resource_parameter_profile": "compatibility"}, nil)
	expect(2, `user = { policy = "require_client_grant" }`, `enable_dynamic_client_registration = true`)

	s.API(http.MethodPatch, "/resource-servers/"+api.ID, object{"subject_type_authorization": object{"user": object{"policy": "require_client_grant"}}}, nil)
	s.API(http.MethodPatch, "/tenants/settings", object{"client_id_metadata_document_supported": true, "flags": object{"enable_dynamic_client_registration": true}}, nil)
	expect(2, `default_for = "third_party_clients"`, `resource "auth0api_client_cimd" "editor"`)

	var grant struct{ ID string }
	s.API(http.MethodPost, "/client-grants", object{"default_for": "third_party_clients", "audience": origin + "/", "scope": []string{}, "subject_type": "user"}, &grant)
	s.API(http.MethodPatch, "/tenants/settings", object{"client_id_metadata_document_supported": false}, nil)
	expect(1, "do not get: tool:whoami.", "Clients can register themselves.")

	s.API(http.MethodPatch, "/client-grants/"+grant.ID, object{"scope": []string{"tool:whoami"}}, nil)
	expect(0, "Yes", "get every scope of the API")
}

// TestTheMCPViewOfWhoIsRegistered has a tenant where clients do not register themselves.
func TestTheMCPViewOfWhoIsRegistered(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	s := newSite(t)
	view := func() document { return s.get("/page/apis/" + s.api + "/mcp") }
	view().want(t, http.StatusOK, "none is registered by its metadata document")
	var client struct {
		ID string `json:"client_id"`
	}
	s.API(http.MethodPost, "/clients", object{"name": "Editor", "is_first_party": false, "third_party_security_mode": "strict", "app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post"}, &client)
	s.API(http.MethodPost, "/client-grants", object{"client_id": client.ID, "audience": "https://orders.example.test/", "scope": []string{}, "subject_type": "user"}, nil)
	view().want(t, http.StatusOK, "Third-party clients with a grant of their own: 1.")
	if s.get("/page/apis/"+s.api).attribute(t, "a", "href", "/page/apis/"+s.api+"/mcp", "href") == "" {
		t.Error("the API has no tab")
	}
}
