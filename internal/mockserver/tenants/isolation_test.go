package tenants_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/fidelity"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/seed"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

const (
	sharedAPI = "https://api.example.test/"
	callback  = "https://app.example.test/callback"
)

// A party is a tenant of the isolation test, with everything that it issued.
type party struct {
	t        *testing.T
	registry *tenants.Registry
	*mockserver.Server
	base string // without a slash at the end

	app, appSecret string // a web application
	// tokens are its access tokens, by kind.
	tokens                         map[string]string
	refresh, idToken, code, snapID string
	cookies                        []*http.Cookie
}

func (p *party) ask(request, body string, change ...func(*http.Request)) answer {
	p.t.Helper()
	method, path, _ := strings.Cut(request, " ")
	return ask(p.t, p.registry, method+" "+p.base+path, body, change...)
}

func form(values ...string) (string, func(*http.Request)) {
	v := url.Values{}
	for i := 0; i < len(values); i += 2 {
		v.Set(values[i], values[i+1])
	}
	return v.Encode(), func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func withCookies(cookies []*http.Cookie) func(*http.Request) {
	return func(r *http.Request) {
		for _, each := range cookies {
			r.AddCookie(each)
		}
	}
}

// token asks the token endpoint.
func (p *party) token(values ...string) answer {
	p.t.Helper()
	body, isForm := form(values...)
	return p.ask("POST "+oauth.TokenPath, body, isForm)
}

func (p *party) authorizePath(extra ...string) string {
	query, _ := form(append([]string{
		"client_id", p.app, "redirect_uri", callback, "response_type", "code", "scope", "openid offline_access read:all", "audience", sharedAPI,
	}, extra...)...)
	return oauth.AuthorizePath + "?" + query
}

// login logs alice in by the page, and keeps the session.
func (p *party) login() {
	p.t.Helper()
	page := p.ask("GET "+p.authorizePath(), "")
	field := func(name string) string {
		found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page.body)
		if found == nil {
			p.t.Fatalf("the login page has no field %s: %d %s", name, page.status, page.body)
		}
		return html.UnescapeString(found[1])
	}
	body, isForm := form("request", field("request"), "csrf", field("csrf"), "user", "alice@example.test", "decision", "accept")
	cookies := (&http.Response{Header: page.header}).Cookies()
	done := p.ask("POST "+oauth.LoginPath, body, isForm, withCookies(cookies))
	p.cookies = append(cookies, (&http.Response{Header: done.header}).Cookies()...)
	if done.status != http.StatusFound && done.status != http.StatusSeeOther {
		p.t.Fatalf("login: %d %s", done.status, done.body)
	}
}

// newCode gets an authorization code with the session.
func (p *party) newCode() string {
	p.t.Helper()
	a := p.ask("GET "+p.authorizePath("prompt", "none"), "", withCookies(p.cookies))
	location, err := url.Parse(a.header.Get("Location"))
	if err != nil || location.Query().Get("code") == "" {
		p.t.Fatalf("no code: %d %s %s", a.status, a.header.Get("Location"), a.body)
	}
	return location.Query().Get("code")
}

// issue makes the tenant issue one of everything.
func (p *party) issue() {
	p.t.Helper()
	p.tokens = map[string]string{}
	get := func(kind string, values ...string) (out struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		ID      string `json:"id_token"`
	}) {
		p.token(values...).into(p.t, http.StatusOK, &out)
		p.tokens[kind] = out.Access
		return out
	}
	get("admin", "grant_type", "client_credentials", "client_id", p.ClientID(), "client_secret", p.ClientSecret(), "audience", p.Issuer()+"api/v2/")
	get("API", "grant_type", "client_credentials", "client_id", p.app, "client_secret", p.appSecret, "audience", sharedAPI)
	p.login()
	user := get("user", "grant_type", "authorization_code", "client_id", p.app, "client_secret", p.appSecret, "code", p.newCode(), "redirect_uri", callback)
	p.refresh, p.idToken = user.Refresh, user.ID
	p.code = p.newCode()
	snapshot, err := p.KeepSnapshot(p.t.Context(), "")
	if err != nil {
		p.t.Fatal(err)
	}
	p.snapID = snapshot.ID
}

