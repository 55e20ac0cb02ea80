package oauth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func enabled() *bool { yes := true; return &yes }

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	const unauthorized = "401 access_denied: Unauthorized"
	noGrant := fmt.Sprintf("403 access_denied: Client %q is not authorized to access resource server %q. You need to create a \"client-grant\" associated to this API.", client, api) // facts 4.5
	tests := []struct {
		name   string
		change func(*tenant)
		params []string
		want   string
	}{
		{name: "no grant type", params: []string{"grant_type", ""}, want: "400 invalid_request: Missing required parameter: grant_type"},
		{name: "another grant type", params: []string{"grant_type", "password"}, want: "403 unsupported_grant_type: Unsupported grant type: password"},
		{name: "no client id", params: []string{"client_id", ""}, want: "400 invalid_request: Missing required parameter: client_id"},
		{name: "unknown client", params: []string{"client_id", "nobody"}, want: unauthorized},
		{name: "no secret", params: []string{"client_secret", ""}, want: unauthorized},
		{name: "wrong secret", params: []string{"client_secret", "wrong"}, want: unauthorized},
		{name: "public client", change: func(t *tenant) { t.client.TokenEndpointAuthMethod = "none" }, want: unauthorized},
		{name: "client without a secret", change: func(t *tenant) { t.client.ClientSecret = "" }, params: []string{"client_secret", ""}, want: unauthorized},
		{name: "post by a client registered for basic", change: func(t *tenant) { t.client.TokenEndpointAuthMethod = "client_secret_basic" }, want: unauthorized},
		{name: "secret by a client with keys", change: func(t *tenant) {
			t.client.TokenEndpointAuthMethod = ""
			t.register(store.Credential{ID: "k", Kid: "k", Alg: "RS256"})
		}, want: unauthorized},
		{name: "secret and assertion", params: []string{"client_assertion", "a.b.c", "client_assertion_type", assertionType}, want: "400 invalid_request: the client authenticates in more than one way; use only one of client_secret_post, client_secret_basic and private_key_jwt"},
		{name: "assertion of another type", params: []string{"client_secret", "", "client_assertion", "a.b.c", "client_assertion_type", "saml2"}, want: "400 invalid_request: client_assertion_type must be " + assertionType},
		{name: "grant type not enabled", change: func(t *tenant) { t.client.GrantTypes = []string{"authorization_code"} }, want: "403 unauthorized_client: Grant type 'client_credentials' not allowed for the client."},
		{name: "no audience", params: []string{"audience", ""}, want: "403 access_denied: No audience parameter was provided, and no default audience has been configured"},
		{name: "unknown API", params: []string{"audience", api + "/"}, want: "403 access_denied: Service not enabled within domain: " + api + "/"},
		{name: "no grant", change: func(t *tenant) { t.grant = store.ClientGrant{} }, want: noGrant},
		{name: "grant for users only", change: func(t *tenant) { t.grant.SubjectType = "user" }, want: noGrant},
		{name: "grant of another client", change: func(t *tenant) { t.grant.ClientID = "writer" }, want: noGrant},
		{name: "default grant of third parties for a first party", change: func(t *tenant) { t.grant.ClientID, t.grant.DefaultFor = "", "third_party_clients" }, want: noGrant},
		{name: "API denies all clients", change: func(t *tenant) {
			t.api.SubjectTypeAuthorization = &store.SubjectTypeAuthorization{Client: store.SubjectTypePolicy{Policy: "deny_all"}}
		}, want: noGrant},
		{name: "grant requires an organization", change: func(t *tenant) { t.grant.OrganizationUsage = "require" }, want: "400 invalid_request: parameter organization is required for this client"},
		{name: "organization", params: []string{"organization", "org_1"}, want: "400 invalid_request: parameter organization is not allowed for this client"},
		{name: "scope that the grant lacks", params: []string{"scope", "read:appointments delete:appointments"}, want: "403 access_denied: Client has not been granted scopes: delete:appointments"},
		{name: "scopes that the grant lacks", params: []string{"scope", "delete:appointments admin read:appointments"}, want: "403 access_denied: Client has not been granted scopes: delete:appointments admin"},
		{name: "scope in other case", params: []string{"scope", "Read:appointments"}, want: "403 access_denied: Client has not been granted scopes: Read:appointments"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			if test.change != nil {
				test.change(tenant)
			}
			got := post(t, tenant.start(t), form(test.params...))
			if text := fmt.Sprintf("%d %s: %s", got.Status, got.Error, got.Description); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
			if got.AccessToken != "" || strings.Contains(got.Description, secret) {
				t.Errorf("a refusal gives away a token or a secret: %+v", got)
			}
			if got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control %q, want no-store", got.Header.Get("Cache-Control"))
			}
		})
	}
}

