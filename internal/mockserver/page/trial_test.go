package page_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// try fetches a token through the form.
func (s *site) try(api, client, scope string) document {
	s.t.Helper()
	path := "/page/apis/" + api + "/test"
	return s.send(http.MethodPost, path, url.Values{"csrf": {s.get(path).csrf(s.t)}, "client_id": {client}, "scope": {scope}}, nil)
}

func TestATokenIsFetchedExplainedVerifiedAndRefusedWithoutAScope(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := s.try(s.api, s.client, "")
	d.want(t, http.StatusOK, "Issued", `"iss": "`+s.URL+`/"`, "Who issued it", "Accepted: 200",
		"An endpoint that requires delete:orders", "Refused: 403", "insufficient_scope", "Client has not been granted scopes: delete:orders")
	if d.attribute(t, "button", "data-copy", "raw", "class") != "copy" || !strings.Contains(d.text, "eyJ") {
		t.Error("the token is not there to copy")
	}
	if strings.Contains(d.raw, s.clientSecret) {
		t.Error("the page shows the client's secret")
	}
}

func TestATokenThatIsNotIssuedIsExplained(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var keyed struct {
		ClientID string `json:"client_id"`
	}
	s.API(http.MethodPost, "/clients", map[string]any{
		"name": "Public", "token_endpoint_auth_method": "none", "app_type": "native", "grant_types": []string{"authorization_code"},
	}, &keyed)
	for _, test := range []struct{ name, client, scope, want string }{
		{"no grant", s.outsider, "", "You need to create a"},
		{"scope not granted", s.client, "delete:orders", "Client has not been granted scopes: delete:orders"},
		{"no such client", "nobody", "", "no such client"},
		{"no secret", keyed.ClientID, "", "it has no credentials"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s.try(s.api, test.client, test.scope).want(t, http.StatusOK, "Refused", test.want)
		})
	}
}

func TestAClientIsAskedForInTheWayThatItIsRegisteredFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, method := range []string{"client_secret_basic", "client_secret_post"} {
		s.API(http.MethodPatch, "/clients/"+s.client, map[string]any{"token_endpoint_auth_method": method}, nil)
		s.try(s.api, s.client, "").want(t, http.StatusOK, "Issued", "Accepted: 200")
	}
}

func TestAnEncryptedTokenIsOnlyCopied(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	public := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	s.API(http.MethodPatch, "/resource-servers/"+s.api, map[string]any{"token_encryption": map[string]any{
		"format": "compact-nested-jwe", "encryption_key": map[string]any{"alg": "RSA-OAEP-256", "pem": public},
	}}, nil)
	d := s.try(s.api, s.client, "")
	d.want(t, http.StatusOK, "Issued", "The token is encrypted", "The token itself")
	if strings.Contains(d.text, "An endpoint of the API") {
		t.Error("the page says what became of a token that it cannot read")
	}
	s.get("/page/apis/"+s.api).want(t, http.StatusOK, "decrypt it with the API's private key")
}

func TestATokenThatAskedForLessSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:two", "scopes": []map[string]any{{"value": "a"}, {"value": "b"}}}, nil)
	s.API(http.MethodPost, "/client-grants", map[string]any{"client_id": s.client, "audience": "urn:two", "scope": []string{"a", "b"}}, nil)
	var api struct {
		ID string `json:"id"`
	}
	s.API(http.MethodGet, "/resource-servers/urn%3Atwo", nil, &api)
	s.try(api.ID, s.client, "a").want(t, http.StatusOK, "An endpoint that requires b", "Refused: 403", "The client was granted it")
}

func TestATokenForTheManagementAPIIsNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var api struct {
		ID string `json:"id"`
	}
	s.API(http.MethodGet, "/resource-servers/"+url.PathEscape(s.URL+"/api/v2/"), nil, &api)
	d := s.try(api.ID, s.ClientID, "")
	d.want(t, http.StatusOK, "Issued", "can change everything")
	if strings.Contains(d.raw, "eyJ") {
		t.Error("the page shows a token for the Management API")
	}
}

func TestATrialLeavesNoTraceInTheLogAndMeetsNoFaults(t *testing.T) {
	t.Parallel()
	s := newSite(t, mocktest.WithFaults(faults.Settings{Errors: &faults.Chance{Rate: 1}}))
	s.try(s.api, s.client, "").want(t, http.StatusOK, "Accepted: 200")
	if got := s.Requests.Total(); got != 0 {
		t.Errorf("%d requests are logged, want none:\n%s", got, s.Requests)
	}
}
