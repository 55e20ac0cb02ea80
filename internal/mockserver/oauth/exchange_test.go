package oauth_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

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
		// The attempt of another client does not use it up.
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
