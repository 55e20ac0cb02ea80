package oauth_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func TestAuthorizeDoesNotRedirectToStrangers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		changes []string
		says    string
	}{
		{"no client", []string{"client_id", ""}, "Missing required parameter: client_id"},
		{"unknown client", []string{"client_id", "nobody"}, "Unknown client: nobody"},
		{"no redirect_uri by a client with two callbacks", []string{"redirect_uri", ""}, "Missing required parameter: redirect_uri"},
		{"another redirect_uri", []string{"redirect_uri", "https://evil.example/"}, "Callback URL mismatch"},
		{"the callback and more", []string{"redirect_uri", callback + "&x=1"}, "Callback URL mismatch"},
		{"the callback and less", []string{"redirect_uri", "https://app.example/callback"}, "Callback URL mismatch"},
		{"the callback in other case", []string{"redirect_uri", strings.ToUpper(callback)}, "Callback URL mismatch"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := do(t, newWebTenant().start(t), http.MethodGet, authorizeURL(query(test.changes...)), "", "", "")
			if got.Status < 400 || got.Status > 403 || !strings.Contains(got.Description, test.says) || got.Header.Get("Location") != "" {
				t.Errorf("%d %s, Location %q", got.Status, got.Description, got.Header.Get("Location"))
			}
		})
	}
	// Facts 4.5: that the client may not use the API is shown to the person.
	notAuthorized := fmt.Sprintf("Client %q is not authorized to access resource server %q.", client, api)
	for _, test := range []struct {
		name    string
		change  func(*tenant)
		changes []string
		want    string
	}{
		{"unknown API", nil, []string{"audience", "urn:unknown"}, "403 access_denied: Service not found: urn:unknown"},
		{"API that denies users", func(t *tenant) { t.api.SubjectTypeAuthorization = userPolicy("deny_all") }, nil, "400 invalid_request: " + notAuthorized},
		{"API that requires a grant, without one", func(t *tenant) { t.api.SubjectTypeAuthorization = userPolicy("require_client_grant") }, nil, "400 invalid_request: " + notAuthorized},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			if test.change != nil {
				test.change(tenant)
			}
			got := do(t, tenant.start(t), http.MethodGet, authorizeURL(query(test.changes...)), "", "", "")
			if got.text() != test.want || got.Header.Get("Location") != "" {
				t.Errorf("got  %s, Location %q\nwant %s", got.text(), got.Header.Get("Location"), test.want)
			}
		})
	}
	t.Run("redirect_uri twice", func(t *testing.T) {
		t.Parallel()
		got := do(t, newWebTenant().start(t), http.MethodGet, authorizeURL(query())+"&redirect_uri=x", "", "", "")
		if got.Status != http.StatusBadRequest || got.Header.Get("Location") != "" {
			t.Errorf("%d, Location %q", got.Status, got.Header.Get("Location"))
		}
	})
}

func TestAuthorizeTellsTheClientWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		change  func(*tenant)
		changes []string
		where   string
		want    string
	}{
		{"no response type", nil, []string{"response_type", ""}, "query", "invalid_request: Missing required parameter: response_type"},
		{"unknown response type", nil, []string{"response_type", "password"}, "query", "unsupported_response_type: Unsupported response type: password"},
		{"response type twice in one", nil, []string{"response_type", "code code"}, "query", "unsupported_response_type: Unsupported response type: code code"},
		{"unknown response mode", nil, []string{"response_mode", "pigeon"}, "query", "invalid_request: Unsupported response mode: pigeon"},
		{"tokens in a query", nil, []string{"response_type", "token", "response_mode", "query"}, "fragment", "invalid_request: response_mode query"},
		{"another method", nil, []string{"code_challenge_method", "S512"}, "query", "invalid_request: code_challenge_method must be"},
		{"a plain challenge that is no verifier", nil, []string{"code_challenge_method", "plain", "code_challenge", "short"}, "query", "invalid_request: code_challenge must have"},
		{"no method, which is plain", nil, []string{"code_challenge_method", "", "code_challenge", "short"}, "query", "invalid_request: code_challenge must have"},
		{"a method without challenge", nil, []string{"code_challenge", ""}, "query", "invalid_request: Missing required parameter: code_challenge"},
		{"a challenge that is no hash", nil, []string{"code_challenge", "short"}, "query", "invalid_request: code_challenge must be"},
		{"a public client without PKCE", public, []string{"code_challenge", "", "code_challenge_method", ""}, "query", "invalid_request: Missing required parameter: code_challenge; a public client"},
		{"a public client without PKCE in the hybrid flow", public, []string{"response_type", "code token", "code_challenge", "", "code_challenge_method", ""}, "fragment", "invalid_request: Missing required parameter: code_challenge; a public client"},
		{"code not enabled", func(t *tenant) { t.client.GrantTypes = []string{"implicit"} }, nil, "query", "unauthorized_client: Grant type 'authorization_code' not allowed"},
		{"implicit not enabled", func(t *tenant) { t.client.GrantTypes = []string{"authorization_code"} }, []string{"response_type", "token"}, "fragment", "unauthorized_client: Grant type 'implicit' not allowed"},
		{"ID token without nonce", nil, []string{"response_type", "id_token", "nonce", ""}, "fragment", "invalid_request: Missing required parameter: nonce"},
		{"ID token without openid", nil, []string{"response_type", "code id_token", "scope", "profile"}, "fragment", "invalid_request: response_type id_token needs the scope openid"},
		{"unknown prompt", nil, []string{"prompt", "beg"}, "query", "invalid_request: Unsupported prompt: beg"},
		{"prompt none and login", nil, []string{"prompt", "none login"}, "query", "invalid_request: prompt none excludes all others"},
		{"nobody logged in", nil, []string{"login_hint", ""}, "query", "login_required: Login required"},
		{"a user that cannot be", nil, []string{"login_hint", "a\x00b"}, "query", "invalid_request: a user is"},
		{"bad max_age", nil, []string{"max_age", "-1"}, "query", "invalid_request: max_age"},
		{"a request object", nil, []string{"request", "a.b.c"}, "query", "request_not_supported: "},
		{"an organization", nil, []string{"organization", "org_1"}, "query", "invalid_request: the mock tenant has no organizations"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			if test.change != nil {
				test.change(tenant)
			}
			where, answer := sent(t, browse(t, tenant.start(t), http.MethodGet, authorizeURL(query(test.changes...)), nil))
			text := answer.Get("error") + ": " + answer.Get("error_description")
			if where != test.where || !strings.HasPrefix(text, test.want) || answer.Get("state") != "a b&c" {
				t.Errorf("in the %s: %s (state %q)\nwant in the %s: %s", where, text, answer.Get("state"), test.where, test.want)
			}
			if answer.Has("code") || answer.Has("access_token") || answer.Has("id_token") {
				t.Errorf("a refusal gives something: %v", answer)
			}
		})
	}
}

func TestAuthorizeAnswersInTheModeAskedFor(t *testing.T) {
	t.Parallel()
	h := newWebTenant().start(t)
	t.Run("query keeps that of the callback", func(t *testing.T) {
		t.Parallel()
		recorder := browse(t, h, http.MethodGet, authorizeURL(query()), nil)
		where, answer := sent(t, recorder)
		if where != "query" || answer.Get("from") != "tenant" || answer.Get("code") == "" || answer.Get("state") != "a b&c" || len(answer) != 3 {
			t.Errorf("%s %v", where, answer)
		}
		if recorder.Header().Get("Cache-Control") != "no-store" || recorder.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("headers %v", recorder.Header())
		}
	})
	t.Run("fragment", func(t *testing.T) {
		t.Parallel()
		where, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("response_mode", "fragment", "redirect_uri", "com.example.app:/callback")), nil))
		if where != "fragment" || answer.Get("code") == "" {
			t.Errorf("%s %v", where, answer)
		}
	})
	t.Run("form_post", func(t *testing.T) {
		t.Parallel()
		recorder := browse(t, h, http.MethodPost, oauth.AuthorizePath, query("response_mode", "form_post", "state", `"><script>`))
		body := recorder.Body.String()
		if recorder.Code != http.StatusOK || !strings.Contains(body, `action="https://app.example/callback?from=tenant"`) ||
			!strings.Contains(body, `name="code" value="`) || strings.Contains(body, `"><script>`) {
			t.Errorf("%d %s", recorder.Code, body)
		}
		if policy := recorder.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https://app.example;") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("Content-Security-Policy %s", policy)
		}
	})
}

