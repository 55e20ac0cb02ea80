package oauth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// newOfflineTenant has a client with rotating refresh tokens that live 1000
// seconds, and 100 without being used.
func newOfflineTenant() *tenant {
	t := newWebTenant()
	t.api.AllowOfflineAccess = true
	t.refreshing(nil)
	return t
}

func (t *tenant) refreshing(changes map[string]any) {
	settings := map[string]any{"rotation_type": "rotating", "expiration_type": "expiring", "token_lifetime": 1000, "idle_token_lifetime": 100}
	for name, value := range changes {
		settings[name] = value
	}
	t.set("refresh_token", settings)
}

// login gets tokens with a refresh token.
func login(tb testing.TB, h http.Handler, changes ...string) reply {
	tb.Helper()
	got := post(tb, h, exchange(code(tb, h, append([]string{"scope", "openid email offline_access read:appointments"}, changes...)...)))
	if got.Status != http.StatusOK || got.RefreshToken == "" {
		tb.Fatalf("no refresh token: %+v", got)
	}
	return got
}

func refresh(tb testing.TB, h http.Handler, token string, changes ...string) reply {
	tb.Helper()
	return post(tb, h, with(url.Values{
		"grant_type": {"refresh_token"}, "client_id": {client}, "client_secret": {secret}, "refresh_token": {token},
	}, changes))
}

func (r reply) text() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Error, r.Description) }

const unknownRefreshToken = "403 invalid_grant: Unknown or invalid refresh token."

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	first := login(t, h)
	second := refresh(t, h, first.RefreshToken)
	if second.Status != http.StatusOK || second.RefreshToken == "" || second.RefreshToken == first.RefreshToken || second.Scope != first.Scope {
		t.Fatalf("%+v", second)
	}
	before, after := verified(t, first.AccessToken, "RS256"), verified(t, second.AccessToken, "RS256")
	if before.Claims["gty"] != nil || after.Claims["gty"] != "refresh_token" { // facts 11.4
		t.Errorf("gty %v, then %v", before.Claims["gty"], after.Claims["gty"])
	}
	if before.Subject() != after.Subject() || idClaims(t, second.IDToken)["email"] != alice || idClaims(t, second.IDToken)["at_hash"] != half(second.AccessToken) {
		t.Error("the tokens are for somebody else")
	}
	if third := refresh(t, h, second.RefreshToken); third.Status != http.StatusOK {
		t.Fatal(third.text())
	} else if got := refresh(t, h, first.RefreshToken); got.text() != unknownRefreshToken {
		t.Errorf("used again: %s", got.text())
	} else if got := refresh(t, h, third.RefreshToken); got.text() != unknownRefreshToken {
		t.Errorf("the newest, after an old one was used again: %s", got.text())
	}
	if got := refresh(t, h, login(t, h).RefreshToken); got.Status != http.StatusOK {
		t.Errorf("another family: %s", got.text())
	}
}

func TestOneOfTwoWhoUseARefreshTokenAtOnceGetsNothing(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	token := login(t, h).RefreshToken
	var group sync.WaitGroup
	answers := make([]reply, 8)
	for i := range answers {
		group.Go(func() { answers[i] = refresh(t, h, token) })
	}
	group.Wait()
	good := 0
	for _, answer := range answers {
		if answer.Status == http.StatusOK {
			good++
			if got := refresh(t, h, answer.RefreshToken); got.text() != unknownRefreshToken {
				t.Errorf("the family lives: %s", got.text())
			}
		}
	}
	if good != 1 {
		t.Errorf("%d got tokens, want 1", good)
	}
}

