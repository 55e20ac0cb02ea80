package page_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestListsAreSearchedAndSorted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.API(http.MethodPost, "/resource-servers", map[string]any{"name": "accounts", "identifier": "urn:z"}, nil)
	order := func(path string, texts ...string) {
		t.Helper()
		d := s.get(path)
		at := -1
		for _, text := range texts {
			found := strings.Index(d.text, text)
			if found <= at {
				t.Errorf("%s: %q is not after %q:\n%s", path, text, texts, d.text)
			}
			at = found
		}
	}
	order("/", "accounts", "Ordershttps")
	order("/?sort=-name", "Ordershttps", "accounts")
	order("/?sort=identifier", "Ordershttps", "accounts")
	order("/?sort=scopes", "accounts", "Ordershttps")
	order("/page/clients?sort=-name", "Outsider", "Bootstrap", "Billing")

	header := s.get("/?sort=-name").attribute(t, "th", "aria-sort", "descending", "scope")
	if header != "col" {
		t.Errorf("the sorted header has the scope %q", header)
	}
	for path, texts := range map[string][]string{
		"/?q=ORDERS":                  {"1 to 1 of 1 for “ORDERS”, of 3 in all", "Show all"},
		"/?q=delete:orders":           {"1 to 1 of 1"},
		"/?q=nothing-like-it":         {"Nothing found for “nothing-like-it”, of 3 in all"},
		"/page/clients?q=outs":        {"1 to 1 of 1"},
		"/page/clients?q=" + s.client: {"1 to 1 of 1", "Billing"},
	} {
		s.get(path).want(t, http.StatusOK, texts...)
	}
	// Searching keeps the order, and paging both.
	for i := range 120 {
		s.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": fmt.Sprintf("urn:many:%03d", i)}, nil)
	}
	first := s.get("/?q=many&sort=-identifier")
	first.want(t, http.StatusOK, "1 to 100 of 120", "urn:many:119")
	s.get(first.attribute(t, "a", "rel", "next", "href")).want(t, http.StatusOK, "101 to 120 of 120", "urn:many:000")
}

func TestTheLogIsFilteredAndShowsErrorCodes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/.well-known/jwks.json")
	s.get("/api/v2/clients")
	s.send(http.MethodPost, "/oauth/token", nil, nil)
	s.get("/page/requests").want(t, http.StatusOK, "3 of 3", "invalid_request", "under 1 ms")
	s.get("/page/requests?result=refused").want(t, http.StatusOK, "2 of 2 that match, of 3 in all")
	s.get("/page/requests?result=accepted").want(t, http.StatusOK, "1 of 1 that match", "jwks.json")
	s.get("/page/requests?method=POST").want(t, http.StatusOK, "1 of 1 that match", "/oauth/token")
	s.get("/page/requests?q=INVALID_req").want(t, http.StatusOK, "1 of 1 that match", "/oauth/token")
	s.get("/page/requests?q=clients").want(t, http.StatusOK, "1 of 1 that match", "/api/v2/clients")
	s.get("/page/requests?result=fault").want(t, http.StatusOK, "None of the 3 requests matches.")
}

func TestEachViewHasATitleOfItsOwn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	api := "/page/apis/" + s.api
	for path, want := range map[string]string{
		"/": "APIs · mock tenant", api: "Quick Start · Orders · mock tenant", api + "/settings": "Settings · Orders · mock tenant",
		api + "/scopes": "Scopes · Orders · mock tenant", api + "/grants": "Machine-to-machine · Orders · mock tenant", api + "/test": "Test · Orders · mock tenant",
		api + "/delete": "Delete the API Orders · mock tenant", "/page/clients": "Clients · mock tenant", "/page/clients/" + s.client: "Billing · mock tenant",
		api + "/terraform": "Orders as Terraform · mock tenant", "/page/grants/" + s.grant + "/terraform": "Grant of Billing as Terraform · mock tenant",
		"/page/terraform": "The tenant as Terraform · mock tenant", "/page/apis/new": "Create API · mock tenant", "/page/requests": "Requests · mock tenant", "/page/keys": "Signing keys · mock tenant",
	} {
		if d := s.get(path); !strings.HasPrefix(d.text, want+" ") {
			t.Errorf("the title of %s is not %q: %.80s", path, want, d.text)
		}
	}
}