func TestAuthorizeGivesImplicitAndHybridTokens(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.api.TokenLifetimeForWeb = 60
	h := tenant.start(t)
	for _, types := range []string{"token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"} {
		t.Run(types, func(t *testing.T) {
			t.Parallel()
			where, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("response_type", types)), nil))
			if where != "fragment" {
				t.Error("not in the fragment")
			}
			for _, each := range []struct{ name, answer string }{{"code", "code"}, {"token", "access_token"}, {"id_token", "id_token"}} {
				if wanted := slices.Contains(strings.Fields(types), each.name); answer.Has(each.answer) != wanted {
					t.Errorf("%s: %v, want %v", each.answer, answer.Has(each.answer), wanted)
				}
			}
			if raw := answer.Get("access_token"); raw != "" {
				token := verified(t, raw, "RS256")
				if answer.Get("expires_in") != "60" || token.ExpiresAt().Unix() != now.Unix()+60 || answer.Get("token_type") != "Bearer" {
					t.Errorf("the token lives %s until %v, want token_lifetime_for_web", answer.Get("expires_in"), token.ExpiresAt())
				}
			}
			if raw := answer.Get("id_token"); raw != "" {
				claims := idClaims(t, raw)
				if claims["nonce"] != "n-1" || claims["name"] != alice {
					t.Errorf("claims %v", claims)
				}
				for claim, of := range map[string]string{"at_hash": answer.Get("access_token"), "c_hash": answer.Get("code")} {
					if (of != "") != (claims[claim] != nil) || of != "" && claims[claim] != half(of) {
						t.Errorf("%s is %v for %q", claim, claims[claim], of)
					}
				}
			}
			if answer.Has("code") { // the code of a hybrid flow is as good as any
				if got := post(t, h, exchange(answer.Get("code"))); got.ExpiresIn != 600 {
					t.Errorf("%d %s expires_in %d, want 600", got.Status, got.Description, got.ExpiresIn)
				}
			}
		})
	}
}

func TestUsersGetTheScopesThatTheRulesAllow(t *testing.T) {
	t.Parallel()
	requires := func(t *tenant) {
		t.api.SubjectTypeAuthorization = userPolicy("require_client_grant")
		t.others = []store.ClientGrant{userGrant("read:appointments")}
	}
	for _, test := range []struct {
		name   string
		change func(*tenant)
		ask    string
		want   string
	}{
		{"as asked, unknown ones left out", nil, "openid delete:appointments unknown read:appointments read:appointments", "openid delete:appointments read:appointments"},
		{"none asked by a first party: all", nil, "", "read:appointments write:appointments delete:appointments"},
		{"none asked by a permissive third party: none", permissive, "", ""},
		{"as the grant for users says", requires, "openid delete:appointments read:appointments", "openid read:appointments"},
		{"none asked: all of the grant", requires, "", "read:appointments"},
		{"the default grant of third parties", func(t *tenant) {
			requires(t)
			thirdParty(t)
			t.others[0].ClientID, t.others[0].DefaultFor = "", "third_party_clients"
		}, "openid delete:appointments read:appointments", "read:appointments"},
		{"allow_all needs no grant", func(t *tenant) { t.api.SubjectTypeAuthorization = userPolicy("allow_all") }, "delete:appointments", "delete:appointments"},
		{"a system API's are not for users", func(t *tenant) { t.api.IsSystem = true }, "openid read:appointments", "openid"},
		{"offline_access where the API does not allow it", nil, "openid offline_access", "openid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			if test.change != nil {
				test.change(tenant)
			}
			h := tenant.start(t)
			got := post(t, h, exchange(code(t, h, "scope", test.ask)))
			if got.Status != http.StatusOK || got.Scope != test.want {
				t.Errorf("%d %s scope %q, want %q", got.Status, got.Description, got.Scope, test.want)
			}
		})
	}
}

