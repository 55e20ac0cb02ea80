package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTheRequestsForAUserRunAsPrograms runs what the view of a user's token offers to copy:
// each program logs the user in, exchanges the code, and calls the API.
func TestTheRequestsForAUserRunAsPrograms(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"client_secret_basic", "none", "RS256"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			type object = map[string]any
			s := newSite(t)
			s.web(nil)
			client := object{"name": "App", "app_type": "regular_web", "callbacks": []string{"https://app.example.test/cb?a=b'c"}, "organization_usage": "require"}
			if !strings.HasPrefix(method, "RS") {
				client["token_endpoint_auth_method"] = method
			}
			var made struct {
				ID     string `json:"client_id"`
				Secret string `json:"client_secret"`
			}
			s.API(http.MethodPost, "/clients", client, &made)
			s.client, s.clientSecret = made.ID, made.Secret
			if strings.HasPrefix(method, "RS") {
				s.signWith(method)
			}
			var organization struct {
				ID string `json:"id"`
			}
			s.API(http.MethodPost, "/organizations", object{"name": "acme", "display_name": "Acme"}, &organization)
			programs := s.programsOf("/page/apis/" + s.api + "/test-user?" + url.Values{
				"client_id": {s.client}, "user_id": {"auth0|erin"}, "organization": {organization.ID}, "scope": {"read:orders"},
			}.Encode())
			for _, program := range programs {
				if strings.Contains(program, s.clientSecret) {
					t.Errorf("the program has the secret in it:\n%s", program)
				}
			}
			s.executeAll(programs, `"scope":"read:orders"`)
		})
	}
}

// A client without a callback, or with a certificate, has no programs.
func TestThereAreNoProgramsForRequestsThatThePageCannotSend(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	s := newSite(t)
	client := s.web(object{"callbacks": []string{}})
	d := s.get("/page/apis/" + s.api + "/test-user?" + url.Values{"client_id": {client}, "user_id": {"auth0|erin"}}.Encode())
	if d.want(t, http.StatusOK, "Log in and fetch a token"); strings.Contains(d.text, "The request") {
		t.Error("there are programs for a client without callbacks")
	}
	s.API(http.MethodPatch, "/clients/"+client, object{"callbacks": []string{"https://web.example.test/callback"}}, nil)
	s.client = client
	s.signWith("PS256")
	s.tryAs(client, "auth0|erin", "").want(t, http.StatusOK, "The token: refused", "Paste the key above: the browser signs with it", "Private key PEM", "The request")
}