// newParty returns a tenant with a web application that can do everything, unless it is a
// copy, which has the same.
func newParty(t *testing.T, registry *tenants.Registry, name, from string) *party {
	t.Helper()
	parsed, err := seed.Parse("seed", []byte(`
resource_servers: [{ identifier: "`+sharedAPI+`", allow_offline_access: true, scopes: [{ value: "read:all" }] }]
users: [{ user_id: auth0|alice, email: alice@example.test }]
`))
	if err != nil {
		t.Fatal(err)
	}
	request := tenants.Request{Name: name, From: from}
	if from == "" {
		request.Seed = parsed
	}
	p := &party{t: t, registry: registry, Server: create(t, registry, request)}
	p.base = strings.TrimSuffix(p.Issuer(), "/")
	var client struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
		Name   string `json:"name"`
	}
	if from != "" {
		var all []json.RawMessage
		p.admin(http.MethodGet, "/clients", nil, &all)
		for _, each := range all {
			if err := json.Unmarshal(each, &client); err != nil {
				t.Fatal(err)
			}
			if client.Name == "App" {
				break
			}
		}
	} else {
		p.admin(http.MethodPost, "/clients", map[string]any{
			"name": "App", "app_type": "regular_web", "callbacks": []string{callback}, "oidc_conformant": true,
			"grant_types": []string{"client_credentials", "authorization_code", "refresh_token"}, "token_endpoint_auth_method": "client_secret_post",
		}, &client)
		p.admin(http.MethodPost, "/client-grants", map[string]any{"client_id": client.ID, "audience": sharedAPI, "scope": []string{"read:all"}}, nil)
	}
	p.app, p.appSecret = client.ID, client.Secret
	return p
}

func (p *party) admin(method, path string, body, out any) {
	p.t.Helper()
	if err := p.Admin(p.t.Context(), method, path, body, out); err != nil {
		p.t.Fatal(err)
	}
}

// events returns the log events of the tenant.
func (p *party) events() string {
	p.t.Helper()
	var all json.RawMessage
	p.admin(http.MethodGet, "/logs", nil, &all)
	return string(all)
}

// isRefused fails the test unless an answer refuses a token or a grant.
func isRefused(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusBadRequest && a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
		t.Errorf("%s: %d %s", what, a.status, a.body)
	}
}

