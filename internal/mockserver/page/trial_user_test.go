package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// web adds an API that enforces policies, users, and a client that logs them in. It returns
// the ID of the client.
func (s *site) web(properties map[string]any) string {
	s.t.Helper()
	s.withAccess()
	s.API(http.MethodPatch, "/resource-servers/"+s.api, map[string]any{"enforce_policies": true}, nil)
	client := map[string]any{"name": "Web", "app_type": "regular_web", "grant_types": []string{"authorization_code"}, "callbacks": []string{"https://web.example.test/callback"}}
	for name, value := range properties {
		client[name] = value
	}
	var made struct {
		ID string `json:"client_id"`
	}
	s.API(http.MethodPost, "/clients", client, &made)
	return made.ID
}

// tryAs fetches a token for a user through the form.
func (s *site) tryAs(client, user, organization string) document {
	s.t.Helper()
	path := "/page/apis/" + s.api + "/test-user"
	return s.send(http.MethodPost, path, url.Values{
		"csrf": {s.get("/page/keys").csrf(s.t)}, "client_id": {client}, "user_id": {user}, "organization": {organization}, "scope": {"read:orders delete:orders"},
	}, nil)
}

func TestATokenOfADeclaredUserHasTheirPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	view := "/page/apis/" + s.api + "/test-user"
	s.get(view).want(t, http.StatusOK, "The tenant has no users")
	for _, method := range []string{"client_secret_post", "client_secret_basic", "none"} {
		client := ""
		if method == "client_secret_post" {
			client = s.web(nil)
		}
		if client == "" {
			var made struct {
				ID string `json:"client_id"`
			}
			s.API(http.MethodPost, "/clients", map[string]any{
				"name": method, "app_type": "regular_web", "token_endpoint_auth_method": method, "grant_types": []string{"authorization_code"}, "callbacks": []string{"https://web.example.test/callback"},
			}, &made)
			client = made.ID
		}
		s.tryAs(client, "auth0|erin", "").want(t, http.StatusOK, "The token: issued", `"sub": "auth0|erin"`, `"scope": "read:orders delete:orders"`,
			"user policy allow_all → direct permission → role Editor <b>", "user policy allow_all → direct permission", "Accepted: 200")
		d := s.tryAs(client, "auth0|nora", "")
		d.want(t, http.StatusOK, "The token: issued", `"sub": "auth0|nora"`, "the user has no permission for the API")
		if _, result, _ := strings.Cut(d.text, "The token: issued"); strings.Contains(result, `"scope":`) {
			t.Errorf("%s: the token of a user without permissions has a scope:\n%s", method, result)
		}
	}
	if got := s.get(view).attribute(t, "input", "name", "scope", "value"); got != "read:orders delete:orders" {
		t.Errorf("the form begins with the scopes %q, want all of the API", got)
	}
	s.get("/page/apis/"+s.api+"/test").want(t, http.StatusOK, "Test as a user")
}

func TestATokenOfAUserIsForTheirOrganizationOrTheRefusalIsExplained(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	type object = map[string]any
	client := s.web(nil)
	var made struct {
		ID string `json:"id"`
	}
	s.API(http.MethodPost, "/organizations", object{"name": "acme", "display_name": "Acme <i>"}, &made)
	s.get("/page/apis/"+s.api+"/test-user").want(t, http.StatusOK, "Acme <i>", "erin@example.test", "Web")
	s.tryAs(client, "auth0|erin", made.ID).want(t, http.StatusOK, "The token: refused", "The client does not allow organizations")
	s.API(http.MethodPatch, "/clients/"+client, object{"organization_usage": "require"}, nil)
	s.tryAs(client, "auth0|erin", "").want(t, http.StatusOK, "The token: refused", "choose an organization")
	s.tryAs(client, "auth0|erin", made.ID).want(t, http.StatusOK, "The token: issued", `"org_id": "`+made.ID+`"`, "organization acme", "The organization that the request named")
	s.tryAs(client, "auth0|erin", "org_0123456789abcdef").want(t, http.StatusOK, "The token: refused", "it was deleted")

	s.API(http.MethodPatch, "/resource-servers/"+s.api, object{"subject_type_authorization": object{"user": object{"policy": "require_client_grant"}, "client": object{"policy": "require_client_grant"}}}, nil)
	s.tryAs(client, "auth0|erin", made.ID).want(t, http.StatusOK, "The token: refused", "no client grant for users")
	s.API(http.MethodPatch, "/clients/"+client, object{"callbacks": []string{}}, nil)
	s.tryAs(client, "auth0|erin", made.ID).want(t, http.StatusOK, "The token: refused", "Add a URL to its callbacks")
	s.tryAs("none", "auth0|erin", "").want(t, http.StatusOK, "no such client")
	s.tryAs(client, "auth0|none", "").want(t, http.StatusOK, "Choose a user.")
	s.tryAs(s.client, "auth0|erin", "").want(t, http.StatusOK, "The token: refused")
}
