package management_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// documentSite has a metadata document at /client.json and a key set at /jwks.json.
type documentSite struct {
	*httptest.Server
	document, keys atomic.Pointer[string]
}

// newDocumentSite serves a document; SITE in it is the URL of the site.
func newDocumentSite(t testing.TB, document string) *documentSite {
	t.Helper()
	site := &documentSite{}
	site.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := site.document.Load()
		if r.URL.Path == "/jwks.json" {
			text = site.keys.Load()
		}
		if text == nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(*text, "SITE", site.URL)))
	}))
	t.Cleanup(site.Close)
	site.put(document)
	return site
}

func (s *documentSite) put(document string) { s.document.Store(&document) }

func (s *documentSite) url() string { return s.URL + "/client.json" }

func (s *documentSite) body() string { return `{"external_client_id":"` + s.url() + `"}` }

const (
	plainDocument = `{"client_id":"SITE/client.json","client_name":"App","redirect_uris":["https://app.example.test/callback"],` +
		`"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","client_uri":"https://app.example.test/"}`
	keyDocument = `{"client_id":"SITE/client.json","client_name":"App","redirect_uris":["https://app.example.test/callback"],` +
		`"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"SITE/jwks.json"}`

	preview  = "/api/v2/clients/cimd/preview"
	register = "/api/v2/clients/cimd/register"
)

func newDocumentTenant(t testing.TB) *tenant {
	t.Helper()
	return newTenant(t, func(d *management.Deps) { d.Documents.AllowLoopback = true })
}

// Facts 7.2 (recorded 2026-04): the names and the order; the statuses are documented.
func TestADocumentIsRegisteredAndRefreshed(t *testing.T) {
	t.Parallel()
	tn := newDocumentTenant(t)
	site := newDocumentSite(t, plainDocument)
	const validation = `"validation":{"valid":true,"violations":[],` +
		`"warnings":["Ignoring unsupported properties: client_uri. These properties are not validated or mapped to the Auth0 client configuration."]}}`
	fields := func(name string) string {
		return `"mapped_fields":{"external_client_id":"` + site.url() + `","name":"` + name + `","callbacks":["https://app.example.test/callback"],` +
			`"grant_types":["authorization_code","refresh_token"],"app_type":"regular_web","token_endpoint_auth_method":"none"},` + validation
	}
	if got := tn.call("POST", preview, site.body()).want(200).text; got != "{"+fields("App") {
		t.Errorf("preview\n  %s, want\n  %s", got, "{"+fields("App"))
	}
	if n := len(tn.call("GET", "/api/v2/clients?external_client_id="+escapeAll(site.url()), "").want(200).text); n != len("[]") {
		t.Error("the preview registered a client")
	}
	made := tn.call("POST", register, site.body()).want(201)
	id := made.id("client_id")
	if want := `{"client_id":"` + id + `",` + fields("App"); made.text != want || !strings.HasPrefix(id, "tpc_") || len(id) != 26 {
		t.Errorf("register\n  %s, want\n  %s", made.text, want)
	}
	if got := tn.call("POST", preview, site.body()).want(200).id("client_id"); got != id {
		t.Errorf("preview of a registered document: %s, want %s", got, id)
	}
	tn.call("PATCH", "/api/v2/clients/"+id, `{"app_type":"native","grant_types":["authorization_code"],"client_metadata":{"a":"b"}}`).want(200)
	site.put(strings.Replace(plainDocument, `"App"`, `"New"`, 1))
	if again := tn.call("POST", register, site.body()).want(200); again.text != `{"client_id":"`+id+`",`+fields("New") {
		t.Errorf("refresh %s", again.text)
	}
	// Facts 7.4: a refresh sets app_type and grant_types back, and leaves the rest.
	tn.call("GET", "/api/v2/clients/"+id, "").want(200, `"name":"New"`, `"app_type":"regular_web"`, `"grant_types":["authorization_code","refresh_token"]`, `"client_metadata":{"a":"b"}`)
}

