package reads_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// numberedPages answers a list of APIs by page number: as many as total says at
// the time of each request, of which the list has those from skipped on.
func numberedPages(t *testing.T, at func(request int) (total, skipped int)) *fake.Tenant {
	t.Helper()
	requests := 0
	return fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
		query, err := url.ParseQuery(r.Query)
		page, bad := strconv.Atoi(query.Get("page"))
		if err != nil || bad != nil || query.Get("per_page") != "100" || query.Get("include_totals") != "true" {
			fake.Refuse(w, 400, "invalid_query_string", r.Query)
			return
		}
		total, skipped := at(requests)
		requests++
		var apis []map[string]any
		for i := page * 100; i < min(page*100+100, total); i++ {
			apis = append(apis, map[string]any{"id": strconv.Itoa(i + skipped), "identifier": fmt.Sprint("urn:", i+skipped)})
		}
		fake.Respond(w, 200, map[string]any{"total": total, "start": page * 100, "limit": 100, "resource_servers": append([]map[string]any{}, apis...)})
	})
}

func TestAllAPIsAreListedWithARequestForEachHundred(t *testing.T) {
	t.Parallel()
	for total, requests := range map[int]int{0: 1, 1: 1, 100: 1, 101: 2, 1000: 10} {
		tenant := numberedPages(t, func(int) (int, int) { return total, 0 })
		client, _ := managementtest.Of(tenant, 0)
		found, err := client.ListResourceServers(t.Context())
		if err != nil || len(found) != total || len(tenant.Requests()) != requests {
			t.Errorf("%d APIs: got %d with %d requests, %v; want %d requests", total, len(found), len(tenant.Requests()), err, requests)
		}
	}
}

func TestAListThatTheServiceCutsIsAnError(t *testing.T) {
	t.Parallel()
	tenant := numberedPages(t, func(int) (int, int) { return 1001, 0 })
	client, _ := managementtest.Of(tenant, 0)
	found, err := client.ListResourceServers(t.Context())
	var tooMany *management.TooManyError
	if !errors.As(err, &tooMany) || *tooMany != (management.TooManyError{Kind: "resource-servers", Total: 1001, Reachable: 1000}) || found != nil || len(tenant.Requests()) != 1 {
		t.Errorf("got %d and %v with %d requests", len(found), err, len(tenant.Requests()))
	}
}

func TestAListThatChangesWhileItIsReadIsReadAnew(t *testing.T) {
	t.Parallel()
	// The first API is deleted between the pages: number 100 moves to the first
	// page, which was read already.
	tenant := numberedPages(t, func(request int) (int, int) {
		if request == 0 {
			return 201, 0
		}
		return 200, 1
	})
	client, _ := managementtest.Of(tenant, 0)
	found, err := client.ListResourceServers(t.Context())
	if err != nil || len(found) != 200 || found[0].ID != "1" || found[99].ID != "100" {
		t.Errorf("got %d, %v", len(found), err)
	}

	total := 200
	restless := numberedPages(t, func(int) (int, int) { total--; return total, 0 })
	client, _ = managementtest.Of(restless, 0)
	if found, err := client.ListResourceServers(t.Context()); err == nil || !strings.Contains(err.Error(), "the list changed each of the 4 times") || found != nil {
		t.Errorf("got %d, %v", len(found), err)
	}
}

func TestAPIsAreListedByTheirIdentifiers(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
		query, _ := url.ParseQuery(r.Query)
		found := []map[string]any{}
		for _, identifier := range query["identifiers"] {
			if !strings.Contains(identifier, "missing") {
				found = append(found, map[string]any{"id": "id of " + identifier, "identifier": identifier})
			}
		}
		fake.Respond(w, 200, map[string]any{"total": len(found), "resource_servers": found})
	})
	var wanted []string
	for i := range 60 {
		wanted = append(wanted, fmt.Sprintf("urn:%d", i))
	}
	wanted = append(wanted, "urn:missing")
	client, _ := managementtest.Of(tenant, 0)
	found, err := client.ListResourceServers(t.Context(), wanted...)
	if err != nil || len(found) != 60 || found[59].Identifier != "urn:59" || len(tenant.Requests()) != 2 {
		t.Errorf("got %d with %d requests, %v; want 60 with 2", len(found), len(tenant.Requests()), err)
	}
	// What was listed is not requested again.
	if api, err := client.ReadResourceServer(t.Context(), "urn:7"); err != nil || api.ID != "id of urn:7" || len(tenant.Requests()) != 2 {
		t.Errorf("got %+v, %v with %d requests", api, err, len(tenant.Requests()))
	}
}