func TestTokenScopesAreTheGrants(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*tenant)
		ask    string
		want   string
	}{
		{name: "all that was granted and exists, in the order of the grant", want: "write:appointments read:appointments"},
		{name: "a subset", ask: "read:appointments", want: "read:appointments"},
		{name: "a subset keeps the order of the grant", ask: " read:appointments  write:appointments read:appointments", want: "write:appointments read:appointments"},
		{name: "all scopes of the API", change: func(t *tenant) { t.grant.AllowAllScopes, t.grant.Scope = enabled(), nil }, want: "read:appointments write:appointments delete:appointments"},
		{name: "a subset of all scopes", change: func(t *tenant) { t.grant.AllowAllScopes, t.grant.Scope = enabled(), nil }, ask: "delete:appointments", want: "delete:appointments"},
		{name: "none", change: func(t *tenant) { t.grant.Scope = nil }, want: ""},
		{name: "the default grant of third parties", change: func(t *tenant) {
			t.client.IsFirstParty = false
			t.grant.ClientID, t.grant.DefaultFor = "", "third_party_clients"
		}, want: "write:appointments read:appointments"},
		{name: "a third party's own grant before the default", change: func(t *tenant) {
			t.client.IsFirstParty = false
			t.others = []store.ClientGrant{{ID: "cgr-2", DefaultFor: "third_party_clients", Audience: api, SubjectType: "client", Scope: []string{"delete:appointments"}}}
		}, want: "write:appointments read:appointments"},
		{name: "the client's grant beside one for users", change: func(t *tenant) {
			t.others = []store.ClientGrant{{ID: "cgr-2", ClientID: client, Audience: api, SubjectType: "user", Scope: []string{"delete:appointments"}}}
		}, want: "write:appointments read:appointments"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			if test.change != nil {
				test.change(tenant)
			}
			got := post(t, tenant.start(t), form("scope", test.ask))
			if got.Status != http.StatusOK || got.Scope != test.want {
				t.Fatalf("%d scope %q (%s), want %q", got.Status, got.Scope, got.Description, test.want)
			}
			claim, there := verified(t, got.AccessToken, "RS256").Claims["scope"]
			if there != (test.want != "") || (there && claim != test.want) {
				t.Errorf("the scope claim is %v, want %q", claim, test.want)
			}
		})
	}
}

func TestTokenHeaderAndClaims(t *testing.T) {
	t.Parallel()
	base := map[string]any{
		"iss": issuer, "sub": client + "@clients", "aud": api, "gty": "client-credentials", "scope": "read:appointments",
		"iat": json.Number(fmt.Sprint(now.Unix())), "exp": json.Number(fmt.Sprint(now.Unix() + 600)),
	}
	with := func(more map[string]any) map[string]any {
		out := map[string]any{}
		for _, from := range []map[string]any{base, more} {
			for name, value := range from {
				if out[name] = value; value == nil { // as tokens of RFC 9068 have no gty (facts 11.4)
					delete(out, name)
				}
			}
		}
		return out
	}
	header := func(alg, typ string) map[string]any {
		if alg == "HS256" {
			return map[string]any{"alg": alg, "typ": typ}
		}
		return map[string]any{"alg": alg, "typ": typ, "kid": keyID}
	}
	auth0 := with(map[string]any{"azp": client})
	permissions := []any{"read:appointments"}
	tests := []struct {
		name    string
		alg     string
		dialect string
		rbac    *bool
		typ     string
		claims  map[string]any
	}{
		{"RS256", "RS256", "", nil, "JWT", auth0},
		{"RS512", "RS512", "", nil, "JWT", auth0},
		{"PS256", "PS256", "access_token", nil, "JWT", auth0},
		{"HS256 by the API's secret, without kid", "HS256", "access_token", nil, "JWT", auth0},
		{"access_token_authz with RBAC", "RS256", "access_token_authz", enabled(), "JWT", with(map[string]any{"azp": client, "permissions": permissions})},
		{"access_token_authz without RBAC", "RS256", "access_token_authz", nil, "JWT", auth0},
		{"access_token with RBAC", "RS256", "access_token", enabled(), "JWT", auth0},
		{"rfc9068_profile", "RS256", "rfc9068_profile", nil, "at+jwt", with(map[string]any{"client_id": client, "gty": nil})},
		{"rfc9068_profile_authz with RBAC and HS256", "HS256", "rfc9068_profile_authz", enabled(), "at+jwt", with(map[string]any{"client_id": client, "gty": nil, "permissions": permissions})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			tenant.api.SigningAlg, tenant.api.TokenDialect, tenant.api.EnforcePolicies = test.alg, test.dialect, test.rbac
			if test.alg == "HS256" {
				tenant.api.SigningSecret = shared
			}
			got := post(t, tenant.start(t), form("scope", "read:appointments"))
			if got.Status != http.StatusOK || got.TokenType != "Bearer" || got.ExpiresIn != 600 {
				t.Fatalf("got %+v", got)
			}
			token := verified(t, got.AccessToken, test.alg)
			if want := header(test.alg, test.typ); !reflect.DeepEqual(token.Header, want) {
				t.Errorf("header %v\nwant   %v", token.Header, want)
			}
			if id := token.ID(); (id != "") != (test.typ == "at+jwt") {
				t.Errorf("jti %q in a token of type %s", id, test.typ)
			}
			delete(token.Claims, "jti")
			if !reflect.DeepEqual(token.Claims, test.claims) {
				t.Errorf("claims %v\nwant   %v", token.Claims, test.claims)
			}
		})
	}
}