// field finds the value of a hidden field of a page.
func field(tb testing.TB, page, name string) string {
	tb.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		tb.Fatalf("the page has no field %s: %s", name, page)
	}
	return html.UnescapeString(found[1])
}

func TestTheLoginPage(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	clock := newClock()
	tenant.now = clock.Now
	tenant.client.Name = `<Reader> & "friends"`
	h := tenant.start(t)
	page := browse(t, h, http.MethodGet, authorizeURL(query("prompt", "", "login_hint", "")), nil)
	text := page.Body.String()
	for _, want := range []string{"&lt;Reader&gt; &amp;", "See &lt;appointments&gt;", alice, `value="read:appointments" checked`, `value="profile" checked`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s:\n%s", want, text)
		}
	}
	policy := page.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "form-action 'self' https://app.example", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("Content-Security-Policy %q lacks %s", policy, want)
		}
	}
	cookies := page.Result().Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || !cookies[0].Secure || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("cookies %v", cookies)
	}
	decision := func(changes ...string) url.Values {
		return with(url.Values{
			"request": {field(t, text, "request")}, "csrf": {field(t, text, "csrf")}, "user": {"github|42"},
			"scope": {"read:appointments"}, "decision": {"accept"},
		}, changes)
	}
	t.Run("accepting gives a code for the user and what stayed ticked", func(t *testing.T) {
		t.Parallel()
		recorder := browse(t, h, http.MethodPost, oauth.LoginPath, decision(), cookies...)
		_, answer := sent(t, recorder)
		got := post(t, h, exchange(answer.Get("code")))
		token := verified(t, got.AccessToken, "RS256")
		if token.Subject() != "github|42" || got.Scope != "openid read:appointments" {
			t.Errorf("sub %q scope %q", token.Subject(), got.Scope)
		}
		// From now on the browser knows who it is, for as long as the client likes.
		silent := func(changes ...string) url.Values {
			_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query(append(changes, "login_hint", "")...)), nil, recorder.Result().Cookies()...))
			return answer
		}
		if answer := silent(); answer.Get("code") == "" {
			t.Errorf("prompt=none after a login: %v", answer)
		}
		if answer := silent("max_age", "0"); answer.Get("code") == "" {
			t.Errorf("max_age in the second of the login: %v", answer)
		}
		clock.advance(60)
		if answer := silent("max_age", "60"); answer.Get("code") == "" {
			t.Errorf("max_age not passed: %v", answer)
		}
		if answer := silent("max_age", "59"); answer.Get("error") != "login_required" {
			t.Errorf("max_age passed: %v", answer)
		}
	})
	t.Run("denying", func(t *testing.T) {
		t.Parallel()
		_, answer := sent(t, browse(t, h, http.MethodPost, oauth.LoginPath, decision("decision", "deny"), cookies...))
		if answer.Get("error") != "access_denied" || answer.Get("state") != "a b&c" {
			t.Errorf("%v", answer)
		}
	})
	for name, attempt := range map[string]struct {
		form    url.Values
		cookies []*http.Cookie
	}{
		"from another browser":        {decision(), []*http.Cookie{{Name: cookies[0].Name, Value: "other"}}},
		"from a page of another site": {decision(), nil},
		"without its token":           {decision("csrf", ""), cookies},
		"about another request":       {decision("request", query("prompt", "", "scope", "openid").Encode()), cookies},
		"without a user":              {decision("user", " "), cookies},
	} {
		t.Run("a form "+name+" is refused", func(t *testing.T) {
			t.Parallel()
			recorder := browse(t, h, http.MethodPost, oauth.LoginPath, attempt.form, attempt.cookies...)
			if recorder.Code < 400 || recorder.Header().Get("Location") != "" {
				t.Errorf("%d to %s", recorder.Code, recorder.Header().Get("Location"))
			}
		})
	}
	t.Run("a forged session is none", func(t *testing.T) {
		t.Parallel()
		_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("login_hint", "")), nil, &http.Cookie{Name: "mock_session", Value: "eyJ1c2VyIjoiYSJ9.AAAA"}))
		if answer.Get("error") != "login_required" {
			t.Errorf("%v", answer)
		}
	})
}

