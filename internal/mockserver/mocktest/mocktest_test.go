package mocktest

import (
	"net/http"
	"strings"
	"testing"
)

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
