package mockserver_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// request sends a request, and returns the response, whose body was read, and that body.
func request(t *testing.T, method, address, token, body string) (status int, header http.Header, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(body, "{"):
		r.Header.Set("Content-Type", "application/json")
	case body != "":
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(read)
}

// While the database is away, each API answers 503 in its shape, and asks to try again. It goes
// on when the database is back.
func TestADatabaseThatIsAwayIs503(t *testing.T) {
	t.Parallel()
	database := postgrestest.Start(t)
	mock := mocktest.Start(t, mocktest.WithDataFile(database.URL(t)), mocktest.WithPage())
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {mock.ClientID}, "client_secret": {mock.ClientSecret},
		"audience": {mock.URL + "/api/v2/"},
	}.Encode()
	token := func() (token string, status int) {
		status, _, body := request(t, "POST", mock.URL+"/oauth/token", "", form)
		var answer struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.AccessToken, status
	}
	management, _ := token()
	database.Stop(t, os.Interrupt)
	for _, c := range []struct{ method, path, token, body, want string }{
		{"GET", "/api/v2/clients", management, "", `"statusCode":503,"error":"Service Unavailable"`},
		{"POST", "/oauth/token", "", form, `"error":"temporarily_unavailable"`},
		{"GET", "/.well-known/jwks.json", "", "", `"error":"temporarily_unavailable"`},
		{"GET", "/", "", "", "Reload the page to try again"},
	} {
		began := time.Now()
		status, header, body := request(t, c.method, mock.URL+c.path, c.token, c.body)
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") != "1" || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %d, Retry-After %q: %s", c.method, c.path, status, header.Get("Retry-After"), body)
		}
		if strings.Contains(body, "s3cr3t") {
			t.Errorf("%s %s has the password: %s", c.method, c.path, body)
		}
		if waited := time.Since(began); waited > 15*time.Second {
			t.Errorf("%s %s waited for %s", c.method, c.path, waited)
		}
	}
	database.Restart(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if _, status := token(); status == http.StatusOK {
			break
		}
	}
	if ctx.Err() != nil {
		t.Fatal("it does not go on")
	}
	mock.API("GET", "/clients", nil, nil)
}
