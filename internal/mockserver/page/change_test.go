package page_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// fill returns the values of the form with an action, as a browser would send them, with
// some of them changed. A value of "" unchecks a checkbox.
func (d document) fill(t *testing.T, action string, changes map[string]string) url.Values {
	t.Helper()
	form := url.Values{}
	for node := range d.root.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" || attr(node, "action") != action {
			continue
		}
		for each := range node.Descendants() {
			name := attr(each, "name")
			switch {
			case each.Type != html.ElementNode || name == "":
			case each.Data == "select":
				form.Set(name, selected(each))
			case each.Data == "textarea":
				if each.FirstChild != nil {
					form.Set(name, strings.TrimPrefix(each.FirstChild.Data, "\n"))
				}
			case attr(each, "type") == "checkbox":
				if has(each, "checked") {
					form.Add(name, attr(each, "value"))
				}
			default:
				form.Add(name, attr(each, "value"))
			}
		}
	}
	if len(form) == 0 {
		t.Fatalf("%s has no form with the action %s", d.Request.URL, action)
	}
	for name, value := range changes {
		form.Del(name)
		if value != "" {
			form.Set(name, value)
		}
	}
	return form
}

// selected returns the value of the selected option, or of the first.
func selected(list *html.Node) string {
	value, first := "", true
	for option := range list.Descendants() {
		if option.Type == html.ElementNode && option.Data == "option" && (first || has(option, "selected")) {
			value, first = attr(option, "value"), false
		}
	}
	return value
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// submit opens a view, changes the form with an action, posts it, and follows the redirect.
func (s *site) submit(view, action string, changes map[string]string) document {
	s.t.Helper()
	d := s.send(http.MethodPost, action, s.get(view).fill(s.t, action, changes), nil)
	if d.StatusCode == http.StatusSeeOther {
		return s.get(d.Header.Get("Location"))
	}
	return d
}

// object reads an object of the Management API.
func (s *site) object(path string) map[string]any {
	s.t.Helper()
	var out map[string]any
	s.API(http.MethodGet, path, nil, &out)
	return out
}

func TestAnAPIIsCreatedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	created := s.submit("/page/apis/new", "/page/apis", map[string]string{"name": "Invoices", "identifier": "urn:invoices", "signing_alg": "PS256"})
	created.want(t, http.StatusOK, "Created.", "Invoices", "urn:invoices", "PS256")
	path := created.Request.URL.Path

	s.submit(path+"/settings", path+"/settings", map[string]string{
		"token_lifetime": "5400", "enforce_policies": "true", "token_dialect": "rfc9068_profile", "subject_type_authorization.user.policy": "deny_all",
	}).want(t, http.StatusOK, "Saved.", "Now 1 hour 30 minutes.")
	got := s.object("/resource-servers/urn%3Ainvoices")
	user, _ := got["subject_type_authorization"].(map[string]any)
	if got["token_lifetime"] != 5400.0 || got["enforce_policies"] != true || got["token_dialect"] != "rfc9068_profile" || got["name"] != "Invoices" {
		t.Errorf("the API is %v", got)
	}
	if policy, _ := user["user"].(map[string]any); policy["policy"] != "deny_all" {
		t.Errorf("the policies are %v", user)
	}
	s.submit(path+"/settings", path+"/settings", map[string]string{"enforce_policies": ""}).want(t, http.StatusOK, "Saved.")
	if got := s.object("/resource-servers/urn%3Ainvoices"); got["enforce_policies"] != false {
		t.Errorf("enforce_policies is %v after it was unchecked", got["enforce_policies"])
	}
	s.submit(path+"/settings", path+"/settings", nil).want(t, http.StatusOK, "Nothing to save")

	s.get(path+"/delete").want(t, http.StatusOK, "Delete the API Invoices", "0 scopes and 0 grants")
	s.submit(path+"/delete", path+"/delete", nil).want(t, http.StatusOK, "Deleted.", "1 to 2 of 2")
	s.get(path).want(t, http.StatusNotFound, "no API with this ID")
}

