package page_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// site is a mock with a page, an API, and a client that is granted a part of it.
type site struct {
	*mocktest.Mock
	t                     *testing.T
	api, client, outsider string
	grant                 string
	clientSecret          string
	// keyFile has the client's private key after signWith.
	keyFile string
	// subjectToken is the token of a user that a program exchanges.
	subjectToken string
}

// hostile is an API's identifier that is HTML where it is not escaped.
const hostile = `https://"><script>alert(1)</script>.example.test/`

func newSite(t *testing.T, opts ...mocktest.Option) *site {
	t.Helper()
	s := &site{Mock: mocktest.Start(t, append(opts, mocktest.WithPage())...), t: t}
	type object = map[string]any
	var made struct {
		ID       string `json:"id"`
		ClientID string `json:"client_id"`
		Secret   string `json:"client_secret"`
	}
	identifier := "https://orders.example.test/"
	s.API(http.MethodPost, "/resource-servers", object{
		"name": "Orders", "identifier": identifier, "token_lifetime": 3600,
		"scopes": []object{{"value": "read:orders", "description": "Look at orders"}, {"value": "delete:orders"}},
	}, &made)
	s.api = made.ID
	s.API(http.MethodPost, "/clients", object{"name": "Billing", "grant_types": []string{"client_credentials"}, "app_type": "non_interactive"}, &made)
	s.client, s.clientSecret = made.ClientID, made.Secret
	s.API(http.MethodPost, "/client-grants", object{"client_id": s.client, "audience": identifier, "scope": []string{"read:orders"}}, &made)
	s.grant = made.ID
	s.API(http.MethodPost, "/clients", object{"name": "Outsider", "grant_types": []string{"client_credentials"}, "app_type": "non_interactive"}, &made)
	s.outsider = made.ClientID
	return s
}

// shared makes an API with a secret of its own.
func (s *site) shared() (id, secret string) {
	s.t.Helper()
	var made struct {
		ID string `json:"id"`
	}
	secret = "a-secret-that-nobody-may-see-here"
	s.API(http.MethodPost, "/resource-servers", map[string]any{
		"name": "Shared", "identifier": hostile, "signing_alg": "HS256", "signing_secret": secret,
	}, &made)
	return made.ID, secret
}

// document is a page that was answered, well-formed or not at all.
type document struct {
	*http.Response
	text, raw string
	root      *html.Node
}

func (s *site) get(path string) document { return s.send(http.MethodGet, path, nil, nil) }

// send posts a form, or gets a page, as a browser does that follows no redirect.
func (s *site) send(method, path string, form url.Values, change func(*http.Request)) document {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(request)
	}
	res, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(raw)))
	if err != nil {
		s.t.Fatal(err)
	}
	var text strings.Builder
	for node := range root.Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	return document{Response: res, text: strings.Join(strings.Fields(text.String()), " "), raw: string(raw), root: root}
}

// want checks the status and that the text has each of these.
func (d document) want(t *testing.T, status int, texts ...string) {
	t.Helper()
	if d.StatusCode != status {
		t.Errorf("%s answered %d, want %d", d.Request.URL, d.StatusCode, status)
	}
	for _, text := range texts {
		if !strings.Contains(d.text, text) {
			t.Errorf("%s does not say %q:\n%s", d.Request.URL, text, d.text)
		}
	}
}

// attribute finds the element with a tag and one attribute's value, and reads another.
func (d document) attribute(t *testing.T, tag, name, value, wanted string) string {
	t.Helper()
	for node := range d.root.Descendants() {
		if node.Type == html.ElementNode && node.Data == tag && attr(node, name) == value {
			return attr(node, wanted)
		}
	}
	t.Fatalf("%s has no <%s %s=%q>", d.Request.URL, tag, name, value)
	return ""
}

func attr(node *html.Node, name string) string {
	for _, each := range node.Attr {
		if each.Key == name {
			return each.Val
		}
	}
	return ""
}

