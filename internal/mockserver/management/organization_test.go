package management_test

import (
	"strings"
	"testing"
)

const organizations = "/api/v2/organizations"

func (tn *tenant) newOrganization(body string) string {
	tn.t.Helper()
	return tn.call("POST", organizations, body).want(201).id("id")
}

// Facts 10.1, recorded 2026-08, and 2023 for the 404.
func TestOrganizationIsAnsweredAsRecorded(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", organizations, `{"name":"acme","display_name":"Acme"}`).want(201)
	id := a.id("id")
	want := `{"id":"` + id + `","name":"acme","display_name":"Acme","third_party_client_access":"block","is_app_entitlement_active":false}`
	if a.text != want || !strings.HasPrefix(id, "org_") || len(id) != 20 {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
	path := organizations + "/" + id
	tn.call("GET", path, "").want(200, want)
	tn.call("GET", organizations+"/name/acme", "").want(200, want)
	tn.call("GET", organizations+"/name/client-grants", "").want(404)
	tn.call("GET", organizations+"?include_totals=true", "").want(200, want, `"total":1`)
	tn.call("GET", organizations+"?take=5", "").want(200, want).without("total")
	tn.call("PATCH", path, `{"third_party_client_access":"allow","token_quota":{"client_credentials":{"per_day":5}}}`).
		want(200, `"third_party_client_access":"allow"`, `"token_quota":{"client_credentials":{"enforce":true,"per_day":5}}`)
	tn.call("PATCH", path, `{"display_name":"Other"}`).want(200, `"per_day":5`)
	tn.call("PATCH", path, `{"token_quota":null}`).want(200).without("token_quota")
	tn.call("PATCH", path, `{"token_quota":{"client_credentials":{"enforce":true}}}`).want(400)
	tn.call("POST", organizations, `{"name":"acme"}`).want(409)
	tn.call("POST", organizations, `{"name":"Acme"}`).want(400)
	tn.call("DELETE", path, "").want(204)
	for _, method := range []string{"DELETE", "GET"} {
		tn.call(method, path, "").want(404).without("errorCode").message("No organization found by that id or name")
	}
}

// Facts 10.2, recorded 2026-04: the answer to POST has grant_id and no subject_type,
// that of the list has id.
func TestGrantsOfAnOrganization(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	acme, other := tn.newOrganization(`{"name":"acme"}`), tn.newOrganization(`{"name":"other"}`)
	grant := tn.newGrant(client, `,"scope":["s1"],"organization_usage":"allow","allow_any_organization":true`).id("id")
	path := organizations + "/" + acme + "/client-grants"
	want := `{"grant_id":"` + grant + `","client_id":"` + client + `","audience":"a","scope":["s1"],"organization_usage":"allow","allow_any_organization":true}`
	if a := tn.call("POST", path, `{"grant_id":"`+grant+`"}`).want(201); a.text != want {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
	tn.call("POST", path, `{"grant_id":"`+grant+`"}`).want(409)
	tn.call("GET", path+"?include_totals=true", "").want(200, `"client_grants":[{"id":"`+grant+`"`, `"subject_type":"client"`, `"total":1`)
	for query, found := range map[string]bool{
		"audience=a": true, "audience=b": false, "client_id=" + client: true, "client_id=" + adminID: false, "grant_ids=" + grant: true, "grant_ids=cgr_0": false,
	} {
		if got := len(tn.call("GET", path+"?"+query, "").want(200).values("", "id")) == 1; got != found {
			t.Errorf("%s finds the grant: %t", query, got)
		}
	}
	of := grants + "/" + grant + "/organizations"
	same(t, "organizations", tn.call("GET", of, "").want(200).values("", "id"), acme)
	tn.call("GET", of+"?take=1", "").want(200, `{"organizations":[{"id":"`+acme+`"`)
	search := "/api/v2/clients?take=5&q=client_grant.organization_id:"
	same(t, "clients", tn.call("GET", search+acme, "").want(200).values("clients", "client_id"), client)
	same(t, "clients of the other", tn.call("GET", search+other, "").want(200).values("clients", "client_id"))
	tn.call("DELETE", path+"/"+grant, "").want(204)
	same(t, "organizations", tn.call("GET", of, "").want(200).values("", "id"))
}

// Facts 10.2: a grant with deny cannot be associated (inferred), and the association
// goes with either side.
func TestAssociationGoesWithEitherSide(t *testing.T) {
	t.Parallel()
	tn, client := granting(t)
	denied := tn.newGrant(client, "").id("id")
	acme := tn.newOrganization(`{"name":"acme"}`)
	path := organizations + "/" + acme + "/client-grants"
	tn.call("POST", path, `{"grant_id":"`+denied+`"}`).want(400)
	tn.call("POST", path, `{"grant_id":"cgr_0000000000000000"}`).want(404, "inexistent_client_grant")
	tn.call("PATCH", grants+"/"+denied, `{"organization_usage":"require"}`).want(200)
	tn.call("POST", path, `{"grant_id":"`+denied+`"}`).want(201)
	tn.call("DELETE", "/api/v2/clients/"+client, "").want(204)
	same(t, "grants", tn.call("GET", path, "").want(200).values("", "id"))

	client = tn.newClient(`{"name":"d"}`)
	kept := tn.newGrant(client, `,"organization_usage":"allow"`).id("id")
	tn.call("POST", path, `{"grant_id":"`+kept+`"}`).want(201)
	tn.call("DELETE", organizations+"/"+acme, "").want(204)
	same(t, "organizations", tn.call("GET", grants+"/"+kept+"/organizations", "").want(200).values("", "id"))
}