// A form sends what the person changed, and so it does not undo what another program has
// changed since the form was loaded.
func TestAFormSendsOnlyWhatWasChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/page/apis/" + s.api + "/settings"
	form := s.get(path).fill(t, path, map[string]string{"name": "Renamed"})
	s.API(http.MethodPatch, "/resource-servers/"+s.api, map[string]any{"token_lifetime": 60}, nil)
	s.send(http.MethodPost, path, form, nil).want(t, http.StatusSeeOther)
	if got := s.object("/resource-servers/" + s.api); got["token_lifetime"] != 60.0 || got["name"] != "Renamed" {
		t.Errorf("the lifetime is %v and the name %v", got["token_lifetime"], got["name"])
	}
}

func TestWhatTheManagementAPIRefusesIsExplainedAtItsField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	api := "/page/apis/" + s.api
	for _, test := range []struct {
		name, view, action string
		changes            map[string]string
		status             int
		says, field        string
	}{
		{"an identifier in use", "/page/apis/new", "/page/apis", map[string]string{"identifier": "https://orders.example.test/"}, 409, "POST /api/v2/resource-servers answered 409", ""},
		{"no identifier", "/page/apis/new", "/page/apis", map[string]string{"name": "x"}, 400, "Enter a value.", "identifier"},
		{"a name with <", "/page/apis/new", "/page/apis", map[string]string{"identifier": "urn:x", "name": "<x>"}, 400, "Nothing was changed.", "name"},
		{"a lifetime in words", api + "/settings", api + "/settings", map[string]string{"token_lifetime": "1h"}, 400, "Enter a whole number.", "token_lifetime"},
		{"too long a lifetime", api + "/settings", api + "/settings", map[string]string{"token_lifetime": "9999999"}, 400, "2592000", "token_lifetime"},
		{"a scope twice", api + "/scopes", api + "/scopes", map[string]string{"value": "read:orders"}, 400, "occurs more than once", ""},
		{"a client without a name", "/page/clients/new", "/page/clients", nil, 400, "Enter a value.", "name"},
		{"a grant that exists", api + "/grants", api + "/grants", map[string]string{"client_id": s.client}, 409, "POST /api/v2/client-grants answered 409", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &site{Mock: s.Mock, t: t}
			d := s.submit(test.view, test.action, test.changes)
			d.want(t, test.status, "Nothing was changed.", test.says)
			if test.field == "" {
				return
			}
			if described := d.attribute(t, "input", "name", test.field, "aria-describedby"); !strings.HasPrefix(described, test.field+"-error ") {
				t.Errorf("the field is described by %q, which is not the error", described)
			}
			for name, value := range test.changes { // what was typed stays
				if got := d.attribute(t, "input", "name", name, "value"); got != value {
					t.Errorf("%s has the value %q, want %q", name, got, value)
				}
			}
		})
	}
}

func TestScopesAreAddedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	view := "/page/apis/" + s.api + "/scopes"
	s.submit(view, view, map[string]string{"value": "a:first", "description": "Comes first"}).want(t, http.StatusOK, "Added the scope.", "3 scopes", "Comes first")
	removed := s.get(view).fill(t, view+"/remove", map[string]string{"value": "delete:orders"})
	s.send(http.MethodPost, view+"/remove", removed, nil).want(t, http.StatusSeeOther)
	d := s.get(view)
	d.want(t, http.StatusOK, "2 scopes")
	if first, second := strings.Index(d.text, "a:first"), strings.Index(d.text, "read:orders"); first > second || strings.Contains(d.text, "delete:orders") {
		t.Errorf("the scopes are not sorted, or one was not removed:\n%s", d.text)
	}
}

