package oauth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// newRegistering has a tenant at which applications can register themselves.
func newRegistering(t testing.TB, settings map[string]any) (*tenant, *oauth.Handler) {
	t.Helper()
	tenant := newOfflineTenant()
	tenant.others = []store.ClientGrant{{ID: "cgr-default", DefaultFor: "third_party_clients", Audience: api, SubjectType: "user", Scope: []string{"read:appointments"}}}
	tenant.now = newClock().Now
	h := tenant.start(t)
	tenant.setSettings(t, map[string]any{"flags": map[string]any{"enable_dynamic_client_registration": true}, "resource_parameter_profile": "compatibility"})
	tenant.setSettings(t, settings)
	return tenant, h
}

const registration = `{"client_name":"My Dynamic Application","redirect_uris":["` + callback + `"],` +
	`"token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"],"response_types":["code"]}`

func registerClient(t testing.TB, h http.Handler, body string) reply {
	t.Helper()
	return do(t, h, http.MethodPost, oauth.RegistrationPath, jsonType, "", body)
}

// TestRegistrationIsOff holds facts 7.1: off by default, with the reported answer.
func TestRegistrationIsOff(t *testing.T) {
	t.Parallel()
	got := registerClient(t, newTenant().start(t), registration)
	want := map[string]any{"statusCode": 400.0, "error": "Bad Request", "message": "dynamic client registration is disabled"}
	if got.Status != http.StatusBadRequest || fmt.Sprint(got.Members) != fmt.Sprint(want) {
		t.Errorf("%d %v, want %v", got.Status, got.Members, want)
	}
}

// TestRegistration holds facts 7.1: the answer has the reported members, and the client
// those of a strict third-party client (facts 4.2).
func TestRegistration(t *testing.T) {
	t.Parallel()
	tenant, h := newRegistering(t, nil)
	got := registerClient(t, h, registration)
	id, _ := got.Members["client_id"].(string)
	want := map[string]any{
		"client_name": "My Dynamic Application", "client_id": id, "redirect_uris": []any{callback}, "client_secret_expires_at": 0.0,
		"grant_types": []any{"authorization_code", "refresh_token"}, "token_endpoint_auth_method": "none",
	}
	if got.Status != http.StatusCreated || !strings.HasPrefix(id, "tpc_") || fmt.Sprint(got.Members) != fmt.Sprint(want) {
		t.Errorf("%d %v, want %v", got.Status, got.Members, want)
	}
	if origin := got.Header.Get("Access-Control-Allow-Origin"); origin != "*" {
		t.Errorf("scripts of other origins cannot register: %q", origin)
	}
	if again := registerClient(t, h, registration); again.Members["client_id"] == id {
		t.Error("the second registration is of the same client")
	}
	properties := propertiesOf(t, tenant, id)
	for name, value := range map[string]any{
		"is_first_party": false, "third_party_security_mode": "strict", "external_metadata_type": "dcr", "external_metadata_created_by": "client",
		"callbacks": []any{callback}, "grant_types": []any{"authorization_code", "refresh_token"}, "oidc_conformant": true,
	} {
		if fmt.Sprint(properties[name]) != fmt.Sprint(value) {
			t.Errorf("%s is %v, want %v", name, properties[name], value)
		}
	}
}