func TestRefreshTokensFollowTheClientsSettings(t *testing.T) {
	t.Parallel()
	never := map[string]any{"expiration_type": "non-expiring"}
	for _, test := range []struct {
		name     string
		settings map[string]any
		// waits are the seconds before each use of the newest token.
		waits []int
		good  bool
	}{
		{"in time", nil, []int{99, 99, 99}, true},
		{"idle too long", nil, []int{100}, false},
		{"used, and idle too long", nil, []int{50, 100}, false},
		{"infinite while idle", map[string]any{"infinite_idle_token_lifetime": true}, []int{999}, true},
		{"too old, though used", nil, []int{90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 10}, false},
		{"infinite", map[string]any{"infinite_token_lifetime": true}, []int{90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 10}, true},
		{"non-expiring", never, []int{100000}, true},
		{"non-rotating, in time", map[string]any{"rotation_type": "non-rotating"}, []int{99, 99}, true},
		{"non-rotating, idle too long", map[string]any{"rotation_type": "non-rotating"}, []int{99, 100}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			tenant := newOfflineTenant()
			tenant.refreshing(test.settings)
			tenant.now = clock.Now
			h := tenant.start(t)
			token := login(t, h).RefreshToken
			for i, wait := range test.waits {
				clock.advance(wait)
				got := refresh(t, h, token)
				if want := test.good || i < len(test.waits)-1; (got.Status == http.StatusOK) != want {
					t.Fatalf("use %d: %s, want good %v", i+1, got.text(), want)
				}
				if got.RefreshToken != "" {
					token = got.RefreshToken
				}
			}
		})
	}
	t.Run("non-rotating answers no new one", func(t *testing.T) {
		t.Parallel()
		tenant := newOfflineTenant()
		tenant.refreshing(map[string]any{"rotation_type": "non-rotating"})
		h := tenant.start(t)
		token := login(t, h).RefreshToken
		for range 2 {
			if got := refresh(t, h, token); got.Status != http.StatusOK || got.RefreshToken != "" {
				t.Errorf("%s, %q", got.text(), got.RefreshToken)
			}
		}
	})
	t.Run("within the leeway the one before is good", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		tenant := newOfflineTenant()
		tenant.refreshing(map[string]any{"leeway": 5})
		tenant.now = clock.Now
		h := tenant.start(t)
		first := login(t, h).RefreshToken
		second := refresh(t, h, first).RefreshToken
		clock.advance(4)
		if again := refresh(t, h, first); again.RefreshToken != second {
			t.Errorf("%s %q, want the same as before", again.text(), again.RefreshToken)
		}
		clock.advance(1)
		if got := refresh(t, h, first); got.text() != unknownRefreshToken {
			t.Errorf("after the leeway: %s", got.text())
		}
		if got := refresh(t, h, second); got.text() != unknownRefreshToken {
			t.Errorf("the family lives: %s", got.text())
		}
	})
}

func TestRefreshTokensAreNotForEveryone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*tenant)
		ask    []string
	}{
		{"not asked for", func(*tenant) {}, []string{"scope", "openid"}},
		{"not allowed by the API", func(t *tenant) { t.api.AllowOfflineAccess = false }, nil},
		{"not enabled for the client", func(t *tenant) { t.client.GrantTypes = []string{"authorization_code"} }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newOfflineTenant()
			test.change(tenant)
			h := tenant.start(t)
			got := post(t, h, exchange(code(t, h, append([]string{"scope", "openid offline_access"}, test.ask...)...)))
			if got.Status != http.StatusOK || got.RefreshToken != "" || strings.Contains(got.Scope, "offline") {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestRefreshRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		after   func(*tenant)
		changes []string
		want    string
	}{
		{"good", nil, nil, "200 : "},
		{"fewer scopes", nil, []string{"scope", "read:appointments"}, "200 : "},
		{"more scopes", nil, []string{"scope", "delete:appointments"}, "400 invalid_scope: the scope delete:appointments was not granted with the refresh token"},
		{"another API", nil, []string{"audience", "urn:other"}, "403 access_denied: the refresh token is for " + api + ", not for urn:other"},
		{"no token", nil, []string{"refresh_token", ""}, "400 invalid_request: Missing required parameter: refresh_token"},
		{"no secret", nil, []string{"client_secret", ""}, "401 access_denied: Unauthorized"},
		{"another client", nil, []string{"client_id", "other"}, unknownRefreshToken},
		{"another token", nil, []string{"refresh_token", "v1.a.1.b"}, unknownRefreshToken},
		{"no token at all", nil, []string{"refresh_token", "opaque"}, unknownRefreshToken},
		{"grant type taken away", func(t *tenant) { t.client.GrantTypes = nil }, nil, "403 unauthorized_client: Grant type 'refresh_token' not allowed for the client."},
		{"offline access taken away", func(t *tenant) { t.api.AllowOfflineAccess = false }, nil, "403 access_denied: " + api + " no longer allows offline access"},
		{"users denied", func(t *tenant) { t.api.SubjectTypeAuthorization = userPolicy("deny_all") }, nil, fmt.Sprintf("400 invalid_request: Client %q is not authorized to access resource server %q.", client, api)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newOfflineTenant()
			tenant.second = &store.Client{ClientID: "other", ClientSecret: secret, GrantTypes: []string{"refresh_token"}}
			h := tenant.start(t)
			token := login(t, h).RefreshToken
			if test.after != nil {
				changed := *tenant
				test.after(&changed)
				tenant.update(t, func(tx store.Writer) error {
					if err := tx.PutClient(&changed.client); err != nil {
						return err
					}
					return tx.PutResourceServer(&changed.api)
				})
			}
			if got := refresh(t, h, token, test.changes...); got.text() != test.want {
				t.Errorf("got  %s\nwant %s", got.text(), test.want)
			}
		})
	}
}

func TestAForgedGenerationDoesNotEndTheFamily(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	token := login(t, h).RefreshToken
	parts := strings.Split(token, ".")
	if got := refresh(t, h, strings.Join([]string{parts[0], parts[1], "0", parts[3]}, ".")); got.text() != unknownRefreshToken {
		t.Error(got.text())
	}
	if got := refresh(t, h, token); got.Status != http.StatusOK {
		t.Error(got.text())
	}
}