func TestListsAreFilteredByTheService(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for want, list := range map[string]func(*management.Client) (int, error){
		"fields=client_secret%2Csigning_keys%2Cencryption_key&include_fields=false&take=100": func(c *management.Client) (int, error) {
			found, err := c.ListApplications(t.Context(), management.ApplicationFilter{})
			return len(found), err
		},
		"app_type=spa%2Cnative&fields=client_secret%2Csigning_keys%2Cencryption_key&include_fields=false&is_first_party=false&is_global=true&take=100": func(c *management.Client) (int, error) {
			found, err := c.ListApplications(t.Context(), management.ApplicationFilter{AppTypes: []string{"spa", "native"}, FirstParty: &no, Global: &yes})
			return len(found), err
		},
		"take=100": func(c *management.Client) (int, error) {
			found, err := c.ListClientGrants(t.Context(), management.ClientGrantFilter{})
			return len(found), err
		},
		"allow_any_organization=true&audience=urn%3Aa&client_id=c&default_for=third_party_clients&subject_type=user&take=100": func(c *management.Client) (int, error) {
			found, err := c.ListClientGrants(t.Context(), management.ClientGrantFilter{ClientID: "c", Audience: "urn:a", SubjectType: "user", DefaultFor: "third_party_clients", AllowAnyOrganization: true})
			return len(found), err
		},
	} {
		tenant := fake.NewTenant(t, pages(
			`{"clients":[{"client_id":"1"}],"client_grants":[{"id":"1"}],"next":"1"}`,
			`{"clients":[{"client_id":"2"}],"client_grants":[{"id":"2"}]}`,
		))
		client, _ := managementtest.Of(tenant, 0)
		found, err := list(client)
		if got := tenant.Requests(); err != nil || found != 2 || len(got) != 2 || got[0].Query != want {
			t.Errorf("found %d, %v; asked %+v, want %s", found, err, got, want)
		}
	}
}

// A client that was listed lacks its secret, and a grant lacks nothing.
func TestWhatIsListedInPartAnswersNoRead(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
		if strings.HasSuffix(r.Path, "/1") {
			fake.Respond(w, 200, map[string]any{"client_id": "1", "client_secret": "s3cret"})
			return
		}
		fake.Respond(w, 200, map[string]any{"clients": []any{map[string]any{"client_id": "1"}}, "client_grants": []any{map[string]any{"id": "1"}}})
	})
	client, _ := managementtest.Of(tenant, 0)
	if _, err := client.ListApplications(t.Context(), management.ApplicationFilter{}); err != nil {
		t.Fatal(err)
	}
	if read, err := client.ReadApplication(t.Context(), "1"); err != nil || read.Settings["client_secret"] != "s3cret" {
		t.Errorf("got %+v, %v", read, err)
	}
	if _, err := client.ListClientGrants(t.Context(), management.ClientGrantFilter{}); err != nil {
		t.Fatal(err)
	}
	before := len(tenant.Requests())
	if read, err := client.ReadClientGrant(t.Context(), "1"); err != nil || read.ID != "1" || len(tenant.Requests()) != before {
		t.Errorf("got %+v, %v with %d requests", read, err, len(tenant.Requests())-before)
	}
}

func TestTheSameListAtTheSameTimeIsReadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hold, requests := make(chan struct{}), 0
		client := managementtest.Over(func(*http.Request) (*http.Response, error) {
			requests++
			<-hold
			return fake.JSON(200, `{"client_grants":[{"id":"1","scope":["a"]}]}`), nil
		})
		lists := make([][]*management.ClientGrant, 5)
		for i := range lists {
			go func() {
				var err error
				if lists[i], err = client.ListClientGrants(t.Context(), management.ClientGrantFilter{Audience: "urn:a"}); err != nil {
					t.Error(err)
				}
			}()
		}
		synctest.Wait() // all of them wait for the answer
		close(hold)
		synctest.Wait()
		if requests != 1 {
			t.Errorf("%d requests for %d callers, want 1", requests, len(lists))
		}
		lists[0][0].Settings["scope"] = "changed"
		if lists[1][0].Settings["scope"] == "changed" {
			t.Error("callers share a value")
		}
	})
}

func TestAListsErrorsSayWhatWasAsked(t *testing.T) {
	t.Parallel()
	for answer, says := range map[string]string{
		`{"client_grants":[{"client_id":"c"}]}`: "an entry of the list: it has no ID",
		`{"users":[]}`:                          "in client_grants",
	} {
		tenant := fake.NewTenant(t, pages(answer))
		client, _ := managementtest.Of(tenant, 0)
		if _, err := client.ListClientGrants(t.Context(), management.ClientGrantFilter{}); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "GET /api/v2/client-grants") {
			t.Errorf("got %v", err)
		}
	}
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		fake.Refuse(w, 403, "insufficient_scope", "Insufficient scope")
	})
	client, _ := managementtest.Of(tenant, 0)
	if _, err := client.ListResourceServers(t.Context()); !rest.HasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
}
