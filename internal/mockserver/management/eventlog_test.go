package management_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/eventlog"
)

// events returns the events of a search.
func (tn *tenant) events(query string) []map[string]any {
	tn.t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(tn.call("GET", "/api/v2/logs"+query, "").want(200).text), &out); err != nil {
		tn.t.Fatal(err)
	}
	return out
}

// The form is that of two published events of the type sapi (panther-labs/panther-analysis,
// 2023; a log consumer by willianantunes, 2022) and of the API reference.
func TestAWriteIsALogEvent(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	id := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"urn:a","name":"A"}`).want(201).id("id")
	events := tn.events("")
	if len(events) != 1 {
		t.Fatalf("%d events, want 1", len(events))
	}
	e := events[0]
	for property, want := range map[string]any{
		"type": "sapi", "date": "2026-03-01T12:00:00.000Z", "description": "Create a resource server", "client_id": adminID, "client_name": "", "ip": "192.0.2.1",
	} {
		if e[property] != want {
			t.Errorf("%s is %v, want %v", property, e[property], want)
		}
	}
	if _, has := e["user_id"]; has {
		t.Errorf("a client's own write has the user %v", e["user_id"])
	}
	details, _ := e["details"].(map[string]any)
	request, _ := details["request"].(map[string]any)
	response, _ := details["response"].(map[string]any)
	body, _ := response["body"].(map[string]any)
	if request["method"] != "post" || request["path"] != "/api/v2/resource-servers" || response["statusCode"] != 201.0 || body["id"] != id {
		t.Errorf("details: %v", details)
	}
	logID, _ := e["log_id"].(string)
	if len(logID) != len("90020230515174135349782000000000000001223372037486042970") || !strings.HasPrefix(logID, "90020260301120000000") {
		t.Errorf("log_id is %s", logID)
	}
	tn.call("GET", "/api/v2/logs/"+logID, "").want(200, `"description":"Create a resource server"`)
	tn.call("GET", "/api/v2/logs/none", "").want(404)
}

func TestAWriteOfAUserNamesTheUser(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	claims := tn.claims(allScopes)
	claims["sub"], claims["azp"] = "auth0|7", "dashboard"
	tn.token = tn.sign(claims)
	tn.call("POST", "/api/v2/roles", `{"name":"editor"}`).want(200)
	e := tn.events("")[0]
	if e["user_id"] != "auth0|7" || e["client_id"] != "dashboard" || e["description"] != "Create a role" {
		t.Errorf("the event is %v", e)
	}
}

func TestReadsAndRefusedWritesAreNoLogEvents(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("GET", "/api/v2/clients", "").want(200)
	tn.call("POST", "/api/v2/clients", `{}`).want(400)
	tn.withScope("read:clients").call("POST", "/api/v2/clients", `{"name":"a"}`).want(403)
	if events := tn.events(""); len(events) != 0 {
		t.Errorf("the log has %v", events)
	}
}

func TestTheLogNeedsItsScope(t *testing.T) {
	t.Parallel()
	tn := newTenant(t).withScope("read:clients")
	for _, path := range []string{"/api/v2/logs", "/api/v2/logs/x"} {
		tn.call("GET", path, "").want(403).message("Insufficient scope, expected any of: read:logs,read:logs_users")
	}
}

func TestTheLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	made := tn.call("POST", "/api/v2/clients", `{"name":"a","client_metadata":{"note":"hidden-note"}}`).want(201)
	rotated := tn.call("POST", "/api/v2/clients/"+made.id("client_id")+"/rotate-secret", "").want(200)
	hs := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"urn:hs","signing_alg":"HS256","signing_secret":"open-sesame-open-sesame"}`).want(201)
	log := tn.call("GET", "/api/v2/logs", "").want(200, `"client_secret":"*****"`, `"signing_secret":"*****"`)
	log.without("sesame", "hidden-note", made.id("client_secret"), rotated.id("client_secret"), hs.id("signing_secret"), tn.token)
}

func TestTheLogIsBounded(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for i := range eventlog.Kept + 5 {
		tn.call("POST", "/api/v2/roles", fmt.Sprintf(`{"name":"role %d"}`, i)).want(200)
	}
	all := append(tn.events("?per_page=100"), append(tn.events("?per_page=100&page=1"), tn.events("?per_page=100&page=2")...)...)
	if len(all) != eventlog.Kept {
		t.Fatalf("the log has %d events, want %d", len(all), eventlog.Kept)
	}
	for i, name := range map[int]string{0: "role 204", eventlog.Kept - 1: "role 5"} {
		if !strings.Contains(compact(t, all[i]), `"name":"`+name+`"`) {
			t.Errorf("event %d is %s, want that of %s", i, compact(t, all[i]), name)
		}
	}
	scopes := make([]string, 1000)
	for i := range scopes {
		scopes[i] = fmt.Sprintf(`{"value":"read:something-%d"}`, i)
	}
	tn.call("POST", "/api/v2/resource-servers", `{"identifier":"urn:long","scopes":[`+strings.Join(scopes, ",")+`]}`).want(201)
	tn.call("GET", "/api/v2/logs?per_page=1", "").want(200, `"identifier":"urn:long"`).without("something-7").want(200, `"path":"/api/v2/resource-servers"`)
}

// The parameters are those of the API reference and of "Retrieve Logs Using the
// Management API".
func TestTheLogIsSearchedAndPaged(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for _, name := range []string{"a", "b", "c"} {
		tn.call("POST", "/api/v2/roles", `{"name":"`+name+`"}`).want(200)
	}
	tn.call("POST", "/api/v2/clients", `{"name":"d"}`).want(201)
	for query, want := range map[string]int{
		"": 4, "?q=type:sapi": 4, "?q=type:fapi": 0, "?q=type:sapi+AND+description:%22Create+a+role%22": 3, "?q=client_id:" + adminID: 4,
		"?q=type:sapi+AND+type:fapi": 0, "?page=1&per_page=3": 1, "?page=9": 0,
	} {
		if got := len(tn.events(query)); got != want {
			t.Errorf("%s finds %d events, want %d", query, got, want)
		}
	}
	tn.call("GET", "/api/v2/logs?include_totals=true&per_page=3", "").want(200, `"start":0`, `"limit":3`, `"length":3`, `"total":3`, `"logs":[`)
	if got := compact(t, tn.events("?fields=type&per_page=1")); got != `[{"type":"sapi"}]` {
		t.Errorf("the field type is %s", got)
	}
	for _, query := range []string{"?q=description:*role", "?q=sapi", "?q=type:sapi+OR+type:fapi", "?q=NOT+type:sapi", "?q=date:[2026-01-01+TO+*]", "?sort=ip:1", "?per_page=101"} {
		tn.call("GET", "/api/v2/logs"+query, "").want(400, `"errorCode":"invalid_query_string"`)
	}
	oldest := tn.events("?sort=date:1")
	first, _ := oldest[0]["log_id"].(string)
	page := tn.call("GET", "/api/v2/logs?from="+first+"&take=2&q=type:fapi", "").want(200)
	if got, want := page.text, compact(t, oldest[1:3]); got != want {
		t.Errorf("from the first event:\n  %s\nwant\n  %s", got, want)
	}
	last, _ := oldest[3]["log_id"].(string)
	next := tn.call("GET", "/api/v2/logs?take=2&from="+last, "").want(200)
	if want := `<` + issuer + `api/v2/logs?from=` + last + `&take=2>; rel="next"`; next.text != "[]" || next.header.Get("Link") != want {
		t.Errorf("after the last event: %s, Link %s", next.text, next.header.Get("Link"))
	}
}
