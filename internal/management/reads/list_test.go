package reads_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// pages answers a list as pages, by the number that "from" holds.
func pages(answers ...string) func(http.ResponseWriter, fake.Request) {
	return func(w http.ResponseWriter, r fake.Request) {
		query, err := url.ParseQuery(r.Query)
		if err != nil || query.Get("take") != "100" {
			fake.Refuse(w, 400, "invalid_query_string", r.Query)
			return
		}
		at := 0
		if from := query.Get("from"); from != "" {
			at, _ = strconv.Atoi(from)
		}
		fmt.Fprint(w, answers[at])
	}
}

func TestFindApplicationsByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages    []string
		found    []string
		requests int
		says     string
	}{
		"none at all":              {[]string{`{"clients":[]}`}, nil, 1, ""},
		"only exact names":         {[]string{`{"clients":[{"client_id":"1","name":"Wanted"},{"client_id":"2","name":"wanted"},{"client_id":"3","name":"wanted 2"},{"client_id":"4"}]}`}, []string{"2"}, 1, ""},
		"namesakes on all pages":   {[]string{`{"clients":[{"client_id":"1","name":"wanted"}],"next":"1"}`, `{"clients":[{"client_id":"2","name":"wanted"}],"next":"2"}`, `{"clients":[{"client_id":"3","name":"wanted"}],"next":null}`}, []string{"1", "2", "3"}, 3, ""},
		"an empty page in between": {[]string{`{"clients":[],"next":"1"}`, `{"clients":[{"client_id":"2","name":"wanted"}],"next":""}`}, []string{"2"}, 2, ""},
		"an empty page at the end": {[]string{`{"clients":[{"client_id":"1","name":"wanted"}],"next":"1"}`, `{"clients":[]}`}, []string{"1"}, 2, ""},
		"a page that repeats":      {[]string{`{"clients":[{"client_id":"1"}],"next":"1"}`, `{"clients":[{"client_id":"2"}],"next":"1"}`}, nil, 2, "does not end"},
		"a circle of pages":        {[]string{`{"clients":[],"next":"1"}`, `{"clients":[],"next":"2"}`, `{"clients":[],"next":"1"}`}, nil, 3, "does not end"},
		"a list of another kind":   {[]string{`{"users":[]}`}, nil, 1, "in clients"},
		"an array":                 {[]string{`[]`}, nil, 1, "not what the service answers"},
		"an entry that is null":    {[]string{`{"clients":[null]}`}, nil, 1, "no ID"},
		"a cursor that is no text": {[]string{`{"clients":[],"next":7}`}, nil, 1, "in next"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := fake.NewTenant(t, pages(c.pages...))
			client, _ := managementtest.Of(tenant, 0)
			found, err := client.FindApplicationsByName(t.Context(), "wanted")
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got error %v, want one that says %q", err, c.says)
			}
			var ids []string
			for _, a := range found {
				ids = append(ids, a.ClientID)
			}
			if strings.Join(ids, " ") != strings.Join(c.found, " ") || len(tenant.Requests()) != c.requests {
				t.Errorf("found %v with %d requests; want %v with %d", ids, len(tenant.Requests()), c.found, c.requests)
			}
		})
	}
}

func TestFindClientGrant(t *testing.T) {
	t.Parallel()
	grant := func(id, client, audience, subject string) string {
		return fmt.Sprintf(`{"id":%q,"client_id":%q,"audience":%q,"subject_type":%q}`, id, client, audience, subject)
	}
	// The filters are the service's; that they work is not taken for granted.
	tenant := fake.NewTenant(t, pages(
		`{"client_grants":[`+grant("1", "c", "urn:b", "client")+`,`+grant("2", "d", "urn:a", "client")+`],"next":"1"}`,
		`{"client_grants":[`+grant("3", "c", "urn:a", "user")+`,`+grant("4", "c", "urn:a", "client")+`],"next":"2"}`,
		`{"client_grants":[]}`,
	))
	client, _ := managementtest.Of(tenant, 0)
	found, err := client.FindClientGrant(t.Context(), management.GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "client"})
	if err != nil || found == nil || found.ID != "4" {
		t.Errorf("found %+v, %v; want 4", found, err)
	}
	got := tenant.Requests()
	if want := "audience=urn%3Aa&client_id=c&subject_type=client&take=100"; got[0].Query != want {
		t.Errorf("asked for %s, want %s", got[0].Query, want)
	}
	if want := "audience=urn%3Aa&client_id=c&from=1&subject_type=client&take=100"; len(got) != 2 || got[1].Query != want {
		t.Errorf("went on with %+v, want %s and no more", got[1:], want)
	}
	if found, err := client.FindClientGrant(t.Context(), management.GrantKey{ClientID: "e", Audience: "urn:a", SubjectType: "client"}); found != nil || err != nil {
		t.Errorf("found %+v, %v; want nothing", found, err)
	}
}

func TestAListWithoutEndIsGivenUp(t *testing.T) {
	t.Parallel()
	requests := 0
	client := managementtest.Over(func(*http.Request) (*http.Response, error) {
		requests++
		return fake.JSON(200, fmt.Sprintf(`{"clients":[],"next":"%d"}`, requests)), nil
	})
	if _, err := client.FindApplicationsByName(t.Context(), "n"); err == nil || !strings.Contains(err.Error(), "does not end") {
		t.Errorf("got %v after %d pages", err, requests)
	}
}

func TestAListEndsWithItsFirstError(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		fake.Refuse(w, 403, "insufficient_scope", "Insufficient scope")
	})
	client, _ := managementtest.Of(tenant, 0)
	if _, err := client.FindApplicationsByName(t.Context(), "n"); !rest.HasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
	if _, err := client.FindClientGrant(t.Context(), management.GrantKey{ClientID: "c", Audience: "a", SubjectType: "user"}); !rest.HasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
}
