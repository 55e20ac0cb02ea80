package management

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// pages answers a list as pages, by the number that "from" holds.
func pages(answers ...string) func(http.ResponseWriter, seen) {
	return func(w http.ResponseWriter, r seen) {
		query, err := url.ParseQuery(r.query)
		if err != nil || query.Get("take") != "100" {
			refuse(w, 400, "invalid_query_string", r.query)
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
			fake := newFakeTenant(t, pages(c.pages...))
			client, _ := fake.client(0)
			found, err := client.FindApplicationsByName(t.Context(), "wanted")
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got error %v, want one that says %q", err, c.says)
			}
			var ids []string
			for _, a := range found {
				ids = append(ids, a.ClientID)
			}
			if strings.Join(ids, " ") != strings.Join(c.found, " ") || len(fake.got()) != c.requests {
				t.Errorf("found %v with %d requests; want %v with %d", ids, len(fake.got()), c.found, c.requests)
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
	fake := newFakeTenant(t, pages(
		`{"client_grants":[`+grant("1", "c", "urn:b", "client")+`,`+grant("2", "d", "urn:a", "client")+`],"next":"1"}`,
		`{"client_grants":[`+grant("3", "c", "urn:a", "user")+`,`+grant("4", "c", "urn:a", "client")+`],"next":"2"}`,
		`{"client_grants":[]}`,
	))
	client, _ := fake.client(0)
	found, err := client.FindClientGrant(t.Context(), GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "client"})
	if err != nil || found == nil || found.ID != "4" {
		t.Errorf("found %+v, %v; want 4", found, err)
	}
	got := fake.got()
	if want := "audience=urn%3Aa&client_id=c&subject_type=client&take=100"; got[0].query != want {
		t.Errorf("asked for %s, want %s", got[0].query, want)
	}
	if want := "audience=urn%3Aa&client_id=c&from=1&subject_type=client&take=100"; len(got) != 2 || got[1].query != want {
		t.Errorf("went on with %+v, want %s and no more", got[1:], want)
	}
	if found, err := client.FindClientGrant(t.Context(), GrantKey{ClientID: "e", Audience: "urn:a", SubjectType: "client"}); found != nil || err != nil {
		t.Errorf("found %+v, %v; want nothing", found, err)
	}
}

func TestAListWithoutEndIsGivenUp(t *testing.T) {
	t.Parallel()
	requests := 0
	client := clientOver(func(*http.Request) (*http.Response, error) {
		requests++
		return jsonAnswer(200, fmt.Sprintf(`{"clients":[],"next":"%d"}`, requests)), nil
	})
	if _, err := client.FindApplicationsByName(t.Context(), "n"); err == nil || !strings.Contains(err.Error(), "does not end") {
		t.Errorf("got %v after %d pages", err, requests)
	}
}

func TestAListEndsWithItsFirstError(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { refuse(w, 403, "insufficient_scope", "Insufficient scope") })
	client, _ := fake.client(0)
	if _, err := client.FindApplicationsByName(t.Context(), "n"); !hasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
	if _, err := client.FindClientGrant(t.Context(), GrantKey{ClientID: "c", Audience: "a", SubjectType: "user"}); !hasStatus(err, 403) {
		t.Errorf("got %v", err)
	}
}