func TestReuseOfACodeEndsItsRefreshTokens(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	once := code(t, h, "scope", "openid offline_access")
	token := post(t, h, exchange(once)).RefreshToken
	post(t, h, exchange(once))
	if got := refresh(t, h, token); got.text() != unknownRefreshToken {
		t.Error(got.text())
	}
}

func TestRefreshTokensSurviveARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	tenant := newOfflineTenant()
	restart := func() http.Handler {
		if tenant.store != nil {
			if err := tenant.store.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if tenant.store, err = store.OpenFile(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tenant.store.Close() })
		return tenant.start(t)
	}
	before := restart()
	first := login(t, before).RefreshToken
	second := refresh(t, before, first).RefreshToken
	after := restart()
	third := refresh(t, after, second)
	if third.Status != http.StatusOK || idClaims(t, third.IDToken)["email"] != alice {
		t.Fatal(third.text())
	}
	if got := refresh(t, after, first); got.text() != unknownRefreshToken {
		t.Error(got.text())
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	revoke := func(t *testing.T, h http.Handler, token string, changes ...string) int {
		t.Helper()
		form := with(url.Values{"client_id": {client}, "client_secret": {secret}, "token": {token}}, changes)
		return do(t, h, http.MethodPost, oauth.RevokePath, formType, "", form.Encode()).Status
	}
	tenant := newOfflineTenant()
	tenant.second = &store.Client{ClientID: "other", ClientSecret: secret}
	h := tenant.start(t)
	first := login(t, h)
	second := refresh(t, h, first.RefreshToken)
	if active := introspected(t, h, second.RefreshToken); active["active"] != true || active["token_type"] != "refresh_token" {
		t.Errorf("%v", active)
	}
	if rotated := introspected(t, h, first.RefreshToken); rotated["reason"] != "rotated" {
		t.Errorf("%v", rotated)
	}
	for _, step := range []struct {
		name    string
		token   string
		changes []string
		want    int
	}{
		{"without a token", "", []string{"token", ""}, 400},
		{"without the secret", second.RefreshToken, []string{"client_secret", ""}, 401},
		{"by another client", second.RefreshToken, []string{"client_id", "other"}, 400},
		{"of an access token", second.AccessToken, nil, 400},
		{"of what is no token", "opaque", nil, 200},
		{"of a token that was replaced", first.RefreshToken, nil, 200},
		{"again", first.RefreshToken, nil, 200},
	} {
		if got := revoke(t, h, step.token, step.changes...); got != step.want {
			t.Errorf("revocation %s: %d, want %d", step.name, got, step.want)
		}
	}
	if got := refresh(t, h, second.RefreshToken); got.text() != unknownRefreshToken {
		t.Error(got.text())
	}
	if unknown := introspected(t, h, second.RefreshToken); unknown["reason"] != "unknown" {
		t.Errorf("%v", unknown)
	}
}

func TestUserinfo(t *testing.T) {
	t.Parallel()
	hs256 := newWebTenant()
	hs256.api.SigningAlg, hs256.api.SigningSecret = "HS256", shared
	for _, test := range []struct {
		name   string
		tenant *tenant
		ask    []string
		want   string
	}{
		{"with an API", newWebTenant(), []string{"scope", "openid email"}, `200 map[email:alice@example.com email_verified:true sub:auth0|616c696365406578616d706c652e636f6d]`},
		{"without an API", newWebTenant(), []string{"audience", "", "scope", "openid profile"}, `200 map[name:alice@example.com nickname:alice sub:auth0|616c696365406578616d706c652e636f6d]`},
		{"of a user with another subject", newWebTenant(), []string{"login_hint", "github|42", "scope", "openid email"}, `200 map[sub:github|42]`},
		{"without openid", newWebTenant(), []string{"scope", "profile"}, "401"},
		{"without an API and openid", newWebTenant(), []string{"audience", "", "scope", "profile"}, "403"},
		{"of an HS256 API", hs256, []string{"scope", "openid"}, "401"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := test.tenant.start(t)
			token := post(t, h, exchange(code(t, h, test.ask...))).AccessToken
			got := do(t, h, http.MethodGet, oauth.UserinfoPath, "", "Bearer "+token, "")
			text := fmt.Sprint(got.Status)
			if got.Status == http.StatusOK {
				text += fmt.Sprint(" ", got.Members)
			}
			if text != test.want || (got.Status != http.StatusOK) != (got.Header.Get("WWW-Authenticate") != "") {
				t.Errorf("got  %s %q\nwant %s", text, got.Header.Get("WWW-Authenticate"), test.want)
			}
		})
	}
	t.Run("no token", func(t *testing.T) {
		t.Parallel()
		if got := do(t, newTenant().start(t), http.MethodPost, oauth.UserinfoPath, "", "", ""); got.Status != http.StatusUnauthorized || got.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%d", got.Status)
		}
	})
}