// Facts 7.4 (recorded 2026-04).
func TestTheClientOfADocument(t *testing.T) {
	t.Parallel()
	tn := newDocumentTenant(t)
	site := newDocumentSite(t, plainDocument)
	path := "/api/v2/clients/" + tn.call("POST", register, site.body()).want(201).id("client_id")
	external := []string{`"external_client_id":"` + site.url() + `"`, `"external_metadata_type":"cimd"`, `"external_metadata_created_by":"admin"`}
	got := tn.call("GET", path, "").want(200, append(external, `"is_first_party":false`, `"oidc_conformant":true`,
		`"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":3600,"secret_encoded":false}`, `"third_party_security_mode":"strict"`, `"token_endpoint_auth_method":"none"`)...)
	got.without("client_secret", "redirection_policy", "jwks_uri")
	refresh := compact(t, got.object["refresh_token"])
	if want := `{"expiration_type":"expiring","idle_token_lifetime":1296000,"infinite_idle_token_lifetime":false,"infinite_token_lifetime":false,"leeway":0,"rotation_type":"rotating","token_lifetime":2592000}`; refresh != want {
		t.Errorf("refresh_token %s, want %s", refresh, want)
	}
	tn.call("PATCH", path, `{"jwt_configuration":{"lifetime_in_seconds":60},"organization_usage":"allow"}`).want(200).without("external_client_id", "external_metadata").
		want(200, `"lifetime_in_seconds":60`)
	tn.call("GET", path, "").want(200, external...)
	for _, fixed := range []string{
		`{"name":"x"}`, `{"callbacks":["https://x.example.test"]}`, `{"token_endpoint_auth_method":"client_secret_post"}`, `{"logo_uri":"https://x.example.test/l.png"}`,
		`{"external_client_id":"https://x.example.test/c.json"}`, `{"is_first_party":true}`, `{"third_party_security_mode":"permissive"}`,
		`{"grant_types":["client_credentials"]}`, // facts 4.4
	} {
		tn.call("PATCH", path, fixed).want(400)
	}
	tn.call("GET", "/api/v2/clients?external_client_id="+escapeAll(site.url()), "").want(200, external...)
	tn.call("DELETE", path, "").want(204)
	tn.call("POST", register, site.body()).want(201)
}

// Facts 7.2 (documented): what a preview says of a document that cannot be fetched, or
// is not valid, and that it is not registered then.
func TestADocumentThatIsNotThereOrNotValid(t *testing.T) {
	t.Parallel()
	tn := newDocumentTenant(t)
	site := newDocumentSite(t, strings.Replace(plainDocument, `"App"`, `""`, 1))
	tn.call("POST", preview, site.body()).want(200, `"valid":false`, `"violations":["client_name must not be empty"]`)
	tn.call("POST", register, site.body()).want(400, `"errorCode":"invalid_body"`, "client_name must not be empty")
	site.document.Store(nil)
	a := tn.call("POST", preview, site.body()).want(200, `"errors":["`).without("validation", "mapped_fields")
	if list, _ := a.object["errors"].([]any); len(list) != 1 {
		t.Errorf("%s", a.text)
	}
	tn.call("POST", register, site.body()).want(400, "404")
	for _, url := range []string{"http://app.example.test/client.json", "https://app.example.test/"} {
		tn.call("POST", preview, `{"external_client_id":"`+url+`"}`).want(200, `"valid":false`)
		tn.call("POST", register, `{"external_client_id":"`+url+`"}`).want(400)
	}
	for _, body := range []string{`{}`, `{"external_client_id":""}`, `{"external_client_id":"https://a.example.test/` + strings.Repeat("a", 120) + `"}`, `{"external_client_id":1}`, `{"external_client_id":"https://a.example.test/b","name":"x"}`} {
		tn.call("POST", preview, body).want(400, "invalid_body")
		tn.call("POST", register, body).want(400, "invalid_body")
	}
	if n := strings.Count(tn.call("GET", "/api/v2/clients", "").text, `"external_client_id"`); n != 0 {
		t.Errorf("%d clients were registered", n)
	}
	// Without the flag, nothing is fetched from this machine.
	newTenant(t).call("POST", preview, site.body()).want(200, "this machine")
}

