package page_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestATokenIsExchangedOnBehalfOfAUser has an API whose client exchanges the tokens of its
// users for tokens of the orders API (facts, chapter 8).
func TestATokenIsExchangedOnBehalfOfAUser(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	s := newSite(t)
	const own, orders, callback = "https://front.example.test/", "https://orders.example.test/", "https://app.example.test/cb"
	s.API(http.MethodPost, "/resource-servers", object{"identifier": own, "name": "Front"}, nil)
	var client, app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	s.API(http.MethodPost, "/clients", object{
		"name": "Front", "app_type": "resource_server", "resource_server_identifier": own,
		"token_exchange": object{"allow_any_profile_of_type": []string{"on_behalf_of_token_exchange"}},
	}, &client)
	s.API(http.MethodPatch, "/resource-servers/"+s.api, object{
		"skip_consent_for_verifiable_first_party_clients": true, "subject_type_authorization": object{"user": object{"policy": "require_client_grant"}},
	}, nil)
	s.API(http.MethodPost, "/clients", object{"name": "App", "app_type": "regular_web", "callbacks": []string{callback}, "token_endpoint_auth_method": "client_secret_post"}, &app)
	subject := s.userToken(app.ID, app.Secret, own, callback)

	exchange := func(subject string) document {
		path := "/page/apis/" + s.api + "/test"
		return s.send(http.MethodPost, path, url.Values{"csrf": {s.get(path).csrf(t)}, "client_id": {client.ID}, "scope": {"read:orders"}, "subject_token": {subject}}, nil)
	}
	s.get("/page/apis/"+s.api+"/test?client_id="+client.ID).want(t, http.StatusOK, "Front (on behalf of users) (no grant)", "A token that a user got for "+own)
	exchange("").want(t, http.StatusOK, "Refused", "Paste the access token that a user got for "+own)
	exchange("nonsense").want(t, http.StatusOK, "Refused: 401", "is not a valid access token that a user got for "+own)
	exchange(subject).want(t, http.StatusOK, "is not authorized to access", "no grant for users on this API")
	s.get("/page/apis/"+s.api+"/test?client_id="+client.ID).want(t, http.StatusOK, "Set SUBJECT_TOKEN to an access token that a user got")
	s.API(http.MethodPost, "/client-grants", object{"client_id": client.ID, "audience": orders, "subject_type": "user", "scope": []string{"read:orders"}}, nil)
	d := exchange(subject)
	d.want(t, http.StatusOK, "Issued", `"act": {`, `"sub": "`+client.ID+`"`, `"sub": "`+app.ID+`"`, "Accepted: 200", "An endpoint that requires delete:orders", "Refused: 403")
	if strings.Contains(d.raw, client.Secret) {
		t.Error("the page shows the client's secret")
	}
	s.clientSecret, s.subjectToken = client.Secret, subject
	s.executeAll(s.programs(s.api, client.ID, "read:orders"), `"issued_token_type":"urn:ietf:params:oauth:token-type:access_token"`)
}

// userToken logs a user in without a page, and returns an access token for an API.
func (s *site) userToken(clientID, secret, audience, callback string) string {
	s.t.Helper()
	query := url.Values{
		"client_id": {clientID}, "redirect_uri": {callback}, "response_type": {"code"}, "audience": {audience}, "prompt": {"none"}, "login_hint": {"alice@example.test"},
	}
	target, err := s.get("/authorize?" + query.Encode()).Location()
	if err != nil {
		s.t.Fatal(err)
	}
	answer := s.send(http.MethodPost, "/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {clientID}, "client_secret": {secret}, "code": {target.Query().Get("code")}, "redirect_uri": {callback},
	}, nil)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(answer.raw), &token); err != nil || token.AccessToken == "" {
		s.t.Fatalf("%v: %s", err, answer.raw)
	}
	return token.AccessToken
}