func TestAClientIsAuthorizedForASubsetOfScopes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	view := "/page/apis/" + s.api + "/grants"
	s.submit(view+"?client_id="+s.outsider, view, map[string]string{"scope": "delete:orders"}).want(t, http.StatusOK, "Authorized the client.", "Outsider", "delete:orders")
	s.try(s.api, s.outsider, "").want(t, http.StatusOK, "Accepted: 200", `"scope": "delete:orders"`)

	grant := "/page/grants/" + s.grant
	s.submit(grant, grant, map[string]string{"scope": "delete:orders"}).want(t, http.StatusOK, "Saved.")
	s.submit(grant, grant, map[string]string{"allow_all_scopes": "true"}).want(t, http.StatusOK, "Saved.")
	s.try(s.api, s.client, "").want(t, http.StatusOK, `"scope": "read:orders delete:orders"`)
	s.submit(grant, grant, map[string]string{"allow_all_scopes": "", "scope": "read:orders"}).want(t, http.StatusOK, "Saved.")
	s.try(s.api, s.client, "").want(t, http.StatusOK, `"scope": "read:orders"`)
	s.submit(grant+"/delete", grant+"/delete", nil).want(t, http.StatusOK, "Deleted the grant.")
	s.try(s.api, s.client, "").want(t, http.StatusOK, "The client has no grant on this API")
}

func TestAClientsSecretIsShownOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	created := s.submit("/page/clients/new", "/page/clients", map[string]string{"name": "Shipping"})
	created.want(t, http.StatusCreated, "Copy the secret now", "Shipping")
	path := created.attribute(t, "form", "method", "post", "action")
	id := strings.TrimPrefix(path, "/page/clients/")
	client := s.object("/clients/" + id)
	secret, _ := client["client_secret"].(string)
	if secret == "" || !strings.Contains(created.text, secret) {
		t.Errorf("the page does not show the secret %q:\n%s", secret, created.text)
	}
	if types, _ := client["grant_types"].([]any); len(types) != 1 || types[0] != "client_credentials" {
		t.Errorf("a machine-to-machine client has the grant types %v", types)
	}
	if again := s.get(path); strings.Contains(again.raw, secret) {
		t.Error("the page shows the secret again")
	}

	rotated := s.send(http.MethodPost, path+"/secret", s.get(path).fill(t, path+"/secret", nil), nil)
	rotated.want(t, http.StatusOK, "Copy the secret now")
	now, _ := s.object("/clients/" + id)["client_secret"].(string)
	if now == secret || !strings.Contains(rotated.text, now) {
		t.Errorf("the secret was %q and is %q; the page shows\n%s", secret, now, rotated.text)
	}
	s.submit(path, path, map[string]string{"description": "Ships", "grant_types": "client_credentials\r\nrefresh_token"}).want(t, http.StatusOK, "Saved.")
	if got := s.object("/clients/" + id); got["description"] != "Ships" || len(got["grant_types"].([]any)) != 2 {
		t.Errorf("the client is %v", got)
	}
	s.submit(path+"/delete", path+"/delete", nil).want(t, http.StatusOK, "Deleted.", "1 to 3 of 3")
}

func TestWhatTheTenantNeedsIsKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	system := s.object("/resource-servers/" + url.PathEscape(s.URL+"/api/v2/"))
	var grants []struct {
		ID string `json:"id"`
	}
	s.API(http.MethodGet, "/client-grants?client_id="+s.ClientID, nil, &grants)
	id, _ := system["id"].(string)
	for _, path := range []string{"/page/clients/" + s.ClientID + "/delete", "/page/apis/" + id + "/delete", "/page/grants/" + grants[0].ID + "/delete"} {
		d := s.get(path)
		d.want(t, http.StatusOK, "Back")
		if strings.Contains(d.raw, "<button") {
			t.Errorf("%s offers to delete it", path)
		}
		form := url.Values{"csrf": {s.get("/page/keys").csrf(t)}}
		s.send(http.MethodPost, path, form, nil).want(t, http.StatusForbidden)
	}
	form := url.Values{"csrf": {s.get("/page/keys").csrf(t)}}
	s.send(http.MethodPost, "/page/grants/"+grants[0].ID, form, nil).want(t, http.StatusForbidden)
	s.send(http.MethodPost, "/page/clients/"+s.ClientID+"/secret", form, nil).want(t, http.StatusForbidden, "This page manages the tenant with it")
	s.send(http.MethodPost, "/page/clients/"+s.ClientID, form, nil).want(t, http.StatusForbidden, "This page manages the tenant with it")
	s.submit("/page/apis/new", "/page/apis", map[string]string{"identifier": "urn:after"}).want(t, http.StatusOK, "Created.")
}