// Facts 7.2 and 7.3 (documented): keys are shown with kid and alg, keep their IDs, and a
// known kid with another key is refused.
func TestTheKeysOfADocument(t *testing.T) {
	t.Parallel()
	tn := newDocumentTenant(t)
	site := newDocumentSite(t, keyDocument)
	setKeys := func(keys ...jose.JSONWebKey) {
		text, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		set := string(text)
		site.keys.Store(&set)
	}
	one, two := forge.NewKey(), forge.NewKey()
	setKeys(jose.JSONWebKey{Key: one.Public(), KeyID: "one", Algorithm: "RS256"})
	made := tn.call("POST", register, site.body()).want(201, `"jwks_uri":"`+site.URL+`/jwks.json"`,
		`"client_authentication_methods":{"private_key_jwt":{"credentials":[{"credential_type":"public_key","kid":"one","alg":"RS256"}]}}`).without("token_endpoint_auth_method", "PUBLIC KEY")
	path := "/api/v2/clients/" + made.id("client_id")
	tn.call("GET", path, "").want(200, `"jwks_uri":"`+site.URL+`/jwks.json"`, `"private_key_jwt":{"credentials":[{"id":"cred_`).without("token_endpoint_auth_method")
	before := tn.call("GET", path+"/credentials", "").want(200, `"kid":"one"`).text

	setKeys(jose.JSONWebKey{Key: two.Public(), KeyID: "one", Algorithm: "RS256"})
	tn.call("POST", register, site.body()).want(400, "kid one")
	if after := tn.call("GET", path+"/credentials", "").text; after != before {
		t.Errorf("the old key does not stay: %s", after)
	}
	setKeys(jose.JSONWebKey{Key: one.Public(), KeyID: "one", Algorithm: "RS256"}, jose.JSONWebKey{Key: two.Public(), KeyID: "two", Algorithm: "PS256"})
	tn.call("POST", register, site.body()).want(200)
	if after := tn.call("GET", path+"/credentials", "").want(200, `"kid":"two"`).text; !strings.Contains(after, strings.Trim(before, "[]")) {
		t.Errorf("the first key is another credential: %s", after)
	}
	site.put(plainDocument)
	tn.call("POST", register, site.body()).want(200)
	tn.call("GET", path, "").want(200, `"token_endpoint_auth_method":"none"`).without("jwks_uri", "client_authentication_methods")
}

// FuzzDocuments: whatever a body of preview and register says, it is no failure of the
// mock, and nothing on this machine is connected to.
func FuzzDocuments(f *testing.F) {
	var connected atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connected.Add(1)
		_, _ = w.Write([]byte("{}"))
	}))
	f.Cleanup(site.Close)
	port := site.URL[strings.LastIndex(site.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "a@127.0.0.1", "127.1"} {
		f.Add(`{"external_client_id":"https://` + host + port + `/client.json"}`)
		f.Add(`{"external_client_id":"http://` + host + port + `/client.json"}`)
	}
	f.Add(`{"external_client_id":null}`)
	tn := newTenant(f)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "//") && !strings.Contains(body, port) {
			t.Skip() // a host of the internet would be looked up
		}
		for _, path := range []string{preview, register} {
			if a := tn.in(t).call("POST", path, body); a.status >= 500 || a.object == nil {
				t.Errorf("%s %s: %d %s", path, body, a.status, a.text)
			}
		}
		if connected.Load() > 0 {
			t.Errorf("%s: it was connected to", body)
		}
	})
}
