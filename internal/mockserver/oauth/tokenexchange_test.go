package oauth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	downstreamAPI = "https://api.example/downstream/"
	exchanger     = "mcp-server"
	accessType    = "urn:ietf:params:oauth:token-type:access_token"
)

// newExchanging has an API whose client may exchange its tokens for those of a downstream
// API (facts 8.1). A test changes both before they are stored.
func newExchanging(t testing.TB, change ...func(client *store.Client, downstream *store.ResourceServer)) (*tenant, *oauth.Handler) {
	t.Helper()
	tenant := newOfflineTenant()
	api2 := &store.ResourceServer{
		ID: "api-2", Name: "Downstream", Identifier: downstreamAPI, SigningAlg: "RS256", TokenLifetime: 300, TokenLifetimeForWeb: 300,
		Scopes: []store.Scope{{Value: "read:items"}, {Value: "write:items"}}, SkipConsentForVerifiableFirstPartyClient: true,
		SubjectTypeAuthorization: &store.SubjectTypeAuthorization{User: store.SubjectTypePolicy{Policy: "require_client_grant"}},
	}
	exchanging := newWebTenant()
	exchanging.client = store.Client{ClientID: exchanger, ClientSecret: secret, AppType: "resource_server", IsFirstParty: true}
	exchanging.set("resource_server_identifier", api)
	exchanging.set("token_exchange", map[string]any{"allow_any_profile_of_type": []string{"on_behalf_of_token_exchange"}})
	for _, each := range change {
		each(&exchanging.client, api2)
	}
	tenant.second = &exchanging.client
	tenant.others = []store.ClientGrant{{ID: "cgr-obo", ClientID: exchanger, Audience: downstreamAPI, SubjectType: "user", Scope: []string{"read:items"}}}
	h := tenant.start(t)
	tenant.update(t, func(tx store.Writer) error { return tx.PutResourceServer(api2) })
	return tenant, h
}

// onBehalfOf exchanges a token: "" removes a parameter.
func onBehalfOf(t testing.TB, h http.Handler, subject string, changes ...string) reply {
	t.Helper()
	return post(t, h, with(url.Values{
		"grant_type": {policy.TokenExchange}, "client_id": {exchanger}, "client_secret": {secret}, "subject_token": {subject},
		"subject_token_type": {accessType}, "requested_token_type": {accessType}, "audience": {downstreamAPI},
	}, changes))
}

func tokenByCode(t testing.TB, h http.Handler, changes ...string) string {
	t.Helper()
	return post(t, h, exchange(code(t, h, append([]string{"scope", "read:appointments"}, changes...)...))).AccessToken
}

func claimsOf(t testing.TB, raw string) map[string]any {
	t.Helper()
	token, err := verify.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return token.Claims
}

// TestATokenIsExchangedOnBehalfOfAUser holds facts 8.2 and 8.3.
func TestATokenIsExchangedOnBehalfOfAUser(t *testing.T) {
	t.Parallel()
	_, h := newExchanging(t)
	subject := tokenByCode(t, h)
	got := onBehalfOf(t, h, subject)
	if got.Status != http.StatusOK || got.TokenType != "Bearer" || got.ExpiresIn != 300 || got.Scope != "read:items" || got.RefreshToken != "" || got.IDToken != "" || got.Members["issued_token_type"] != accessType {
		t.Fatalf("%s %v", got.text(), got.Members)
	}
	claims := claimsOf(t, got.AccessToken)
	want := map[string]any{
		"sub": claimsOf(t, subject)["sub"], "aud": downstreamAPI, "azp": exchanger, "scope": "read:items", "gty": nil, "iss": issuer,
		"act": map[string]any{"sub": exchanger, "act": map[string]any{"sub": client}},
	}
	for name, value := range want {
		if fmt.Sprint(claims[name]) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v", name, claims[name], value)
		}
	}
	if same := onBehalfOf(t, h, subject, "scope", "read:items"); same.AccessToken == "" || same.Scope != "" {
		t.Errorf("a scope that is granted as asked for is in the answer: %v", same.Members)
	}
	if fewer := onBehalfOf(t, h, subject, "scope", "openid offline_access read:items write:items"); fewer.Scope != "read:items" || fewer.IDToken != "" || fewer.RefreshToken != "" {
		t.Errorf("%s %v", fewer.text(), fewer.Members)
	}
}

