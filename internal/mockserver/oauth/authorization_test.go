package oauth_test

import (
	"fmt"
	"net/http"
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
		{"an organization", nil, []string{"organization", "org_1"}, "query", "invalid_request: parameter organization is not allowed for this client"},
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
		{"none asked where a grant is required: none (facts 9.5)", requires, "", ""},
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
