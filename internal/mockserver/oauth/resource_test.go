package oauth_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
)

// TestTheResourceParameter holds facts 6.1 (RFC 8707): with the profile
// compatibility, resource names the API where there is no audience, and with the
// profile audience it is ignored. default_audience comes last (facts 5.3).
func TestTheResourceParameter(t *testing.T) {
	t.Parallel()
	const unknownAPI = "403 access_denied: Service not enabled within domain: urn:unknown"
	const noAudience = "403 access_denied: No audience parameter was provided, and no default audience has been configured"
	for _, test := range []struct {
		name                                       string
		profile, audience, resource, defaultSystem string
		want                                       string // the API of the token; empty: an opaque token
		machine                                    string // the error of client credentials; empty: a token
	}{
		{"ignored", settings.ProfileAudience, "", api, "", "", noAudience},
		{"ignored, also an unknown one", settings.ProfileAudience, "", "urn:unknown", "", "", noAudience},
		{"for the audience", settings.ProfileCompatibility, "", api, "", api, ""},
		{"an unknown one beside the audience", settings.ProfileCompatibility, api, "urn:unknown", "", api, ""},
		{"beside an unknown audience", settings.ProfileCompatibility, "urn:unknown", api, "", "-", unknownAPI},
		{"neither", settings.ProfileCompatibility, "", "", "", "", noAudience},
		{"neither, with a default audience", settings.ProfileAudience, "", "", api, api, ""},
		{"ignored, with a default audience", settings.ProfileAudience, "", "urn:unknown", api, api, ""},
		{"before the default audience", settings.ProfileCompatibility, "", api, "urn:unknown", api, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			tenant.client.GrantTypes = append(tenant.client.GrantTypes, "client_credentials")
			h := tenant.start(t)
			tenant.setSettings(t, map[string]any{"resource_parameter_profile": test.profile, "default_audience": test.defaultSystem})
			asked := []string{"audience", test.audience, "resource", test.resource, "scope", "openid read:appointments"}
			if test.want == "-" {
				if got := do(t, h, http.MethodGet, authorizeURL(query(asked...)), "", "", ""); got.Description != "Service not found: urn:unknown" {
					t.Errorf("%s", got.text())
				}
			} else {
				got := post(t, h, exchange(code(t, h, asked...)))
				if opaque := test.want == ""; opaque != (len(got.AccessToken) > 5 && got.Scope == "openid") {
					t.Errorf("%+v", got)
				}
				if test.want != "" {
					verified(t, got.AccessToken, "RS256") // which is for the API
				}
			}
			if own := post(t, h, form("audience", test.audience, "resource", test.resource)); own.Error != "" && own.text() != test.machine || (own.Error == "") != (test.machine == "") {
				t.Errorf("client credentials: %s", own.text())
			}
		})
	}
}

// TestTheResourceParameterLaterInAFlow: the code is for the API of the authorization
// request, so the code exchange ignores resource, which MCP clients repeat; a refresh
// may repeat it (facts 6.1).
func TestTheResourceParameterLaterInAFlow(t *testing.T) {
	t.Parallel()
	tenant := newOfflineTenant()
	tenant.refreshing(map[string]any{"rotation_type": "non-rotating"})
	h := tenant.start(t)
	tenant.setSettings(t, map[string]any{"resource_parameter_profile": "compatibility"})
	request := exchange(code(t, h, "audience", "", "resource", api, "scope", "offline_access read:appointments"))
	request.Set("resource", api)
	got := post(t, h, request)
	verified(t, got.AccessToken, "RS256")
	for _, test := range []struct{ profile, resource, want string }{
		{"compatibility", api, ""},
		{"compatibility", api + "/", "access_denied"},
		{"audience", api + "/", ""},
	} {
		tenant.setSettings(t, map[string]any{"resource_parameter_profile": test.profile, "default_audience": "urn:other"})
		if again := refresh(t, h, got.RefreshToken, "resource", test.resource); again.Error != test.want {
			t.Errorf("profile %s, resource %s: %s", test.profile, test.resource, again.text())
		}
	}
}

