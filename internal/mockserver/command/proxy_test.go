package command

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// proxied is mock-server behind a proxy that serves TLS for *.mock.example.test and passes the
// Host header.
type proxied struct {
	t      *testing.T
	client *http.Client
	key    string
}

func startProxied(t *testing.T, args ...string) proxied {
	t.Helper()
	const key = "0123456789abcdef0123456789abcdef"
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // for a free port
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	_, stop := startTenants(t, append([]string{"--listen", address, "--domain", "https://mock.example.test", "--control-key", keyFile}, args...)...)
	t.Cleanup(func() {
		if code, stderr := stop(); code != exitOK || strings.Contains(stderr, key) {
			t.Errorf("code %d: %s", code, stderr)
		}
	})
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: address})
		r.Out.Host = r.In.Host
		r.SetXForwarded()
	}})
	t.Cleanup(proxy.Close)
	client := proxy.Client()
	transport, _ := client.Transport.(*http.Transport)
	transport.TLSClientConfig.ServerName = "example.com" // a name of the certificate
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, proxy.Listener.Addr().String())
	}
	if client.Jar, err = cookiejar.New(nil); err != nil {
		t.Fatal(err)
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return proxied{t, client, key}
}

// reply is a response.
type reply struct {
	status int
	header http.Header
	body   string
}

// send sends "METHOD URL" with an authorization, or none.
func (p proxied) send(request, authorization, body string, header ...string) reply {
	p.t.Helper()
	method, target, _ := strings.Cut(request, " ")
	req, err := http.NewRequestWithContext(p.t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := p.client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(data)}
}

// into decodes the response to a request, which must have that status.
func (p proxied) into(out any, status int, request, authorization, body string, header ...string) {
	p.t.Helper()
	r := p.send(request, authorization, body, header...)
	if r.status != status {
		p.t.Fatalf("%s: %d %s", request, r.status, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), out); err != nil {
		p.t.Fatalf("%s: %v: %s", request, err, r.body)
	}
}

