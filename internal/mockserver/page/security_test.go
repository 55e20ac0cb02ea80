package page_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func TestEachAnswerOfThePageIsHeldToItsPolicy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/", "/page/apis/" + s.api, "/page/apis/" + s.api + "/test", "/page/keys", "/page/requests", "/page/clients", "/page/clients/" + s.client,
		"/page/apis/new", "/page/terraform", "/page/none", "/page/static/style.css", "/page/static/page.js"} {
		d := s.get(path)
		policy := d.Header.Get("Content-Security-Policy")
		for _, directive := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, directive) {
				t.Errorf("the policy of %s lacks %s: %s", path, directive, policy)
			}
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := d.Header.Get(name); got != want {
				t.Errorf("%s of %s is %q, want %q", name, path, got, want)
			}
		}
		for node := range d.root.Descendants() {
			if attr(node, "style") != "" || node.Data == "style" && node.Type == html.ElementNode || node.Data == "script" && attr(node, "src") == "" && node.Type == html.ElementNode {
				t.Errorf("%s has inline style or script, which its policy forbids", path)
			}
			for _, each := range node.Attr {
				if strings.HasPrefix(each.Key, "on") {
					t.Errorf("%s has an inline handler %s", path, each.Key)
				}
			}
		}
	}
}

// changes are the paths to which the page's forms are posted.
func (s *site) changes() []string {
	api, client := "/page/apis/"+s.api, "/page/clients/"+s.client
	return []string{
		"/page/keys/rotate", "/page/apis", "/page/clients", api + "/settings", api + "/scopes", api + "/scopes/remove", api + "/grants",
		api + "/test", api + "/delete", client, client + "/secret", client + "/delete", "/page/grants/" + s.grant, "/page/grants/" + s.grant + "/delete",
	}
}

func TestAFormOfElsewhereChangesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	before, tenant := s.get("/page/keys"), s.get("/page/terraform")
	good := url.Values{"csrf": {before.csrf(t)}}
	for _, test := range []struct {
		name   string
		form   url.Values
		change func(*http.Request)
	}{
		{"without the token", url.Values{"csrf": {""}}, nil},
		{"with another token", url.Values{"csrf": {"other"}}, nil},
		{"with the token in the query", url.Values{}, func(r *http.Request) { r.URL.RawQuery = good.Encode() }},
		{"of another site", good, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }},
		{"of another origin", good, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }},
		{"under a rebound name", good, func(r *http.Request) { r.Host = "evil.example" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s.t = t
			for _, path := range s.changes() {
				s.send(http.MethodPost, path, test.form, test.change).want(t, http.StatusForbidden)
			}
		})
	}
	s.t = t
	if now := s.get("/page/keys"); now.text != before.text {
		t.Errorf("the keys are others now:\n%s\n%s", before.text, now.text)
	}
	if now := s.get("/page/terraform"); now.text != tenant.text {
		t.Errorf("the tenant has changed:\n%s\n%s", tenant.text, now.text)
	}
	s.send(http.MethodGet, "/page/keys/rotate", nil, nil).want(t, http.StatusNotFound)
}

func TestThePageAnswersThisMachineOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct {
		peer, host string
		want       int
	}{
		{"127.0.0.1:4000", "127.0.0.1:8080", http.StatusOK},
		{"[::1]:4000", "localhost:8080", http.StatusOK},
		{"192.0.2.1:4000", "127.0.0.1:8080", http.StatusForbidden},
		{"127.0.0.1:4000", "evil.example:8080", http.StatusForbidden},
		{"127.0.0.1:4000", "127.0.0.1.evil.example", http.StatusForbidden},
	} {
		for _, path := range []string{"/", "/page/keys", "/page/static/page.js"} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+test.host+path, http.NoBody)
			request.RemoteAddr = test.peer
			recorded := httptest.NewRecorder()
			s.Server.ServeHTTP(recorded, request)
			if recorded.Code != test.want {
				t.Errorf("%s to %s%s: %d, want %d", test.peer, test.host, path, recorded.Code, test.want)
			}
		}
	}
}

func TestThePageShowsNoSecretAndRunsNothingOfAnAPIsName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, secret := s.shared()
	base := "/page/apis/" + id
	for _, path := range []string{"/", base, base + "/settings", base + "/scopes", base + "/grants", base + "/test", base + "/terraform",
		"/page/apis/" + s.api + "/grants", "/page/keys", "/page/clients", "/page/clients/" + s.client, "/page/grants/" + s.grant, "/page/terraform"} {
		d := s.get(path)
		d.want(t, http.StatusOK)
		for what, hidden := range map[string]string{"an API's secret": secret, "a client's secret": s.clientSecret, "the administrator's secret": s.ClientSecret, "a private key": "PRIVATE KEY", "a script in a name": "<script>alert"} {
			if strings.Contains(d.raw, hidden) {
				t.Errorf("%s shows %s", path, what)
			}
		}
	}
	s.get(base+"/settings").want(t, http.StatusOK, "signing_secret", "(set; not shown)")
}

