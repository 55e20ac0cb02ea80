package management_test

import (
	"strings"
	"testing"
)

const grants = "/api/v2/client-grants"

func (tn *tenant) newClient(body string) string {
	tn.t.Helper()
	return tn.call("POST", "/api/v2/clients", body).want(201).id("client_id")
}

// granting is a tenant with an API "a" of three scopes and one client.
func granting(t *testing.T) (tn *tenant, client string) {
	t.Helper()
	tn = newTenant(t)
	tn.newAPI(`{"identifier":"a","scopes":[{"value":"s1"},{"value":"s2"},{"value":"s3"}],"authorization_details":[{"type":"payment"},{"other":1},7]}`)
	return tn, tn.newClient(`{"name":"c"}`)
}

func (tn *tenant) newGrant(client, rest string) answer {
	tn.t.Helper()
	return tn.call("POST", grants, `{"client_id":"`+client+`","audience":"a"`+rest+`}`)
}

func TestGrantIsAnsweredWithItsSubjectType(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	a := tn.newGrant(client, `,"scope":["s1"]`).want(201)
	if id := a.id("id"); !strings.HasPrefix(id, "cgr_") || len(id) != 20 {
		t.Errorf("id: %s", id)
	}
	want := `{"id":"` + a.id("id") + `","client_id":"` + client + `","audience":"a","scope":["s1"],"subject_type":"client"}`
	if a.text != want {
		t.Errorf("got\n  %s, want\n  %s", a.text, want)
	}
	tn.call("GET", grants+"/"+a.id("id"), "").want(200, want)
}

func TestGrantIsUniquePerClientAudienceAndSubjectType(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	tn.newGrant(client, `,"scope":["s1"]`).want(201)
	tn.newGrant(client, `,"scope":["s2"]`).want(409, `"errorCode":"client_grant_conflict"`, "A client grant already exists between "+client+" and a")
	tn.newGrant(client, `,"scope":["s2"],"subject_type":"user"`).want(201)
	tn.newGrant(tn.newClient(`{"name":"d"}`), `,"scope":["s2"]`).want(201)
	tn.call("POST", grants, `{"default_for":"third_party_clients","audience":"a","scope":[]}`).want(201, `"default_for":"third_party_clients"`).without("client_id")
	tn.call("POST", grants, `{"default_for":"third_party_clients","audience":"a","scope":[]}`).want(409, "third_party_clients")
}

func TestGrantBodiesAreChecked(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	tests := map[string]string{
		`,"scope":["s1","s2","s1"]`:                  "'Array items are not unique (indexes 0 and 2)' on property scope",
		`,"scope":[""]`:                              "'String is too short (0 chars), minimum 1' on property scope[0]",
		`,"scope":"s1"`:                              "'Expected type array but found type string' on property scope",
		`,"subject_type":"robot"`:                    "'No enum match for: robot' on property subject_type",
		`,"organization_usage":"maybe"`:              "'No enum match for: maybe' on property organization_usage",
		`,"allow_all_scopes":true,"scope":["s1"]`:    "scope cannot be provided when allow_all_scopes is true.",
		`,"authorization_details_types":["payment"]`: "authorization_details_types is only for grants with subject_type user.",
		`,"default_for":"third_party_clients"`:       "exactly one of client_id and default_for is required.",
	}
	for rest, message := range tests {
		tn.newGrant(client, rest).want(400, `"errorCode":"invalid_body"`, "Payload validation error: "+message)
	}
	tn.call("POST", grants, `{"audience":"a"}`).want(400, "exactly one of client_id and default_for")
	tn.call("POST", grants, `{"client_id":"`+client+`"}`).want(400).message("Payload validation error: 'Missing required property: audience'.")
	tn.newGrant("nobody", "").want(404, "inexistent_client")
	tn.call("POST", grants, `{"client_id":"`+client+`","audience":"z"}`).want(404, "inexistent_resource_server")
	tn.call("GET", grants, "").want(200).without(client)
}