// form posts a form, and decodes the 200.
func (p proxied) form(out any, target string, values url.Values) {
	p.t.Helper()
	p.into(out, http.StatusOK, "POST "+target, "", values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

const mainURL = "https://main.mock.example.test"

// made is a new tenant.
type made struct {
	Issuer   string `json:"issuer"`
	Domain   string `json:"domain"`
	Control  string `json:"control"`
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret"`
}

func (p proxied) newTenant() (tenant made) {
	p.t.Helper()
	p.into(&tenant, http.StatusCreated, "POST https://mock.example.test/_mock/tenants", "Bearer "+p.key, `{"name": "main"}`)
	if tenant.Issuer != mainURL+"/" || tenant.Domain != "main.mock.example.test" || tenant.Control != mainURL+"/_mock/" {
		p.t.Errorf("made %+v", tenant)
	}
	return tenant
}

// Behind a proxy that terminates TLS, everything has the names of the domain: discovery, tokens,
// the Management API, the control API, and the login of a user.
func TestTenantsAreServedBehindAProxy(t *testing.T) {
	t.Parallel()
	p := startProxied(t)
	tenant := p.newTenant()
	var discovery map[string]any
	p.into(&discovery, http.StatusOK, "GET "+mainURL+"/.well-known/openid-configuration", "", "")
	for name, value := range discovery {
		if text, isText := value.(string); isText && strings.Contains(text, "://") && !strings.HasPrefix(text, mainURL+"/") {
			t.Errorf("%s is %s", name, text)
		}
	}
	var token struct {
		Access string `json:"access_token"`
	}
	endpoint, _ := discovery["token_endpoint"].(string)
	p.form(&token, endpoint, url.Values{"grant_type": {"client_credentials"}, "client_id": {tenant.ClientID}, "client_secret": {tenant.Secret}, "audience": {mainURL + "/api/v2/"}})
	if decoded, err := verify.Decode(token.Access); err != nil || decoded.Issuer() != tenant.Issuer || !slices.Contains(decoded.Audience(), mainURL+"/api/v2/") {
		t.Errorf("the token is %+v, %v", decoded, err)
	}
	var app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	p.into(&app, http.StatusCreated, "POST "+mainURL+"/api/v2/clients", "Bearer "+token.Access,
		`{"name": "App", "app_type": "regular_web", "oidc_conformant": true, "callbacks": ["https://app.example.test/callback"], "token_endpoint_auth_method": "client_secret_post"}`)

	p.login(app.ID, app.Secret)

	// The proxy runs on this machine, and its clients do not: each request needs the key.
	var clock struct{ Now string }
	p.into(&clock, http.StatusOK, "PUT "+tenant.Control+"clock", "Bearer "+p.key, `{"advance": "1h"}`)
	for _, request := range []string{"PUT " + tenant.Control + "clock", "GET https://mock.example.test/_mock/tenants"} {
		if r := p.send(request, "", `{"advance": "1h"}`); r.status != http.StatusUnauthorized {
			t.Errorf("%s without the key: %d %s", request, r.status, r.body)
		}
	}
	if r := p.send("GET https://other.mock.example.test/", "", ""); r.status != http.StatusNotFound || !strings.Contains(r.body, "https://mock.example.test/_mock/tenants") {
		t.Errorf("another tenant: %d %s", r.status, r.body)
	}
}

// login logs a user in by the page of the tenant, and redeems the code.
func (p proxied) login(clientID, secret string) {
	p.t.Helper()
	const callback = "https://app.example.test/callback"
	query := url.Values{"client_id": {clientID}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid"}, "state": {"s"}}
	r := p.send("GET "+mainURL+"/authorize?"+query.Encode(), "", "")
	cookies := r.header.Values("Set-Cookie")
	if r.status != http.StatusOK || len(cookies) == 0 || slices.ContainsFunc(cookies, func(c string) bool { return !strings.Contains(c, "; Secure") }) {
		p.t.Fatalf("the login page: %d, cookies %q: %s", r.status, cookies, r.body)
	}
	values := url.Values{"user": {"alice@example.test"}, "decision": {"accept"}}
	for _, field := range regexp.MustCompile(`name="(request|csrf)" value="([^"]*)"`).FindAllStringSubmatch(r.body, -1) {
		values.Set(field[1], html.UnescapeString(field[2]))
	}
	r = p.send("POST "+mainURL+oauth.LoginPath, "", values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", mainURL, "Sec-Fetch-Site", "same-origin")
	location, err := url.Parse(r.header.Get("Location"))
	if err != nil || !strings.HasPrefix(location.String(), callback) || location.Query().Get("code") == "" {
		p.t.Fatalf("the login: %d %s %s", r.status, location, r.body)
	}
	var tokens struct {
		ID string `json:"id_token"`
	}
	p.form(&tokens, mainURL+"/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {clientID}, "client_secret": {secret}, "code": {location.Query().Get("code")}, "redirect_uri": {callback},
	})
	if decoded, err := verify.Decode(tokens.ID); err != nil || decoded.Issuer() != mainURL+"/" {
		p.t.Errorf("the ID token is %+v, %v", decoded, err)
	}
}

// The pages need no login. Behind a proxy they are served only if the proxy is named.
func TestPagesAreServedBehindANamedProxy(t *testing.T) {
	t.Parallel()
	const list = "https://mock.example.test/"
	closed := startProxied(t)
	closed.newTenant()
	for _, page := range []string{list, mainURL + "/"} {
		if r := closed.send("GET "+page, "", ""); r.status != http.StatusForbidden || !strings.Contains(r.body, "--page-from") {
			t.Errorf("%s: %d %s", page, r.status, r.body)
		}
	}

	p := startProxied(t, "--page-from", "127.0.0.1")
	p.newTenant()
	if r := p.send("GET "+list, "", ""); r.status != http.StatusOK || !strings.Contains(r.body, `<a href="`+mainURL+`/">main</a>`) {
		t.Errorf("the list: %d %s", r.status, r.body)
	}
	if r := p.send("GET "+mainURL+"/", "", ""); r.status != http.StatusOK {
		t.Errorf("the page: %d", r.status)
	}
	r := p.send("GET "+mainURL+"/page/apis/new", "", "")
	csrf := regexp.MustCompile(`name="csrf" value="([^"]*)"`).FindStringSubmatch(r.body)
	if r.status != http.StatusOK || csrf == nil {
		t.Fatalf("the form: %d %s", r.status, r.body)
	}
	values := url.Values{"csrf": {csrf[1]}, "name": {"Made here"}, "identifier": {"urn:made"}}
	for origin, want := range map[string]int{"https://evil.example.test": http.StatusForbidden, mainURL: http.StatusSeeOther} {
		r := p.send("POST "+mainURL+"/page/apis", "", values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", origin)
		if r.status != want {
			t.Errorf("a form of %s: %d %.300s", origin, r.status, r.body)
		}
	}
}
