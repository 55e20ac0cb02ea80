package cluster

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

const (
	orders   = "https://orders.example.test/"
	callback = "https://app.test/callback"
)

// send sends a request through the load balancer, and decodes the JSON of the response into out.
// It follows no redirect: location is where the response redirects to, or nil.
func (d *deployment) send(tb testing.TB, r *http.Request, out any) (status int, location *url.URL) {
	tb.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil {
		tb.Fatalf("%s %s: %s, %v: %s", r.Method, r.URL.Path, res.Status, err, text)
	}
	location, err = res.Location()
	if err != nil && !errors.Is(err, http.ErrNoLocation) {
		tb.Fatal(err)
	}
	return res.StatusCode, location
}

// create creates an object by the Management API, and decodes it into out.
func (d *deployment) create(tb testing.TB, token, path string, body map[string]any, out any) {
	tb.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, d.URL+"/api/v2/"+path, bytes.NewReader(encoded))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	if status, _ := d.send(tb, request, out); status != http.StatusCreated {
		tb.Fatalf("creating %s: status %d", path, status)
	}
}

// An application is a client that users log in to.
type application struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

func (d *deployment) newApplication(tb testing.TB) (app application) {
	tb.Helper()
	token := d.token(tb, d.URL+"/api/v2/")
	d.create(tb, token, "resource-servers", map[string]any{
		"identifier": orders, "allow_offline_access": true, "scopes": []any{map[string]any{"value": "read"}},
	}, nil)
	d.create(tb, token, "clients", map[string]any{
		"name": "app", "app_type": "regular_web", "callbacks": []string{callback}, "grant_types": []string{"authorization_code", "refresh_token"},
		"refresh_token": map[string]any{"rotation_type": "rotating", "expiration_type": "expiring"},
	}, &app)
	return app
}

// code logs a user in, and returns the authorization code.
func (d *deployment) code(tb testing.TB, app application) string {
	tb.Helper()
	query := url.Values{
		"response_type": {"code"}, "client_id": {app.ID}, "redirect_uri": {callback}, "audience": {orders},
		"scope": {"openid read offline_access"}, "prompt": {"none"}, "login_hint": {"alice@example.com"},
	}
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, d.URL+"/authorize?"+query.Encode(), http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	status, location := d.send(tb, request, nil)
	if location == nil || location.Query().Get("code") == "" {
		tb.Fatalf("no code: status %d, %v", status, location)
	}
	return location.Query().Get("code")
}

// tokens exchanges a code or a refresh token.
func (d *deployment) tokens(tb testing.TB, app application, form url.Values) (status int, access, refresh string) {
	tb.Helper()
	form.Set("client_id", app.ID)
	form.Set("client_secret", app.Secret)
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, d.URL+"/oauth/token", bytes.NewBufferString(form.Encode()))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	status, _ = d.send(tb, request, &answer)
	return status, answer.Access, answer.Refresh
}

// A login survives the replica that issued its code, and a restart of the database; and what was
// used before it, is used up after it.
func TestALoginSurvivesAKilledReplicaAndARestartOfTheDatabase(t *testing.T) {
	t.Parallel()
	d := deploy(t, postgrestest.Start(t))
	app := d.newApplication(t)
	redeem := func(code string) url.Values {
		return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}
	}
	renew := func(token string) url.Values {
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
	}
	expect := func(what string, form url.Values, want int) (access, refresh string) {
		t.Helper()
		status, access, refresh := d.tokens(t, app, form)
		if status != want {
			t.Fatalf("%s: status %d, want %d", what, status, want)
		}
		return access, refresh
	}

	d.use(d.replicas[1].address)
	code, unused := d.code(t, app), d.code(t, app)
	d.use(d.replicas[0].address, d.replicas[2].address)
	d.replicas[1].kill()
	_, first := expect("a code of the killed replica", redeem(code), http.StatusOK)
	_, second := expect("the refresh token", renew(first), http.StatusOK)

	d.restartDatabase(t)
	_, third := expect("the second refresh token after the restart", renew(second), http.StatusOK)
	expect("a code from before the restart", redeem(unused), http.StatusOK)
	expect("that code again", redeem(unused), http.StatusForbidden)
	expect("the first refresh token again", renew(first), http.StatusForbidden)
	expect("the newest refresh token of the login that was stolen", renew(third), http.StatusForbidden)
}
