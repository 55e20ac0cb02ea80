package fidelity_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/fidelity"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func TestTheTableHasTheRoutesOfTheManagementAPI(t *testing.T) {
	t.Parallel()
	var rows []string
	for _, each := range fidelity.Management() {
		rows = append(rows, each.Route)
	}
	routes := management.Routes()
	slices.Sort(rows)
	slices.Sort(routes)
	if !slices.Equal(rows, routes) {
		t.Errorf("the table has\n  %s\nand the mock serves\n  %s", strings.Join(rows, "\n  "), strings.Join(routes, "\n  "))
	}
}

func TestEachRowSaysSomething(t *testing.T) {
	t.Parallel()
	for _, each := range slices.Concat(fidelity.Management(), fidelity.Authentication()) {
		if each.Equal == 0 && each.Documented == "" && each.Chosen == "" {
			t.Errorf("%s: nothing is known of it", each.Route)
		}
	}
}

// What the page says to be there is served, and what it says not to be there is
// not: an unknown path is a 404 without a code, with or without a token.
func TestTheMockServesWhatThePageSays(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	served := func(route string) bool {
		method, path, _ := strings.Cut(route, " ")
		r, err := http.NewRequestWithContext(t.Context(), method, mock.URL+strings.NewReplacer("{id}", "x", "{member}", "y").Replace(path), nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		// Of the Management API each path that is served asks for a token first.
		return res.StatusCode != http.StatusNotFound && res.StatusCode != http.StatusMethodNotAllowed
	}
	for _, each := range slices.Concat(fidelity.Management(), fidelity.Authentication()) {
		if !served(each.Route) {
			t.Errorf("%s is not served", each.Route)
		}
	}
	for _, each := range fidelity.NotThere() {
		// /clients/search and its like are read as a client's id.
		if served(each.Route) && !strings.HasPrefix(each.Route, "GET /api/v2/clients/search") {
			t.Errorf("%s is served", each.Route)
		}
	}
}

func TestThePageIsUpToDate(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../" + fidelity.Path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(page), "\r\n", "\n") != string(fidelity.Page()) {
		t.Errorf("%s is stale; run make docs", fidelity.Path)
	}
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "("+fidelity.Path+")") {
		t.Errorf("the README does not link %s where it says how strict the mock is", fidelity.Path)
	}
}