// endpointCases are, for each endpoint of the Authentication API, what another tenant (of)
// issued and must not count at the tenant at.
func endpointCases() map[string]func(t *testing.T, of, at *party) {
	session := func(t *testing.T, of, at *party) {
		a := at.ask("GET "+at.authorizePath("prompt", "none"), "", withCookies(of.cookies))
		if !strings.Contains(a.header.Get("Location"), "error=login_required") {
			t.Errorf("a session of the other tenant counts: %d %s", a.status, a.header.Get("Location"))
		}
	}
	logout := func(path string) func(t *testing.T, of, at *party) {
		return func(_ *testing.T, of, at *party) {
			at.ask("GET "+path+"?id_token_hint="+of.idToken+"&client_id="+at.app, "", withCookies(of.cookies))
			of.newCode() // with the session, which must still exist
		}
	}
	ownIssuer := func(path string) func(t *testing.T, of, at *party) {
		return func(t *testing.T, of, at *party) {
			if a := at.ask("GET "+path, ""); a.status != http.StatusOK || strings.Contains(a.body, of.Issuer()) {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
	}
	return map[string]func(t *testing.T, of, at *party){
		"GET " + oauth.AuthorizePath: session,
		"POST " + oauth.TokenPath: func(t *testing.T, of, at *party) {
			isRefused(t, "code", at.token("grant_type", "authorization_code", "client_id", at.app, "client_secret", at.appSecret, "code", of.code, "redirect_uri", callback))
			isRefused(t, "refresh token", at.token("grant_type", "refresh_token", "client_id", at.app, "client_secret", at.appSecret, "refresh_token", of.refresh))
			isRefused(t, "administrator's secret", at.token("grant_type", "client_credentials", "client_id", at.ClientID(), "client_secret", of.ClientSecret(), "audience", at.Issuer()+"api/v2/"))
			isRefused(t, "administrator", at.token("grant_type", "client_credentials", "client_id", of.ClientID(), "client_secret", of.ClientSecret(), "audience", at.Issuer()+"api/v2/"))
			isRefused(t, "audience", at.token("grant_type", "client_credentials", "client_id", at.ClientID(), "client_secret", at.ClientSecret(), "audience", of.Issuer()+"api/v2/"))
			isRefused(t, "subject token", at.token("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "client_id", at.app, "client_secret", at.appSecret,
				"subject_token", of.tokens["user"], "subject_token_type", "urn:ietf:params:oauth:token-type:access_token", "audience", sharedAPI))
		},
		"POST " + oauth.RegistrationPath: func(*testing.T, *party, *party) {}, // it takes nothing that a tenant issued
		"POST " + oauth.RevokePath: func(t *testing.T, of, at *party) {
			body, isForm := form("client_id", at.app, "client_secret", at.appSecret, "token", of.refresh)
			at.ask("POST "+oauth.RevokePath, body, isForm)
			var renewed struct {
				Refresh string `json:"refresh_token"`
			}
			of.token("grant_type", "refresh_token", "client_id", of.app, "client_secret", of.appSecret, "refresh_token", of.refresh).into(t, http.StatusOK, &renewed)
			if renewed.Refresh != "" {
				of.refresh = renewed.Refresh
			}
		},
		"GET " + oauth.UserinfoPath: func(t *testing.T, of, at *party) {
			isRefused(t, "user token", at.ask("GET "+oauth.UserinfoPath, "", bearer(of.tokens["user"])))
			if a := of.ask("GET "+oauth.UserinfoPath, "", bearer(of.tokens["user"])); a.status != http.StatusOK {
				t.Errorf("at its own tenant: %d %s", a.status, a.body)
			}
		},
		"GET " + oauth.LogoutPath:         logout(oauth.LogoutPath),
		"GET " + oauth.OIDCLogoutPath:     logout(oauth.OIDCLogoutPath),
		"GET " + oauth.DiscoveryPath:      ownIssuer(oauth.DiscoveryPath),
		"GET " + oauth.OAuthDiscoveryPath: ownIssuer(oauth.OAuthDiscoveryPath),
		"GET " + oauth.JWKSPath: func(t *testing.T, of, at *party) {
			if _, err := of.RotateKeys(t.Context()); err != nil {
				t.Fatal(err)
			}
			a, b := of.ask("GET "+oauth.JWKSPath, ""), at.ask("GET "+oauth.JWKSPath, "")
			if strings.Count(a.body, `"kid"`) != strings.Count(b.body, `"kid"`)+1 {
				t.Errorf("after a rotation of the one, the keys of the other are %s", b.body)
			}
			if err := of.RestoreSnapshot(t.Context(), of.snapID); err != nil {
				t.Fatal(err)
			}
			of.issue()
		},
	}
}

// TestNothingOfATenantCountsInAnother tries what one tenant issued at each endpoint of another
// one. The tenants are a tenant, a copy of it, which has the same objects, IDs and client
// secrets, and an unrelated one; all have the same signing keys. A new endpoint is covered by
// itself, or needs a case.
func TestNothingOfATenantCountsInAnother(t *testing.T) {
	t.Parallel()
	inEachStore(t, testIsolation)
}

// inEachStore runs a test with tenants in memory and in one database.
func inEachStore(t *testing.T, test func(t *testing.T, stored func(*tenants.Options))) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, func(*tenants.Options) {})
	})
	t.Run("database", func(t *testing.T) {
		t.Parallel()
		url := databases.URL(t)
		test(t, func(o *tenants.Options) { o.Data = url })
	})
}

func testIsolation(t *testing.T, stored func(*tenants.Options)) {
	t.Helper()
	source, err := pool()
	if err != nil {
		t.Fatal(err)
	}
	registry := open(t, stored, func(o *tenants.Options) {
		o.Tenant.Introspection = true
		o.Tenant.SigningKeys, _ = source.Take(t.Context(), 2)
		for i := range o.Tenant.SigningKeys {
			o.Tenant.SigningKeys[i].Kid = fmt.Sprintf("the-same-key-%d", i)
		}
	})
	parties := []*party{newParty(t, registry, "main", ""), newParty(t, registry, "copy", "main"), newParty(t, registry, "other", "")}
	for _, each := range parties {
		each.issue()
	}
	for _, of := range parties {
		for _, at := range parties {
			if of == at {
				continue
			}
			t.Run(of.Issuer()+" at "+at.Issuer(), func(t *testing.T) {
				of.t, at.t = t, t
				managementIsApart(t, of, at)
				cases := endpointCases()
				for _, endpoint := range fidelity.Authentication() {
					try := cases[endpoint.Route]
					if try == nil {
						t.Errorf("%s needs a case in endpointCases", endpoint.Route)
						continue
					}
					try(t, of, at)
				}
				theRestIsApart(t, of, at)
			})
		}
	}
}