func propertiesOf(t testing.TB, tenant *tenant, clientID string) map[string]any {
	t.Helper()
	properties := map[string]any{}
	if err := tenant.store.View(t.Context(), func(tx store.Reader) error {
		for name, raw := range tx.Client(clientID).Properties {
			var value any
			if err := json.Unmarshal(raw, &value); err != nil {
				return err
			}
			properties[name] = value
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return properties
}

// TestRegistrationTakesWhatClientsSend holds facts 7.1: defaults, the reduction of
// grant_types, members that are ignored, and what is refused.
func TestRegistrationTakesWhatClientsSend(t *testing.T) {
	t.Parallel()
	const uris = `"redirect_uris":["http://127.0.0.1:6274/oauth/callback"]`
	for _, test := range []struct {
		name, body, method string
		grants             []any
	}{
		{"the least", `{` + uris + `}`, "client_secret_post", []any{"authorization_code"}},
		{"what MCP clients send", `{` + uris + `,"client_name":"Inspector","application_type":"native","scope":"a b","client_uri":"https://x.example.test","logo_uri":1,"contacts":[],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none"}`, "none", []any{"authorization_code", "refresh_token"}},
		{"for machines too", `{` + uris + `,"grant_types":["client_credentials","authorization_code","implicit"],"token_endpoint_auth_method":"client_secret_basic"}`, "client_secret_basic", []any{"authorization_code"}},
		{"for machines only", `{` + uris + `,"grant_types":["client_credentials"]}`, "client_secret_post", []any{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, h := newRegistering(t, nil)
			got := registerClient(t, h, test.body)
			_, hasSecret := got.Members["client_secret"]
			if got.Status != http.StatusCreated || got.Members["token_endpoint_auth_method"] != test.method || hasSecret != (test.method != "none") || fmt.Sprint(got.Members["grant_types"]) != fmt.Sprint(test.grants) {
				t.Errorf("%d %v", got.Status, got.Members)
			}
		})
	}
	for _, body := range []string{
		`{}`, `{"redirect_uris":[]}`, `{"redirect_uris":"https://a.example.test"}`, `{"redirect_uris":["not a URL"]}`, `{"redirect_uris":["javascript:alert(1)"]}`,
		`{"redirect_uris":["https://*.example.test/"]}`, `{` + uris + `,"token_endpoint_auth_method":"private_key_jwt"}`, `{` + uris + `,"client_name":"<b>"}`, `{` + uris + `,"client_name":1}`, `[]`, `null`, `{`, ``,
	} {
		_, h := newRegistering(t, nil)
		if got := registerClient(t, h, body); got.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", body, got.Status, got.Members)
		}
	}
}

// TestRegistrationIsBounded holds facts 7.1: five a second; in size and number it is the
// mock that must not grow.
func TestRegistrationIsBounded(t *testing.T) {
	t.Parallel()
	clock := newClock()
	tenant := newTenant()
	tenant.now = clock.Now
	h := tenant.start(t)
	tenant.setSettings(t, map[string]any{"flags": map[string]any{"enable_dynamic_client_registration": true}})
	for i := range 7 {
		if got := registerClient(t, h, registration); (got.Status == http.StatusTooManyRequests) != (i >= 5) {
			t.Errorf("request %d: %d", i, got.Status)
		}
	}
	clock.advance(1)
	if got := registerClient(t, h, `{"client_name":"`+strings.Repeat("x", 64<<10)+`"}`); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large request: %d", got.Status)
	}
	tenant.update(t, func(tx store.Writer) error {
		for i := range 1000 {
			full := store.Client{ClientID: fmt.Sprint("full", i), Properties: map[string]json.RawMessage{"external_metadata_type": json.RawMessage(`"dcr"`)}}
			if err := tx.PutClient(&full); err != nil {
				return err
			}
		}
		return nil
	})
	if got := registerClient(t, h, registration); got.Status != http.StatusForbidden || got.Members["errorCode"] != "too_many_entities" {
		t.Errorf("with 1000 clients: %d %v", got.Status, got.Members)
	}
}

// TestTheModeOfRegisteredClients holds facts 7.1.
func TestTheModeOfRegisteredClients(t *testing.T) {
	t.Parallel()
	for mode, prefix := range map[string]bool{"strict": true, "permissive": false} {
		tenant, h := newRegistering(t, map[string]any{"dynamic_client_registration_security_mode": mode})
		id, _ := registerClient(t, h, registration).Members["client_id"].(string)
		if got := propertiesOf(t, tenant, id)["third_party_security_mode"]; got != mode || strings.HasPrefix(id, "tpc_") != prefix {
			t.Errorf("%s: %v, id %s", mode, got, id)
		}
	}
}

// asRegistered makes the parameters of a flow those of a registered public client.
func asRegistered(id string, changes ...string) []string {
	return append([]string{"client_id", id, "audience", "", "resource", api, "scope", "offline_access read:appointments write:appointments"}, changes...)
}

// TestARegisteredClientReachesAnAPIByADefaultGrant holds facts 7.1 and 4.4: the whole
// flow of an MCP client, with resource everywhere.
func TestARegisteredClientReachesAnAPIByADefaultGrant(t *testing.T) {
	t.Parallel()
	tenant, h := newRegistering(t, nil)
	id, _ := registerClient(t, h, registration).Members["client_id"].(string)
	got := post(t, h, exchange(code(t, h, asRegistered(id)...), "client_id", id, "client_secret", "", "resource", api))
	if got.Scope != "offline_access read:appointments" || got.RefreshToken == "" {
		t.Fatalf("%s %+v", got.text(), got)
	}
	if claims := verified(t, got.AccessToken, "RS256").Claims; claims["azp"] != id {
		t.Errorf("azp %v, want %s", claims["azp"], id)
	}
	if again := refresh(t, h, got.RefreshToken, "client_id", id, "client_secret", "", "resource", api); again.AccessToken == "" {
		t.Errorf("refresh: %s", again.text())
	}
	tenant.update(t, func(tx store.Writer) error { return tx.DeleteClientGrant("cgr-default") })
	refused := do(t, h, http.MethodGet, authorizeURL(query(asRegistered(id)...)), "", "", "")
	if want := fmt.Sprintf(`Client "%s" is not authorized to access resource server "%s".`, id, api); refused.Description != want {
		t.Errorf("without the default grant: %s, want %s", refused.text(), want)
	}
}

// TestAClientWithADocumentCallsItselfByItsURL holds facts 7.4.
func TestAClientWithADocumentCallsItselfByItsURL(t *testing.T) {
	t.Parallel()
	const url = "https://app.example.test/client.json"
	for dialect, claim := range map[string]string{"": "azp", "rfc9068_profile": "client_id"} {
		tenant := newStrictTenant()
		tenant.api.TokenDialect = dialect
		public(tenant)
		tenant.set("external_client_id", url)
		h := tenant.start(t)
		got := post(t, h, exchange(code(t, h, "client_id", url, "scope", "read:appointments"), "client_id", url, "client_secret", ""))
		if got.AccessToken == "" {
			t.Fatal(got.text())
		}
		token, err := verify.Decode(got.AccessToken)
		if err != nil {
			t.Fatal(err)
		}
		if token.Claims[claim] != url {
			t.Errorf("%s is %v, want the URL", claim, token.Claims[claim])
		}
		tenant.update(t, func(tx store.Writer) error { return tx.DeleteClient(client) })
		if unknown := do(t, h, http.MethodGet, authorizeURL(query("client_id", url)), "", "", ""); unknown.text() != "400 invalid_request: Unknown client: "+url {
			t.Errorf("not registered: %s", unknown.text())
		}
		if page := newBrowser(t, h).get(authorizeURL(query("client_id", url))).text; !strings.Contains(page, "auth0api_client_cimd") {
			t.Errorf("the page does not say how to register the document: %s", page)
		}
	}
}

// TestAClientWithADocumentSignsItsAssertions: iss and sub are the client_id that it
// sends (RFC 7523, section 3), which is the URL (facts 7.4).
func TestAClientWithADocumentSignsItsAssertions(t *testing.T) {
	t.Parallel()
	const url = "https://app.example.test/client.json"
	tenant := withKeys(t)
	tenant.set("external_client_id", url)
	h := tenant.start(t)
	for issuer, ok := range map[string]bool{url: true, client: false} {
		raw := assertion("RS256", clientKey(), "first-key", object{"iss": issuer, "sub": issuer, "jti": issuer})
		if got := post(t, h, asserted(raw, "client_id", url)); (got.AccessToken != "") != ok {
			t.Errorf("iss %s: %s", issuer, got.text())
		}
	}
}

// FuzzRegistration: whatever is sent, it is registered or refused.
func FuzzRegistration(f *testing.F) {
	for _, seed := range []string{registration, `{"redirect_uris":[null]}`, `{"grant_types":{}}`, "\xff", `{"redirect_uris":["a:"],"client_name":"\u0000"}`, `[1`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		_, h := newRegistering(t, nil)
		got := registerClient(t, h, body)
		if !slices.Contains([]int{http.StatusCreated, http.StatusBadRequest, http.StatusRequestEntityTooLarge}, got.Status) {
			t.Errorf("%q: %d %v", body, got.Status, got.Members)
		}
		if got.Status == http.StatusCreated && fmt.Sprint(got.Members["grant_types"]) == "[client_credentials]" {
			t.Errorf("%q: %v", body, got.Members)
		}
	})
}
