package management_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// values reads one property of each item of a list, wrapped or not.
func (a answer) values(key, property string) []string {
	a.t.Helper()
	var items []map[string]any
	source := []byte(a.text)
	if a.object != nil {
		source = []byte(compact(a.t, a.object[key]))
	}
	if err := json.Unmarshal(source, &items); err != nil {
		a.t.Fatalf("no list %s: %s", key, a.text)
	}
	out := []string{}
	for _, item := range items {
		text, _ := item[property].(string)
		out = append(out, text)
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestResourceServerListPagesAndFilters(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for i := range 4 {
		tn.newAPI(fmt.Sprintf(`{"identifier":"https://api.example.test/%d"}`, i))
	}
	list := func(query string) answer { return tn.call("GET", "/api/v2/resource-servers"+query, "").want(200) }
	is := func(numbers ...int) []string {
		out := []string{}
		for _, n := range numbers {
			out = append(out, fmt.Sprintf("https://api.example.test/%d", n))
		}
		return out
	}
	same(t, "all", list("").values("", "identifier"), append([]string{audience}, is(0, 1, 2, 3)...)...)
	same(t, "page", list("?page=1&per_page=2").values("", "identifier"), is(1, 2)...)
	same(t, "past the end", list("?page=9&per_page=2").values("", "identifier"))
	wrapped := list("?page=1&per_page=3&include_totals=true").want(200, `"total":5`, `"start":3`, `"limit":3`)
	same(t, "wrapped", wrapped.values("resource_servers", "identifier"), is(2, 3)...)
	list("?include_totals=true").want(200, `"start":0`, `"limit":50`)
	same(t, "filtered", list("?identifiers=https%3A%2F%2Fapi.example.test%2F1&identifiers=https%3A%2F%2Fapi.example.test%2F3&identifiers=no").
		values("", "identifier"), is(1, 3)...)
	same(t, "one", list("?identifiers=https%3A%2F%2Fapi.example.test%2F2&include_totals=true").values("resource_servers", "identifier"), is(2)...)
	if a := list("?identifiers=no"); a.text != "[]" {
		t.Error(a.text)
	}
}

func TestPagingEndsAtAThousandRecords(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for _, list := range []string{"resource-servers", "clients", "client-grants"} {
		tn.call("GET", "/api/v2/"+list+"?page=9&per_page=100", "").want(200)
		tn.call("GET", "/api/v2/"+list+"?page=10&per_page=100", "").want(400, `"error":"Bad Request"`).message("Requesting page 10 exceeds the allowed maximum " +
			"of 1000 records. To fetch results beyond 1000, use the checkpoint pagination method.")
		tn.call("GET", "/api/v2/"+list+"?page=20", "").want(400)
		tn.call("GET", "/api/v2/"+list+"?page=99999999999999&per_page=100", "").want(400)
		tn.call("GET", "/api/v2/"+list+"?page=99999999999999999999", "").want(400)
	}
}

func TestCheckpointPaging(t *testing.T) {
	t.Parallel()
	tn, _ := granting(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, tn.newGrant(tn.newClient(fmt.Sprintf(`{"name":"c%d"}`, i)), "").want(201).id("id"))
	}
	page := func(query string) answer {
		return tn.call("GET", grants+"?audience=a&"+query, "").want(200).without(`"total"`)
	}
	first := page("take=2&include_totals=true")
	same(t, "first", first.values("client_grants", "id"), ids[0:2]...)
	next := first.id("next")
	second := page("take=2&from=" + next)
	same(t, "second", second.values("client_grants", "id"), ids[2:4]...)
	last := page("take=2&from=" + second.id("next")).without(`"next"`)
	same(t, "last", last.values("client_grants", "id"), ids[4:]...)
	same(t, "from alone", page("from="+next).values("client_grants", "id"), ids[2:]...)

	// The object that the cursor names may be gone.
	tn.call("DELETE", grants+"/"+ids[0], "").want(204)
	same(t, "after a deletion", page("take=2&from="+next).values("client_grants", "id"), ids[2:4]...)
	for _, cursor := range []string{"%21", "eA", "LTEgeA"} {
		tn.call("GET", grants+"?from="+cursor, "").want(400, "invalid_query_string", "from")
	}
	clients := tn.call("GET", "/api/v2/clients?take=3", "").want(200, `"next"`)
	if got := len(clients.values("clients", "client_id")); got != 3 {
		t.Errorf("%d clients", got)
	}
}

func TestGrantFilters(t *testing.T) {
	t.Parallel()
	tn, c1 := granting(t)
	c2 := tn.newClient(`{"name":"d"}`)
	tn.newAPI(`{"identifier":"b"}`)
	g1 := tn.newGrant(c1, "").id("id")
	g2 := tn.newGrant(c1, `,"subject_type":"user","allow_any_organization":true`).id("id")
	g3 := tn.newGrant(c2, "").id("id")
	g4 := tn.call("POST", grants, `{"client_id":"`+c2+`","audience":"b"}`).id("id")
	g5 := tn.call("POST", grants, `{"default_for":"third_party_clients","audience":"b"}`).id("id")
	tests := map[string][]string{
		"audience=a": {g1, g2, g3}, "audience=a&client_id=" + c1: {g1, g2}, "client_id=" + c2: {g3, g4},
		"audience=a&subject_type=user": {g2}, "allow_any_organization=true": {g2},
		"default_for=third_party_clients": {g5}, "audience=nothing": {}, "client_id=" + c1 + "&audience=b": {},
	}
	for query, want := range tests {
		same(t, query, tn.call("GET", grants+"?"+query, "").want(200).values("", "id"), want...)
	}
	tn.call("GET", grants+"?audience=a&client_id="+c2+"&include_totals=true&per_page=50", "").want(200, `"total":1`, `"start":0`, `"limit":50`, g3)
}

func TestClientFilters(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	web := tn.newClient(`{"name":"web","app_type":"regular_web","is_first_party":false}`)
	spa := tn.newClient(`{"name":"spa","app_type":"spa"}`)
	global := tn.call("GET", "/api/v2/clients?is_global=true", "").values("", "client_id")[0]
	tn.newAPI(`{"identifier":"a"}`)
	tn.newGrant(web, `,"allow_any_organization":true`).want(201)
	tests := map[string][]string{
		"app_type=regular_web": {web}, "app_type=spa,regular_web": {web, spa}, "is_first_party=false": {web},
		"is_first_party=true": {global, adminID, spa}, "is_global=true": {global}, "is_global=false": {adminID, web, spa},
		"external_client_id=x": {}, "per_page=0": {},
	}
	for query, want := range tests {
		same(t, query, tn.call("GET", "/api/v2/clients?"+query, "").want(200).values("", "client_id"), want...)
	}
	tn.call("GET", "/api/v2/clients?include_totals=true&per_page=2", "").want(200, `"total":4`, `"limit":2`)
}

// Facts part 2, 1.6 (documented): a search needs checkpoint paging, and no other
// filter. What includes totals beside a checkpoint is ignored (recorded).
func TestClientSearch(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	web := tn.newClient(`{"name":"web"}`)
	tn.newAPI(`{"identifier":"a"}`)
	tn.newGrant(web, `,"allow_any_organization":true`).want(201)
	const anyOrganization = "/api/v2/clients?q=client_grant.allow_any_organization:true"
	same(t, "any organization", tn.call("GET", anyOrganization+"&take=50&include_totals=true", "").want(200).without("total").values("clients", "client_id"), web)
	same(t, "one organization", tn.call("GET", "/api/v2/clients?take=5&q=client_grant.organization_id:org_1", "").want(200).values("clients", "client_id"))
	tn.call("GET", anyOrganization, "").want(400, "checkpoint pagination")
	tn.call("GET", anyOrganization+"&take=5&is_global=false", "").want(400, "is_global")
}