// managementIsApart tries the tokens of a tenant at each endpoint of the Management API.
func managementIsApart(t *testing.T, of, at *party) {
	t.Helper()
	for _, route := range management.Routes() {
		method, pattern, _ := strings.Cut(route, " ")
		request := method + " " + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(pattern, "x")
		for kind, token := range of.tokens {
			if a := at.ask(request, "{}", bearer(token)); a.status != http.StatusUnauthorized {
				t.Errorf("%s with the %s token: %d %s", route, kind, a.status, a.body)
			}
		}
		if a := of.ask(request, "{", bearer(of.tokens["admin"])); a.status == http.StatusUnauthorized {
			t.Errorf("%s at its own tenant: %s", route, a.body)
		}
	}
}

// theRestIsApart tries what the mock adds: sample endpoints, introspection, requests, events,
// snapshots, clock and faults.
func theRestIsApart(t *testing.T, of, at *party) {
	t.Helper()
	for kind, token := range of.tokens {
		if a := at.ask("GET "+oauth.CheckPath(sharedAPI), "", bearer(token)); a.status != http.StatusUnauthorized {
			t.Errorf("the sample endpoint with the %s token: %d %s", kind, a.status, a.body)
		}
		body, isForm := form("client_id", at.app, "client_secret", at.appSecret, "token", token)
		if a := at.ask("POST "+oauth.IntrospectPath, body, isForm); !strings.Contains(a.body, `"active":false`) {
			t.Errorf("introspection of the %s token: %d %s", kind, a.status, a.body)
		}
	}
	if a := of.ask("GET "+oauth.CheckPath(sharedAPI), "", bearer(of.tokens["user"])); a.status != http.StatusOK {
		t.Errorf("the sample endpoint of its own tenant: %d %s", a.status, a.body)
	}
	body, isForm := form("client_id", at.app, "client_secret", at.appSecret, "token", of.refresh)
	if a := at.ask("POST "+oauth.IntrospectPath, body, isForm); !strings.Contains(a.body, `"active":false`) {
		t.Errorf("introspection of the refresh token: %d %s", a.status, a.body)
	}
	if a := at.ask("POST /_mock/snapshots/"+of.snapID+"/restore", ""); a.status != http.StatusNotFound {
		t.Errorf("its snapshot: %d %s", a.status, a.body)
	}
	before := [4]string{at.ask("GET /_mock/requests", "").body, at.ask("GET /_mock/faults", "").body, fmt.Sprint(at.Clock().State().Offset), at.events()}
	of.ask("GET /only-of-"+strings.Repeat("x", 5), "")
	of.ask("PATCH /_mock/faults", `{"latency": "1ms"}`)
	of.ask("PUT /_mock/clock", `{"advance": "1s"}`)
	of.admin(http.MethodPost, "/roles", map[string]any{"name": "of " + at.Issuer()}, nil)
	after := [4]string{at.ask("GET /_mock/requests", "").body, at.ask("GET /_mock/faults", "").body, fmt.Sprint(at.Clock().State().Offset), at.events()}
	if before != after {
		t.Errorf("requests, faults, clock and log events were\n%s\nand are\n%s", before, after)
	}
	if name := "of " + at.Issuer(); strings.Contains(after[3], name) || !strings.Contains(of.events(), name) {
		t.Errorf("the log events are\n%s\nand those of its own tenant\n%s", after[3], of.events())
	}
	var roles []struct{ Name string }
	at.admin(http.MethodGet, "/roles", nil, &roles)
	for _, each := range roles {
		if each.Name == "of "+at.Issuer() {
			t.Error("it has the other tenant's role")
		}
	}
}
