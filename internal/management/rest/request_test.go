package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestIdentifiersAreEscapedOnce(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { fake.Respond(w, 200, map[string]any{"id": "1"}) })
	client, _ := managementtest.Of(tenant, 0)
	for identifier, escaped := range map[string]string{
		"https://api.example.test/v1/":      "https:%2F%2Fapi.example.test%2Fv1%2F",
		"a/b":                               "a%2Fb",
		"100%":                              "100%25",
		"a%2Fb":                             "a%252Fb",
		"what?":                             "what%3F",
		"part#1":                            "part%231",
		"two words":                         "two%20words",
		"plus+":                             "plus+",
		"urn:a:b":                           "urn:a:b",
		"https://bücher.test":               "https:%2F%2Fb%C3%BCcher.test",
		"{id}":                              "%7Bid%7D",
		".":                                 ".",
		"..":                                "..",
		"a;b,c=d&e@f":                       "a%3Bb%2Cc=d&e@f",
		"https://a.test?x=1&y=%20#fragment": "https:%2F%2Fa.test%3Fx=1&y=%2520%23fragment",
	} {
		t.Run(identifier, func(t *testing.T) {
			for _, call := range []func() error{
				func() error { _, err := client.ReadResourceServer(t.Context(), identifier); return err },
				func() error {
					_, err := client.UpdateResourceServer(t.Context(), identifier, management.Settings{"name": "n"})
					return err
				},
				func() error { return client.DeleteResourceServer(t.Context(), identifier, "") },
			} {
				if err := call(); err != nil {
					t.Fatal(err)
				}
				got := tenant.Requests()
				if path, want := got[len(got)-1].Path, "/api/v2/resource-servers/"+escaped; path != want {
					t.Errorf("got path %s, want %s", path, want)
				}
			}
		})
	}
}

func TestAnEmptyIDDoesNotReachTheList(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { fake.Respond(w, 200, []any{}) })
	client, _ := managementtest.Of(tenant, 0)
	if err := client.DeleteResourceServer(t.Context(), "", ""); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("got error %v, want one about an empty ID", err)
	}
	tenant.Expect(t)
}

func TestAnAnswerThatIsNotTheObjectIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "{}", `"x"`, `{"id":7}`, `{"id":"r"}{"id":"r"}`, "<html>", `{"id":"r","scopes":7}`} {
		tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { w.Write([]byte(body)) })
		client, _ := managementtest.Of(tenant, 0)
		got, err := client.ReadResourceServer(t.Context(), "r")
		if err == nil || !strings.Contains(err.Error(), "GET /api/v2/resource-servers/r: ") {
			t.Errorf("%s: got %+v, %v; want an error that names the call", body, got, err)
		}
	}
}