// TestWhatIsExchangedIsChecked holds facts 8.1, 8.2 and 8.4.
func TestWhatIsExchangedIsChecked(t *testing.T) {
	t.Parallel()
	tenant, h := newExchanging(t)
	subject := tokenByCode(t, h)
	tenant.update(t, func(tx store.Writer) error {
		return tx.PutResourceServer(&store.ResourceServer{ID: "api-3", Identifier: "urn:consent", SigningAlg: "RS256"})
	})
	machine := *tenant.second
	machine.ClientID, machine.GrantTypes = "machine", []string{"client_credentials"}
	tenant.update(t, func(tx store.Writer) error {
		if err := tx.PutClient(&machine); err != nil {
			return err
		}
		return tx.PutClientGrant(&store.ClientGrant{ID: "cgr-machine", ClientID: "machine", Audience: api, SubjectType: "client", Scope: []string{"read:appointments"}})
	})
	ownToken := post(t, h, form("client_id", "machine")).AccessToken
	noAudience := tokenByCode(t, h, "audience", "", "scope", "openid")
	for _, test := range []struct {
		name, subject string
		changes       []string
		want          string
	}{
		{"no subject token", "", nil, "400 invalid_request: Missing required parameter: subject_token"},
		{"no type", subject, []string{"subject_token_type", ""}, "400 invalid_request: Missing required parameter: subject_token_type"},
		{"no audience", subject, []string{"audience", ""}, "400 invalid_request: Missing required parameter: audience"},
		{"another type", subject, []string{"subject_token_type", "urn:ietf:params:oauth:token-type:id_token"}, "400 invalid_request: Invalid subject_token_type and requested_token_type combination."},
		{"another wanted type", subject, []string{"requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"}, "400 invalid_request: Invalid subject_token_type and requested_token_type combination."},
		{"wrong secret", subject, []string{"client_secret", "wrong"}, "401 access_denied: Unauthorized"},
		{"no token", "nonsense", nil, "401 invalid_grant: "},
		{"changed", subject[:len(subject)-4] + "AAAA", nil, "401 invalid_grant: "},
		{"for another API", noAudience, nil, "401 invalid_grant: "},
		{"of a machine", ownToken, nil, "401 invalid_grant: Invalid subject_token: it is not of a user"},
		{"another client", subject, []string{"client_id", client}, "403 unauthorized_client: "},
		{"an unknown API", subject, []string{"audience", "urn:unknown"}, "403 access_denied: Service not found: urn:unknown"},
		{"an API that asks for consent", subject, []string{"audience", "urn:consent"}, "403 consent_required: "},
		{"no scope that is granted", subject, []string{"scope", "write:items"}, "200 "}, // facts 9.5: no error
	} {
		t.Run(test.name, func(t *testing.T) {
			got := onBehalfOf(t, h, test.subject, test.changes...)
			if !strings.HasPrefix(got.text(), test.want) {
				t.Errorf("%s, want %s", got.text(), test.want)
			}
		})
	}
	tenant.update(t, func(tx store.Writer) error { return tx.DeleteClientGrant("cgr-obo") })
	want := fmt.Sprintf(`403 access_denied: Client "%s" is not authorized to access resource server "%s".`, exchanger, downstreamAPI)
	if got := onBehalfOf(t, h, subject); got.text() != want {
		t.Errorf("without a grant: %s, want %s", got.text(), want)
	}
}

// TestWhoMayExchange holds facts 8.1: token_exchange, the type, a first party, any
// method but none.
func TestWhoMayExchange(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*store.Client, *store.ResourceServer){
		"without token_exchange": func(c *store.Client, _ *store.ResourceServer) { delete(c.Properties, "token_exchange") },
		"another type":           func(c *store.Client, _ *store.ResourceServer) { c.AppType = "regular_web" },
		"a third party":          func(c *store.Client, _ *store.ResourceServer) { c.IsFirstParty = false },
		"for no API":             func(c *store.Client, _ *store.ResourceServer) { delete(c.Properties, "resource_server_identifier") },
		"a public client":        func(c *store.Client, _ *store.ResourceServer) { c.TokenEndpointAuthMethod = "none" },
		"an API that denies all": func(_ *store.Client, a *store.ResourceServer) { a.SubjectTypeAuthorization.User.Policy = "deny_all" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, h := newExchanging(t, change)
			if got := onBehalfOf(t, h, tokenByCode(t, h)); got.Status < 400 || got.AccessToken != "" {
				t.Errorf("%v", got.Members)
			}
		})
	}
	_, h := newExchanging(t, func(_ *store.Client, a *store.ResourceServer) { a.SubjectTypeAuthorization.User.Policy = "allow_all" })
	if got := onBehalfOf(t, h, tokenByCode(t, h)); got.Scope != "read:items write:items" {
		t.Errorf("allow_all: %s %v", got.text(), got.Members)
	}
}

// TestADelegationChainEnds holds facts 8.3: the first exchange makes two levels, and a
// token with four is not exchanged.
func TestADelegationChainEnds(t *testing.T) {
	t.Parallel()
	// The downstream API is the client's own, so its tokens can be exchanged again.
	_, h := newExchanging(t, func(c *store.Client, a *store.ResourceServer) {
		c.Properties["resource_server_identifier"] = []byte(`"` + downstreamAPI + `"`)
		a.SubjectTypeAuthorization.User.Policy = "allow_all"
	})
	token := tokenByCode(t, h, "audience", downstreamAPI, "scope", "read:items", "prompt", "none")
	for levels := 2; levels <= 4; levels++ {
		got := onBehalfOf(t, h, token)
		if n := strings.Count(fmt.Sprint(claimsOf(t, got.AccessToken)["act"]), "sub"); n != levels {
			t.Fatalf("%s: %d levels, want %d", got.text(), n, levels)
		}
		token = got.AccessToken
	}
	if got := onBehalfOf(t, h, token); got.text() != "400 invalid_request: Delegation chain (`act` claim) depth exceeds the maximum allowed limit of 4" {
		t.Errorf("the fourth exchange: %s", got.text())
	}
}

// FuzzTokenExchange: whatever is exchanged, a token comes of nothing but a valid one.
func FuzzTokenExchange(f *testing.F) {
	_, h := newExchanging(f)
	subject := tokenByCode(f, h)
	for _, seed := range []string{subject, "", "a.b.c", strings.Repeat("a.", 4) + "a", subject + ".", "\x00", strings.ToUpper(subject)} {
		f.Add(seed, accessType, downstreamAPI)
	}
	f.Fuzz(func(t *testing.T, raw, kind, audience string) {
		got := onBehalfOf(t, h, raw, "subject_token_type", kind, "audience", audience)
		if got.Status >= 500 || got.AccessToken != "" && (raw != subject || kind != accessType) {
			t.Errorf("%q %q %q: %d %v", raw, kind, audience, got.Status, got.Members)
		}
		if !slices.Contains([]int{200, 400, 401, 403}, got.Status) {
			t.Errorf("status %d", got.Status)
		}
	})
}