func TestTokenOfAnAPIWithoutLifetimeLivesADay(t *testing.T) {
	t.Parallel()
	tenant := newTenant()
	tenant.api.TokenLifetime = 0
	if got := post(t, tenant.start(t), form()); got.ExpiresIn != 86400 {
		t.Errorf("expires_in %d, want 86400", got.ExpiresIn)
	}
}

func TestTokenBodies(t *testing.T) {
	t.Parallel()
	encode := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	good := map[string]any{"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "audience": api}
	tests := []struct {
		name, contentType, body string
		status                  int
		says                    string
	}{
		{"form", formType, form().Encode(), 200, ""},
		{"form with charset", formType + "; charset=UTF-8", form().Encode(), 200, ""},
		{"JSON", jsonType, encode(good), 200, ""},
		{"JSON with charset", "application/json; charset=utf-8", encode(good), 200, ""},
		{"JSON sent as a form", formType, encode(good), 400, "grant_type"},
		{"form sent as JSON", jsonType, form().Encode(), 400, "not a JSON object"},
		{"JSON null", jsonType, "null", 400, "not a JSON object"},
		{"JSON array", jsonType, "[]", 400, "not a JSON object"},
		{"JSON with a number", jsonType, `{"grant_type":1}`, 400, "grant_type is not a string"},
		{"JSON with data after it", jsonType, encode(good) + "{}", 400, "not a JSON object"},
		{"a parameter twice", formType, form().Encode() + "&client_id=other", 400, "client_id is given more than once"},
		{"broken escapes", formType, "grant_type=%zz", 400, "not a form"},
		{"no content type", "", form().Encode(), 400, "Content-Type"},
		{"another content type", "text/plain", form().Encode(), 400, `"text/plain"`},
		{"empty", formType, "", 400, "grant_type"},
		{"too large", formType, "a=" + strings.Repeat("x", 200<<10), 413, "131072"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := do(t, newTenant().start(t), http.MethodPost, oauth.TokenPath, test.contentType, "", test.body)
			if got.Status != test.status || !strings.Contains(got.Description, test.says) {
				t.Errorf("%d %q, want %d with %q", got.Status, got.Description, test.status, test.says)
			}
		})
	}
}

func TestTokenIgnoresTheQuery(t *testing.T) {
	t.Parallel()
	got := do(t, newTenant().start(t), http.MethodPost, oauth.TokenPath+"?"+form().Encode(), formType, "", "grant_type=client_credentials")
	if got.Status != http.StatusBadRequest {
		t.Errorf("%d, want 400: credentials in a URL must not count", got.Status)
	}
}

// TestATokenCarriesWhatTheAPIDefinesOfTheGrant holds findings F4: a grant may name
// scopes that the API lacks (facts 4.6), and no token carries them. Asking for one
// is no error, since the client was granted it.
func TestATokenCarriesWhatTheAPIDefinesOfTheGrant(t *testing.T) {
	t.Parallel()
	h := newTenant().start(t)
	for asked, want := range map[string]string{"": "write:appointments read:appointments", "read:appointments gone:appointments": "read:appointments", "gone:appointments": ""} {
		got := post(t, h, form("scope", asked))
		if got.Status != http.StatusOK || got.Scope != want {
			t.Errorf("asking for %q: %d %q, want %q", asked, got.Status, got.Scope, want)
		}
	}
}
