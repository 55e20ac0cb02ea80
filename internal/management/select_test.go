package management

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

// numberedPages answers a list of APIs by page number: as many as total says at
// the time of each request, of which the list has those from skipped on.
func numberedPages(t *testing.T, at func(request int) (total, skipped int)) *fakeTenant {
	t.Helper()
	requests := 0
	return newFakeTenant(t, func(w http.ResponseWriter, r seen) {
		query, err := url.ParseQuery(r.query)
		page, bad := strconv.Atoi(query.Get("page"))
		if err != nil || bad != nil || query.Get("per_page") != "100" || query.Get("include_totals") != "true" {
			refuse(w, 400, "invalid_query_string", r.query)
			return
		}
		total, skipped := at(requests)
		requests++
		var apis []map[string]any
		for i := page * 100; i < min(page*100+100, total); i++ {
			apis = append(apis, map[string]any{"id": strconv.Itoa(i + skipped), "identifier": fmt.Sprint("urn:", i+skipped)})
		}
		respond(w, 200, map[string]any{"total": total, "start": page * 100, "limit": 100, "resource_servers": append([]map[string]any{}, apis...)})
	})
}

func TestAllAPIsAreListedWithARequestForEachHundred(t *testing.T) {
	t.Parallel()
	for total, requests := range map[int]int{0: 1, 1: 1, 100: 1, 101: 2, 1000: 10} {
		fake := numberedPages(t, func(int) (int, int) { return total, 0 })
		client, _ := fake.client(0)
		found, err := client.ListResourceServers(t.Context())
		if err != nil || len(found) != total || len(fake.got()) != requests {
			t.Errorf("%d APIs: got %d with %d requests, %v; want %d requests", total, len(found), len(fake.got()), err, requests)
		}
	}
}

func TestAListThatTheServiceCutsIsAnError(t *testing.T) {
	t.Parallel()
	fake := numberedPages(t, func(int) (int, int) { return 1001, 0 })
	client, _ := fake.client(0)
	found, err := client.ListResourceServers(t.Context())
	var tooMany *TooManyError
	if !errors.As(err, &tooMany) || *tooMany != (TooManyError{Kind: "resource-servers", Total: 1001, Reachable: 1000}) || found != nil || len(fake.got()) != 1 {
		t.Errorf("got %d and %v with %d requests", len(found), err, len(fake.got()))
	}
}

func TestAListThatChangesWhileItIsReadIsReadAnew(t *testing.T) {
	t.Parallel()
	// The first API is deleted between the pages: number 100 moves to the first
	// page, which was read already.
	fake := numberedPages(t, func(request int) (int, int) {
		if request == 0 {
			return 201, 0
		}
		return 200, 1
	})
	client, _ := fake.client(0)
	found, err := client.ListResourceServers(t.Context())
	if err != nil || len(found) != 200 || found[0].ID != "1" || found[99].ID != "100" {
		t.Errorf("got %d, %v", len(found), err)
	}

	total := 200
	restless := numberedPages(t, func(int) (int, int) { total--; return total, 0 })
	client, _ = restless.client(0)
	if found, err := client.ListResourceServers(t.Context()); err == nil || !strings.Contains(err.Error(), "the list changed each of the 4 times") || found != nil {
		t.Errorf("got %d, %v", len(found), err)
	}
}

func TestAPIsAreListedByTheirIdentifiers(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, r seen) {
		query, _ := url.ParseQuery(r.query)
		found := []map[string]any{}
		for _, identifier := range query["identifiers"] {
			if !strings.Contains(identifier, "missing") {
				found = append(found, map[string]any{"id": "id of " + identifier, "identifier": identifier})
			}
		}
		respond(w, 200, map[string]any{"total": len(found), "resource_servers": found})
	})
	var wanted []string
	for i := range 60 {
		wanted = append(wanted, fmt.Sprintf("urn:%d", i))
	}
	wanted = append(wanted, "urn:missing")
	client, _ := fake.client(0)
	found, err := client.ListResourceServers(t.Context(), wanted...)
	if err != nil || len(found) != 60 || found[59].Identifier != "urn:59" || len(fake.got()) != 2 {
		t.Errorf("got %d with %d requests, %v; want 60 with 2", len(found), len(fake.got()), err)
	}
	// What was listed is not asked for again.
	if api, err := client.ReadResourceServer(t.Context(), "urn:7"); err != nil || api.ID != "id of urn:7" || len(fake.got()) != 2 {
		t.Errorf("got %+v, %v with %d requests", api, err, len(fake.got()))
	}
}

