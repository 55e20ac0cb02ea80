package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const changesSource = "auth0api_changes"

// changesOf are the descriptions of the changes that the data source shows.
func changesOf(t *testing.T, answer acctest.Answer) []map[string]any {
	t.Helper()
	mustHaveNone(t, answer)
	list, ok := answer.Attribute("changes").([]any)
	if !ok {
		t.Fatalf("changes is %v", answer.Attribute("changes"))
	}
	var changes []map[string]any
	for _, each := range list {
		change, _ := each.(map[string]any)
		changes = append(changes, change)
	}
	return changes
}

func TestChangesSayWhenWhoFromWhereAndWhat(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	api := fmt.Sprint(tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": []acctest.Object{{"value": "read:a"}}})["id"])
	client := fmt.Sprint(tenant.Create("clients", acctest.Object{"name": "own", "grant_types": []string{"client_credentials"}})["client_id"])
	grant := fmt.Sprint(tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": appointments, "scope": []string{}})["id"])
	tenant.Create("clients", acctest.Object{"name": "other"})
	tenant.API(http.MethodPatch, "/resource-servers/"+url.PathEscape(appointments), acctest.Object{"name": "Other"}, nil)
	tenant.API(http.MethodPatch, "/client-grants/"+grant, acctest.Object{"scope": []string{"read:a"}}, nil)
	p := connected(t, tenant)
	for _, c := range []struct {
		config acctest.Values
		want   []string
	}{
		{acctest.Values{"resource_server": api}, []string{"Update a resource server", "Create a resource server"}},
		{acctest.Values{"resource_server": appointments}, []string{"Update a resource server", "Create a resource server"}},
		{acctest.Values{"resource_server": appointments, "limit": 1}, []string{"Update a resource server"}},
		{acctest.Values{"client_id": client}, []string{"Create a client"}},
		{acctest.Values{"client_grant_id": grant}, []string{"Update client grant", "Create client grant"}},
		{acctest.Values{"client_grant_id": "cgr_none"}, nil},
	} {
		tenant.Requests.Reset()
		answer := p.ReadData(changesSource, c.config)
		var got []string
		for _, change := range changesOf(t, answer) {
			got = append(got, fmt.Sprint(change["description"]))
			if change["by_client_id"] != tenant.ClientID || change["by_user_id"] != "" || change["ip"] != "127.0.0.1" || fmt.Sprint(change["date"]) == "" {
				t.Errorf("%v: the change is %v", c.config, change)
			}
		}
		if strings.Join(got, ", ") != strings.Join(c.want, ", ") || answer.Attribute("complete") != true {
			t.Errorf("%v: %q, complete %v, want %q", c.config, got, answer.Attribute("complete"), c.want)
		}
		if n := tenant.Requests.Count(http.MethodGet, "/api/v2/logs"); n != 1 {
			t.Errorf("%v takes %d requests, want 1", c.config, n)
		}
	}
}

// A log that has no end is read in five requests.
func TestChangesAreReadInFiveRequests(t *testing.T) {
	t.Parallel()
	event := `{"log_id":"1","date":"2026-03-01T12:00:00.000Z","type":"sapi","description":"Update a client","client_id":"c","user_id":"auth0|7","ip":"192.0.2.7",` +
		`"details":{"request":{"method":"patch","path":"/api/v2/clients/mine","auth":{"user":{"email":"ann@example.test"}}},"response":{"body":{}}}}`
	page := "[" + strings.TrimSuffix(strings.Repeat(event+",", 100), ",") + "]"
	var requests atomic.Int32
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/api/v2/logs" {
				next.ServeHTTP(w, r)
				return
			}
			requests.Add(1)
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(page))
		})
	}))
	answer := connected(t, tenant).ReadData(changesSource, acctest.Values{"client_id": "mine"})
	changes := changesOf(t, answer)
	if len(changes) != 1 || answer.Attribute("complete") != false || requests.Load() != 5 {
		t.Fatalf("%d changes, complete %v, in %d requests", len(changes), answer.Attribute("complete"), requests.Load())
	}
	if c := changes[0]; c["by_user_id"] != "auth0|7" || c["by_user_email"] != "ann@example.test" || c["method"] != "PATCH" || c["ip"] != "192.0.2.7" {
		t.Errorf("the change is %v", c)
	}
}

func TestChangesNeedReadLogs(t *testing.T) {
	t.Parallel()
	answer := permitted(t, acctest.NewTenant(t), "read:clients").ReadData(changesSource, acctest.Values{"client_id": "c"})
	expectDiagnostic(t, answer, "error: Reading the last changes from the tenant's log failed", "read:logs", "Grant the provider's client")
	p := connected(t, acctest.NewTenant(t))
	for _, config := range []acctest.Values{{}, {"client_id": "c", "resource_server": "r"}} {
		if answer := p.ValidateBlock("data", changesSource, config); len(answer.Diagnostics) == 0 {
			t.Errorf("%v is accepted", config)
		}
	}
}