func TestThereIsNoPageUnlessAskedFor(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	(&site{Mock: mock, t: t}).get("/").want(t, http.StatusNotFound)
	if mock.Requests.Total() != 1 {
		t.Error("a path that is not there is not logged")
	}
}

// The host of a container reaches the page through a bridge: --page-from.
func TestThePageAnswersTheNetworksThatItIsToldOf(t *testing.T) {
	t.Parallel()
	server, err := mockserver.New(t.Context(), mockserver.Options{
		Issuer: "http://localhost:8080/", Page: true, PageNetworks: []netip.Prefix{netip.MustParsePrefix("172.17.0.0/16"), netip.MustParsePrefix("10.0.2.2/32")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for _, test := range []struct {
		peer, host string
		want       int
		says       string
	}{
		{"172.17.0.1:4000", "localhost:8080", http.StatusOK, "APIs"},
		{"[::ffff:172.17.0.1]:4000", "localhost:8080", http.StatusOK, "APIs"},
		{"10.0.2.2:4000", "127.0.0.1:18080", http.StatusOK, "APIs"},
		{"127.0.0.1:4000", "localhost:8080", http.StatusOK, "APIs"},
		{"172.18.0.1:4000", "localhost:8080", http.StatusForbidden, "start mock-server with --page-from 172.18.0.1"},
		{"172.17.0.1:4000", "evil.example:8080", http.StatusForbidden, "loopback name"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+test.host+"/", http.NoBody)
		request.RemoteAddr = test.peer
		recorded := httptest.NewRecorder()
		server.ServeHTTP(recorded, request)
		if recorded.Code != test.want || !strings.Contains(recorded.Body.String(), test.says) {
			t.Errorf("%s to %s: %d, want %d with %q", test.peer, test.host, recorded.Code, test.want, test.says)
		}
	}
}

// A proxy serves the tenant under another name. Its clients are anywhere, so it must be named,
// also if it runs on this machine.
func TestThePageAnswersUnderTheNameOfTheTenantThroughANamedProxy(t *testing.T) {
	t.Parallel()
	start := func(networks ...netip.Prefix) *mockserver.Server {
		server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "https://mock.example.test/", Page: true, PageNetworks: networks})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		return server
	}
	named, none := start(netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")), start()
	for _, test := range []struct {
		server     *mockserver.Server
		peer, host string
		change     func(*http.Request)
		want       int
		says       string
	}{
		{named, "10.1.2.3:4000", "mock.example.test", nil, http.StatusOK, "APIs"},
		{named, "127.0.0.1:4000", "Mock.Example.Test:8443", nil, http.StatusOK, "APIs"},
		{named, "[::1]:4000", "mock.example.test", nil, http.StatusForbidden, "came from ::1"},
		{named, "192.0.2.1:4000", "mock.example.test", nil, http.StatusForbidden, "--page-from 192.0.2.1"},
		{named, "10.1.2.3:4000", "evil.example", nil, http.StatusForbidden, "loopback name"},
		{named, "10.1.2.3:4000", "mock.example.test.evil.example", nil, http.StatusForbidden, "loopback name"},
		{named, "10.1.2.3:4000", "mock.example.test", func(r *http.Request) { r.Method = http.MethodPost; r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden, "other origins"},
		{none, "127.0.0.1:4000", "mock.example.test", nil, http.StatusForbidden, "under mock.example.test it answers the networks of --page-from"},
		{none, "10.1.2.3:4000", "mock.example.test", func(r *http.Request) { r.Header.Set("X-Forwarded-For", "127.0.0.1") }, http.StatusForbidden, "10.1.2.3"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+test.host+"/", http.NoBody)
		request.RemoteAddr = test.peer
		if test.change != nil {
			test.change(request)
		}
		recorded := httptest.NewRecorder()
		test.server.ServeHTTP(recorded, request)
		if recorded.Code != test.want || !strings.Contains(recorded.Body.String(), test.says) {
			t.Errorf("%s to %s: %d, want %d with %q: %.300s", test.peer, test.host, recorded.Code, test.want, test.says, recorded.Body)
		}
	}
}
