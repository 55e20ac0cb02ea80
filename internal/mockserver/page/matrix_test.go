package page_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheAccessMatrixShowsWhoGetsWhatAndWhy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.withAccess()
	view := "/page/apis/" + s.api + "/access"
	granted := "client policy require_client_grant → client grant " + s.grant
	d := s.get(view)
	d.want(t, http.StatusOK,
		"Billing for itself, a token: yes"+granted,
		"Billing for itself, read:orders: yes", "Billing for itself, delete:orders: no",
		granted+", which does not include this scope",
		"Billing for users, read:orders: no", "the client has no grant type for users",
		"Outsider for itself, read:orders: no", "no client grant for the client itself",
		"Point at a cell", "1 to 6 of 6")
	// The reason of a cell is its description, for screen readers.
	if why := d.attribute(t, "a", "href", "?cell=read%3Aorders&client="+s.client+"&for=client#why", "aria-describedby"); !strings.Contains(d.raw, `<span id="`+why+`" hidden>`+granted) {
		t.Errorf("the cell is described by %q, which is not its reason", why)
	}

	for path, wants := range map[string][]string{
		"?q=bill": {"Billing", "1 to 2 of 2", "Show all"},
		"?q=none": {"No client matches"},
		// Outsider can get nothing, and Bootstrap each scope for users.
		"?allowed=true":                                          {"Billing", "1 to 2 of 2"},
		"?allowed=true&scope=READ":                               {"Billing for itself, read:orders: yes", "1 to 2 of 2"},
		"?allowed=true&scope=delete":                             {"Bootstrap", "1 to 1 of 1"},
		"?cell=&client=" + s.client + "&for=user":                {"Billing for users, a token: no the client has no grant type for users"},
		"?cell=delete:orders&client=" + s.client + "&for=client": {"Billing for itself, delete:orders: no " + granted},
	} {
		s.get(view+path).want(t, http.StatusOK, wants...)
	}
	filtered := s.get(view + "?scope=delete&allowed=&q=bill")
	if strings.Contains(filtered.text, "Billing for itself, read:orders") || strings.Contains(filtered.text, "Outsider") {
		t.Errorf("the filters do not restrict the matrix:\n%s", filtered.text)
	}
	if sorted := filtered.attribute(t, "a", "href", view+"?q=bill&scope=delete&sort=-client", "href"); sorted == "" {
		t.Error("the link that sorts loses the filter")
	}
}

func TestTheAccessMatrixFollowsDefaultGrantsAndPolicies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	type object = map[string]any
	var made struct {
		ID string `json:"id"`
	}
	s.API(http.MethodPost, "/clients", object{
		"name": "Partner", "app_type": "regular_web", "is_first_party": false, "grant_types": []string{"authorization_code"}, "callbacks": []string{"https://partner.example.test/"},
	}, nil)
	s.API(http.MethodPost, "/client-grants", object{"default_for": "third_party_clients", "audience": "https://orders.example.test/", "subject_type": "user", "scope": []string{"read:orders"}}, &made)
	view := "/page/apis/" + s.api + "/access?q=partner"
	s.get(view).want(t, http.StatusOK, "user policy allow_all", "Partner for users, delete:orders: yes")
	s.API(http.MethodPatch, "/resource-servers/"+s.api, object{"subject_type_authorization": object{"user": object{"policy": "require_client_grant"}, "client": object{"policy": "require_client_grant"}}}, nil)
	s.get(view).want(t, http.StatusOK, "Partner for users, read:orders: yes", "default grant "+made.ID, "Partner for users, delete:orders: no")
	s.API(http.MethodPatch, "/resource-servers/"+s.api, object{"enforce_policies": true, "subject_type_authorization": object{"user": object{"policy": "deny_all"}, "client": object{"policy": "require_client_grant"}}}, nil)
	s.get(view).want(t, http.StatusOK, "the API also requires the permission", "Partner for users, read:orders: no", "user policy deny_all")
}