func TestListsAreFilteredByTheService(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for want, list := range map[string]func(*Client) (int, error){
		"fields=client_secret%2Csigning_keys%2Cencryption_key&include_fields=false&take=100": func(c *Client) (int, error) {
			found, err := c.ListApplications(t.Context(), ApplicationFilter{})
			return len(found), err
		},
		"app_type=spa%2Cnative&fields=client_secret%2Csigning_keys%2Cencryption_key&include_fields=false&is_first_party=false&is_global=true&take=100": func(c *Client) (int, error) {
			found, err := c.ListApplications(t.Context(), ApplicationFilter{AppTypes: []string{"spa", "native"}, FirstParty: &no, Global: &yes})
			return len(found), err
		},
		"take=100": func(c *Client) (int, error) {
			found, err := c.ListClientGrants(t.Context(), ClientGrantFilter{})
			return len(found), err
		},
		"allow_any_organization=true&audience=urn%3Aa&client_id=c&default_for=third_party_clients&subject_type=user&take=100": func(c *Client) (int, error) {
			found, err := c.ListClientGrants(t.Context(), ClientGrantFilter{ClientID: "c", Audience: "urn:a", SubjectType: "user", DefaultFor: "third_party_clients", AllowAnyOrganization: true})
			return len(found), err
		},
	} {
		fake := newFakeTenant(t, pages(
			`{"clients":[{"client_id":"1"}],"client_grants":[{"id":"1"}],"next":"1"}`,
			`{"clients":[{"client_id":"2"}],"client_grants":[{"id":"2"}]}`,
		))
		client, _ := fake.client(0)
		found, err := list(client)
		if got := fake.got(); err != nil || found != 2 || len(got) != 2 || got[0].query != want {
			t.Errorf("found %d, %v; asked %+v, want %s", found, err, got, want)
		}
	}
}

// A client that was listed lacks its secret, and a grant lacks nothing.
func TestWhatIsListedInPartAnswersNoRead(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, r seen) {
		if strings.HasSuffix(r.path, "/1") {
			respond(w, 200, map[string]any{"client_id": "1", "client_secret": "s3cret"})
			return
		}
		respond(w, 200, map[string]any{"clients": []any{map[string]any{"client_id": "1"}}, "client_grants": []any{map[string]any{"id": "1"}}})
	})
	client, _ := fake.client(0)
	if _, err := client.ListApplications(t.Context(), ApplicationFilter{}); err != nil {
		t.Fatal(err)
	}
	if read, err := client.ReadApplication(t.Context(), "1"); err != nil || read.Settings["client_secret"] != "s3cret" {
		t.Errorf("got %+v, %v", read, err)
	}
	if _, err := client.ListClientGrants(t.Context(), ClientGrantFilter{}); err != nil {
		t.Fatal(err)
	}
	before := len(fake.got())
	if read, err := client.ReadClientGrant(t.Context(), "1"); err != nil || read.ID != "1" || len(fake.got()) != before {
		t.Errorf("got %+v, %v with %d requests", read, err, len(fake.got())-before)
	}
}

func TestTheSameListAtTheSameTimeIsReadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hold, requests := make(chan struct{}), 0
		client := clientOver(func(*http.Request) (*http.Response, error) {
			requests++
			<-hold
			return jsonAnswer(200, `{"client_grants":[{"id":"1","scope":["a"]}]}`), nil
		})
		lists := make([][]*ClientGrant, 5)
		for i := range lists {
			go func() {
				var err error
				if lists[i], err = client.ListClientGrants(t.Context(), ClientGrantFilter{Audience: "urn:a"}); err != nil {
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
			t.Error("callers share what they were given")
		}
	})
}

func TestAListsErrorsSayWhatWasAsked(t *testing.T) {
	t.Parallel()
	for answer, says := range map[string]string{
		`{"client_grants":[{"client_id":"c"}]}`: "an entry of the list: it has no ID",
		`{"users":[]}`:                          "in client_grants",
	} {
		fake := newFakeTenant(t, pages(answer))
		client, _ := fake.client(0)
		if _, err := client.ListClientGrants(t.Context(), ClientGrantFilter{}); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "GET /api/v2/client-grants") {
			t.Errorf("got %v", err)
		}
	}
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { refuse(w, 403, "insufficient_scope", "Insufficient scope") })
	client, _ := fake.client(0)
	if _, err := client.ListResourceServers(t.Context()); !hasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
}