func TestExchangingACode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		change  func(*tenant)
		ask     []string
		changes []string
		want    string
	}{
		{name: "with secret and verifier", want: "200 : "},
		{name: "by a public client", change: public, changes: []string{"client_secret", ""}, want: "200 : "},
		{name: "without PKCE by a confidential client", ask: []string{"code_challenge", "", "code_challenge_method", ""}, changes: []string{"code_verifier", ""}, want: "200 : "},
		{name: "without the secret", changes: []string{"client_secret", ""}, want: "401 access_denied: Unauthorized"},
		{name: "with a plain challenge", ask: []string{"code_challenge_method", "plain", "code_challenge", verifier}, want: "200 : "},
		{name: "with a challenge without method, which is plain", ask: []string{"code_challenge_method", "", "code_challenge", verifier}, want: "200 : "},
		{name: "with another verifier than the plain challenge", ask: []string{"code_challenge_method", "plain"}, want: "403 invalid_grant: Failed to verify code verifier"},
		{name: "without a code", changes: []string{"code", ""}, want: "400 invalid_request: Missing required parameter: code"},
		{name: "with another code", changes: []string{"code", "other"}, want: "403 invalid_grant: Invalid authorization code"},
		{name: "without the verifier", changes: []string{"code_verifier", ""}, want: "403 invalid_grant: Failed to verify code verifier"},
		{name: "with another verifier", changes: []string{"code_verifier", strings.Repeat("x", 43)}, want: "403 invalid_grant: Failed to verify code verifier"},
		{name: "with the challenge as verifier", changes: []string{"code_verifier", challenge}, want: "403 invalid_grant: Failed to verify code verifier"},
		{name: "with a verifier where no challenge was", ask: []string{"code_challenge", "", "code_challenge_method", ""}, want: "403 invalid_grant: Failed to verify code verifier: the authorization request had no code_challenge"},
		{name: "without the redirect_uri", changes: []string{"redirect_uri", ""}, want: "403 invalid_grant: The redirect URI is wrong: it must be the one of the authorization request"},
		{name: "with another redirect_uri", changes: []string{"redirect_uri", "com.example.app:/callback"}, want: "403 invalid_grant: The redirect URI is wrong: it must be the one of the authorization request"},
		{name: "grant type not enabled", change: func(t *tenant) { t.client.GrantTypes = []string{"implicit"} }, ask: []string{"response_type", "token"}, changes: []string{"code", "x"}, want: "403 unauthorized_client: Grant type 'authorization_code' not allowed for the client."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			if test.change != nil {
				test.change(tenant)
			}
			h := tenant.start(t)
			_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query(test.ask...)), nil))
			got := post(t, h, exchange(answer.Get("code"), test.changes...))
			if text := fmt.Sprintf("%d %s: %s", got.Status, got.Error, got.Description); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
			if (got.AccessToken != "") != (got.Status == http.StatusOK) || (got.IDToken != "") != (got.Status == http.StatusOK) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestTheOnlyCallbackNeedNotBeNamed(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.set("callbacks", []string{callback})
	h := tenant.start(t)
	if got := post(t, h, exchange(code(t, h, "redirect_uri", ""), "redirect_uri", "")); got.Status != http.StatusOK {
		t.Errorf("%d %s", got.Status, got.Description)
	}
}