// TestASlashMoreOrLessIsExplained holds facts 6.1: identifiers are compared byte for
// byte. The text is the service's, and the page adds which API has the other form.
func TestASlashMoreOrLessIsExplained(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ identifier, asked, hint string }{
		{"https://mcp.example/", "https://mcp.example", "https://mcp.example/. "},
		{"https://mcp.example/mcp", "https://mcp.example/mcp/", "https://mcp.example/mcp. "},
		{"https://mcp.example/", "https://other.example/", ""},
	} {
		tenant := newWebTenant()
		tenant.api.Identifier = test.identifier
		h := tenant.start(t)
		tenant.setSettings(t, map[string]any{"resource_parameter_profile": "compatibility"})
		url := authorizeURL(query("audience", "", "resource", test.asked))
		if got := do(t, h, http.MethodGet, url, "", "", ""); got.text() != "403 access_denied: Service not found: "+test.asked {
			t.Errorf("%s", got.text())
		}
		page := newBrowser(t, h).get(url).text
		if !strings.Contains(page, "Service not found: "+test.asked) || strings.Contains(page, "The tenant has an API "+test.hint) != (test.hint != "") {
			t.Errorf("%s: %s", test.asked, page)
		}
	}
}

// TestResponsesNameTheIssuer holds facts 6.2 (RFC 9207): in success and error, in
// each response mode, and only with the tenant's setting.
func TestResponsesNameTheIssuer(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.set("web_origins", []string{"https://app.example"})
	h := tenant.start(t)
	for _, test := range []struct {
		on      bool
		changes []string
	}{
		{false, nil},
		{false, []string{"code_challenge_method", "S1"}},
		{true, nil},
		{true, []string{"code_challenge_method", "S1"}},
		{true, []string{"login_hint", ""}}, // login_required
	} {
		tenant.setSettings(t, map[string]any{"authorization_response_iss_parameter_supported": test.on})
		_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query(test.changes...)), nil))
		if test.on && answer.Get("iss") != issuer || !test.on && answer.Has("iss") {
			t.Errorf("on: %v, %v: %v", test.on, test.changes, answer)
		}
	}
	for _, mode := range []string{"form_post", "web_message"} {
		page := browse(t, h, http.MethodGet, authorizeURL(query("response_mode", mode)), nil).Body.String()
		if !strings.Contains(page, "iss") || !strings.Contains(strings.ReplaceAll(page, `\/`, "/"), issuer) {
			t.Errorf("%s: %s", mode, page)
		}
	}
}

// TestDiscoveryFollowsTheSettings holds facts 6.3.
func TestDiscoveryFollowsTheSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		settings map[string]any
		member   string
		want     any
	}{
		{"iss is off", nil, "authorization_response_iss_parameter_supported", nil},
		{"iss is on", map[string]any{"authorization_response_iss_parameter_supported": true}, "authorization_response_iss_parameter_supported", true},
		{"CIMD is off", nil, "client_id_metadata_document_supported", nil},
		{"CIMD is on", map[string]any{"client_id_metadata_document_supported": true}, "client_id_metadata_document_supported", true},
		{"PAR is on", map[string]any{"pushed_authorization_requests_supported": true}, "pushed_authorization_request_endpoint", issuer + "oauth/par"},
		{"logout is advertised", nil, "end_session_endpoint", issuer + "oidc/logout"},
		{"logout is not advertised", map[string]any{"oidc_logout": map[string]any{"rp_logout_end_session_endpoint_discovery": false}}, "end_session_endpoint", nil},
		{"registration is off", nil, "registration_endpoint", issuer + "oidc/register"}, // reported by four
		{"registration is on", map[string]any{"flags": map[string]any{"enable_dynamic_client_registration": true}}, "registration_endpoint", issuer + "oidc/register"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			h := tenant.start(t)
			tenant.setSettings(t, test.settings)
			for _, path := range []string{oauth.DiscoveryPath, oauth.OAuthDiscoveryPath} {
				var document map[string]any
				get(t, h, path, &document)
				if got := document[test.member]; got != test.want {
					t.Errorf("%s: %s is %v, want %v", path, test.member, got, test.want)
				}
			}
		})
	}
}