func TestGrantPatch(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	path := grants + "/" + tn.newGrant(client, `,"scope":["s1"],"subject_type":"user","authorization_details_types":["payment"]`).want(201).id("id")
	tn.call("PATCH", path, `{}`).want(400).message("Payload validation error: 'Too few properties defined (0), minimum 1'.")
	for _, name := range []string{"client_id", "audience", "subject_type", "default_for"} {
		tn.call("PATCH", path, `{"`+name+`":"a"}`).want(400).message("Payload validation error: 'Additional properties not allowed: " + name + "'.")
	}
	tn.call("PATCH", path, `{"scope":["s3","s2"]}`).want(200, `"scope":["s3","s2"]`, `"authorization_details_types":["payment"]`)
	tn.call("PATCH", path, `{"scope":null}`).want(200, `"scope":[]`)
	tn.call("PATCH", path, `{"organization_usage":"allow","allow_any_organization":true}`).want(200, `"organization_usage":"allow"`, `"allow_any_organization":true`)
	tn.call("PATCH", path, `{"organization_usage":null,"allow_any_organization":null}`).want(200).without("organization_usage", "allow_any_organization")
	tn.call("PATCH", path, `{"authorization_details_types":[]}`).want(200, `"authorization_details_types":[]`)
	tn.call("PATCH", grants+"/cgr_nothing", `{"scope":[]}`).want(404, "inexistent_client_grant")
}

func TestAllScopesReplaceTheListAndAreLeftWithAList(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	path := grants + "/" + tn.newGrant(client, `,"scope":["s1"]`).want(201).id("id")
	tn.call("PATCH", path, `{"allow_all_scopes":true}`).want(200, `"allow_all_scopes":true`).without(`"scope"`)
	tn.call("GET", path, "").want(200).without(`"scope"`)
	tn.call("PATCH", path, `{"scope":["s1"]}`).want(400, "scope cannot be provided when allow_all_scopes is true.")
	tn.call("PATCH", path, `{"allow_all_scopes":false}`).want(400, "scope is required when allow_all_scopes is not true.")
	tn.call("PATCH", path, `{"allow_all_scopes":null}`).want(400, "scope is required")
	tn.call("PATCH", path, `{"allow_all_scopes":false,"scope":["s2"]}`).want(200, `"scope":["s2"]`, `"allow_all_scopes":false`)
	tn.call("PATCH", path, `{"allow_all_scopes":null}`).want(200, `"scope":["s2"]`).without("allow_all_scopes")
	other := tn.newClient(`{"name":"d"}`)
	tn.newGrant(other, `,"allow_all_scopes":true,"scope":[]`).want(201, `"allow_all_scopes":true`).without(`"scope"`)
	tn.call("POST", grants, `{"client_id":"`+other+`","audience":"`+audience+`","allow_all_scopes":false,"scope":[]}`).
		want(400, "`allow_all_scopes` cannot be provided when `audience` is a system API.")
}

// F4: facts part 2, 4.6 (recorded 2026-04 by POST, 2025-08 by PATCH), and of
// types of authorization details (recorded 2025-08).
func TestGrantTakesWhatTheAPIDoesNotDefine(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	path := grants + "/" + tn.newGrant(client, `,"scope":["s1","create:resource"]`).want(201, `"scope":["s1","create:resource"]`).id("id")
	tn.call("PATCH", path, `{"scope":["s1","create:resource","update:resource"]}`).want(200, `"scope":["s1","create:resource","update:resource"]`)
	tn.call("PATCH", "/api/v2/resource-servers/a", `{"scopes":[]}`).want(200)
	tn.call("GET", path, "").want(200, `"scope":["s1","create:resource","update:resource"]`)
	tn.newGrant(client, `,"subject_type":"user","authorization_details_types":["payment","shipping"]`).
		want(201, `"authorization_details_types":["payment","shipping"]`)
}

// Facts part 2, 4.4 (documented; the words are unknown).
func TestDefaultGrantsAreNotForSystemAPIs(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("POST", grants, `{"default_for":"third_party_clients","audience":"`+audience+`","scope":[]}`).want(400, "system API")
	tn.newAPI(`{"identifier":"a"}`)
	tn.call("POST", grants, `{"default_for":"third_party_clients","audience":"a","scope":[]}`).want(201, `"subject_type":"client"`)
	tn.call("GET", grants+"?default_for=third_party_clients", "").want(200, `"audience":"a"`).without("client_id")
}

func TestDeletingAGrantSucceedsTwice(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	path := grants + "/" + tn.newGrant(client, ``).want(201, `"scope":[]`).id("id")
	tn.call("DELETE", path, "").want(204)
	tn.call("DELETE", path, "").want(204)
	tn.newGrant(client, ``).want(201)
}

func TestGrantOrganizationsAreNone(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	path := grants + "/" + tn.newGrant(client, ``).want(201).id("id") + "/organizations"
	if a := tn.call("GET", path, "").want(200); a.text != "[]" {
		t.Error(a.text)
	}
	tn.call("GET", path+"?include_totals=true", "").want(200, `"total":0`, `"organizations":[]`)
	tn.call("GET", grants+"/none/organizations", "").want(404)
}