func TestACodeIsGoodOnceAndNotForLong(t *testing.T) {
	t.Parallel()
	t.Run("used twice, what it gave is revoked", func(t *testing.T) {
		t.Parallel()
		tenant := newWebTenant()
		h := tenant.start(t)
		once := code(t, h)
		first := post(t, h, exchange(once))
		if got := introspected(t, h, first.AccessToken); got["active"] != true {
			t.Fatalf("%v", got)
		}
		if second := post(t, h, exchange(once)); second.Status != http.StatusForbidden || second.Error != "invalid_grant" {
			t.Errorf("%d %s", second.Status, second.Error)
		}
		if got := introspected(t, h, first.AccessToken); got["active"] != false || got["reason"] != "revoked" {
			t.Errorf("%v", got)
		}
	})
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		tenant := newWebTenant()
		tenant.now = clock.Now
		h := tenant.start(t)
		late := code(t, h)
		clock.advance(121)
		if got := post(t, h, exchange(late)); got.text() != "403 invalid_grant: Invalid authorization code" { // inferred: facts 4.5
			t.Errorf("%d %s %s", got.Status, got.Error, got.Description)
		}
	})
	t.Run("of another client", func(t *testing.T) {
		t.Parallel()
		tenant := newWebTenant()
		tenant.second = &store.Client{ClientID: "other", ClientSecret: secret, GrantTypes: []string{"authorization_code"}}
		h := tenant.start(t)
		its := code(t, h)
		if got := post(t, h, exchange(its, "client_id", "other")); got.Error != "invalid_grant" {
			t.Errorf("%d %s", got.Status, got.Error)
		}
		// Somebody else's attempt does not use it up.
		if got := post(t, h, exchange(its)); got.Status != http.StatusOK {
			t.Errorf("%d %s", got.Status, got.Description)
		}
	})
}

func TestTheRulesOfTheExchangeAreThoseOfItsTime(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	h := tenant.start(t)
	early := code(t, h)
	denies := tenant.api
	denies.SubjectTypeAuthorization = userPolicy("deny_all")
	tenant.update(t, func(tx store.Writer) error { return tx.PutResourceServer(&denies) })
	if got := post(t, h, exchange(early)); got.Error != "invalid_request" || !strings.Contains(got.Description, "is not authorized to access") {
		t.Errorf("%d %s", got.Status, got.Error)
	}
}

func TestTokensForUsers(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.api.TokenDialect, tenant.api.EnforcePolicies = "access_token_authz", enabled()
	h := tenant.start(t)
	got := post(t, h, exchange(code(t, h, "scope", "openid email read:appointments")))
	token := verified(t, got.AccessToken, "RS256")
	audience := token.Audience()
	if len(audience) != 2 || audience[0] != api || audience[1] != issuer+"userinfo" {
		t.Errorf("aud %v", audience)
	}
	if fmt.Sprint(token.Claims["permissions"]) != "[read:appointments]" || token.Claims["azp"] != client || token.Claims["gty"] != nil {
		t.Errorf("claims %v", token.Claims)
	}
	claims := idClaims(t, got.IDToken)
	if claims["sub"] != token.Subject() || !strings.HasPrefix(token.Subject(), "auth0|") || claims["email"] != alice || claims["name"] != nil ||
		claims["at_hash"] != half(got.AccessToken) || claims["c_hash"] != nil {
		t.Errorf("claims %v", claims)
	}
	if plain := post(t, h, exchange(code(t, h, "scope", "read:appointments"))); plain.IDToken != "" || len(verified(t, plain.AccessToken, "RS256").Audience()) != 1 {
		t.Error("OpenID Connect without openid")
	}
}