func (d document) csrf(t *testing.T) string {
	t.Helper()
	return d.attribute(t, "input", "name", "csrf", "value")
}

func TestEachViewShowsTheTenantAsItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	base := "/page/apis/" + s.api
	for path, texts := range map[string][]string{
		"/":                         {"Orders", "https://orders.example.test/", "RS256", "system API", "1 to 2 of 2"},
		base:                        {"https://orders.example.test/", s.URL + "/", "RS256", s.URL + "/.well-known/jwks.json", "keyFrom", "express-oauth2-jwt-bearer", "PyJWKClient"},
		base + "/settings":          {"token_lifetime", "Now 1 hour.", "signing_alg"},
		base + "/scopes":            {"read:orders", "Look at orders", "delete:orders", "no description"},
		base + "/grants":            {"Billing", s.client, "read:orders"},
		base + "/test":              {"Billing", "Outsider (no grant)", "Fetch a token"},
		"/page/clients":             {"Billing", "Outsider", "non_interactive", "1 to 3 of 3"},
		"/page/apis/new":            {"Create API", "Identifier"},
		"/page/clients/new":         {"Create client", "Machine-to-machine"},
		"/page/keys":                {"Current", "Next", "Rotate signing keys"},
		"/page/requests":            {"No request so far"},
		base + "/elsewhere":         nil,
		"/page/apis/none":           {"no API with this ID"},
		"/page/clients/" + s.client: {"Billing", "secret (client_secret_post or client_secret_basic)", "https://orders.example.test/", "read:orders", "Rotate secret"},
		"/page/grants/" + s.grant:   {"Grant of Billing", "the client itself", "read:orders", "Delete this grant"},
	} {
		status := http.StatusOK
		if strings.HasSuffix(path, "elsewhere") || strings.HasSuffix(path, "none") {
			status = http.StatusNotFound
		}
		s.get(path).want(t, status, texts...)
	}
}

func TestAListOfAPIsIsPaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 100 {
		s.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:api:" + strings.Repeat("x", i+1)}, nil)
	}
	first := s.get("/")
	first.want(t, http.StatusOK, "1 to 100 of 102")
	s.get(first.attribute(t, "a", "rel", "next", "href")).want(t, http.StatusOK, "101 to 102 of 102")
	s.get("/?from=-1").want(t, http.StatusOK, "1 to 100 of 102")
	s.get("/?from=1000").want(t, http.StatusOK, "1 to 100 of 102")
}

func TestViewsOfClientsSayWhatTheyOmit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 201 {
		var client map[string]any
		s.API(http.MethodPost, "/clients", map[string]any{"name": fmt.Sprint("more ", i), "app_type": "non_interactive"}, &client)
		s.API(http.MethodPost, "/client-grants", map[string]any{"client_id": client["client_id"], "audience": "https://orders.example.test/", "scope": []string{}}, nil)
	}
	base := "/page/apis/" + s.api
	s.get(base+"/grants").want(t, http.StatusOK, "1 to 100 of 202")
	s.get(base+"/test").want(t, http.StatusOK, "Only 200 clients are listed")
}

func TestTheLogShowsRequestsOfClientsAndNoneOfThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/")
	s.get("/.well-known/jwks.json")
	s.get("/page/requests").want(t, http.StatusOK, "1 of 1", "GET /.well-known/jwks.json")
	if got := s.Requests.Total(); got != 1 {
		t.Errorf("%d requests are logged, want 1", got)
	}
}

func TestRotatingTheKeysMakesTheNextKeyCurrent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	before := s.get("/page/keys")
	done := s.send(http.MethodPost, "/page/keys/rotate", url.Values{"csrf": {before.csrf(t)}}, nil)
	done.want(t, http.StatusSeeOther)
	s.get(done.Header.Get("Location")).want(t, http.StatusOK, "Rotated.", "Previous")
}
