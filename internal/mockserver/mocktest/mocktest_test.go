package mocktest

import (
	"net/http"
	"strings"
	"testing"
)

func TestRouteHidesIDs(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/oauth/token":        "/oauth/token",
		"/api/v2/clients":     "/api/v2/clients",
		"/api/v2/clients/abc": "/api/v2/clients/{id}",
		"/api/v2/resource-servers/https%3A%2F%2Fa.test%2F": "/api/v2/resource-servers/{id}",
		"/api/v2/keys/signing":                             "/api/v2/keys/signing",
		"/api/v2/keys/signing/kid":                         "/api/v2/keys/signing/{id}",
		"/api/v2/keys/signing/rotate":                      "/api/v2/keys/signing/rotate",
		"/api/v2/keys/signing/kid/revoke":                  "/api/v2/keys/signing/{id}/revoke",
	} {
		if got := Route(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestRequestsOverThePortAreCountedAndChangesBehindTheBackAreNot(t *testing.T) {
	t.Parallel()
	mock := Start(t)
	var made struct {
		ID string `json:"id"`
	}
	mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "https://a.test/"}, &made)
	if made.ID == "" {
		t.Error("the answer was not decoded")
	}
	for range 2 {
		res, err := http.Get(mock.URL + "/api/v2/resource-servers/" + made.ID)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	if n := mock.Requests.Count(http.MethodGet, "/api/v2/resource-servers/{id}"); n != 2 || len(mock.Requests.All()) != 2 {
		t.Errorf("counted:\n%s", mock.Requests)
	}
	if all := mock.Requests.All(); all[0].Status != http.StatusUnauthorized {
		t.Errorf("status %d without a token", all[0].Status)
	}
	mock.Requests.Reset()
	if len(mock.Requests.All()) != 0 || mock.Requests.String() != "" {
		t.Errorf("after Reset:\n%s", mock.Requests)
	}
}

func TestTLSMockSpeaksHTTPSUnderItsIssuer(t *testing.T) {
	t.Parallel()
	mock := Start(t, WithTLS())
	if !strings.HasPrefix(mock.URL, "https://127.0.0.1:") || mock.Server.Issuer() != mock.URL+"/" || mock.CertificateFile == "" {
		t.Errorf("URL %s, issuer %s, certificate %q", mock.URL, mock.Server.Issuer(), mock.CertificateFile)
	}
}
