package management_test

import (
	"strings"
	"testing"
)

// F3: facts part 2, 1.4, row by row.
func TestPatchMergesWhatTheServiceMerges(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tests := map[string]struct{ stored, sent, want string }{
		"jwt_configuration (recorded 2026)": {``, `{"alg":"RS256"}`, `{"alg":"RS256","lifetime_in_seconds":36000,"secret_encoded":false}`},
		"client_metadata (recorded 2026)":   {`{"a":"1","b":"2"}`, `{"a":null,"c":"3"}`, `{"b":"2","c":"3"}`},
		"client_metadata, the last one":     {`{"a":"1"}`, `{"a":null}`, `{}`},
		"mobile (recorded)": {`{"android":{"app_package_name":"p"},"ios":{"team_id":"t"}}`, `{"android":{"app_package_name":"q"}}`,
			`{"android":{"app_package_name":"q"},"ios":{"team_id":"t"}}`},
		"mobile, deep": {`{"ios":{"team_id":"t","app_bundle_identifier":"b"}}`, `{"ios":{"team_id":"u"}}`, `{"ios":{"app_bundle_identifier":"b","team_id":"u"}}`},
		"native_social_login (recorded)": {`{"apple":{"enabled":true},"google":{"enabled":true}}`, `{"facebook":{"enabled":true}}`,
			`{"apple":{"enabled":true},"facebook":{"enabled":true},"google":{"enabled":true}}`},
		"session_transfer (recorded 2026)": {`{"enforce_device_binding":"asn"}`, `{"allow_refresh_token":true,"delegation":null}`,
			`{"allow_refresh_token":true,"allowed_authentication_methods":[],"can_create_session_transfer_token":false,` +
				`"enforce_cascade_revocation":true,"enforce_device_binding":"asn","enforce_online_refresh_tokens":true}`},
		"session_transfer, none before (recorded 2026)": {``, `{"delegation":null}`,
			`{"allow_refresh_token":false,"allowed_authentication_methods":[],"can_create_session_transfer_token":false,` +
				`"enforce_cascade_revocation":true,"enforce_device_binding":"ip","enforce_online_refresh_tokens":true}`},
		"refresh_token (inferred)": {`{"rotation_type":"rotating","expiration_type":"expiring","leeway":5}`,
			`{"rotation_type":"non-rotating","expiration_type":"expiring"}`,
			`{"expiration_type":"expiring","idle_token_lifetime":1296000,"infinite_idle_token_lifetime":false,"infinite_token_lifetime":false,` +
				`"leeway":5,"rotation_type":"non-rotating","token_lifetime":2592000}`},
		"addons (recorded 2022)": {`{"samlp":{"audience":"a","recipient":"r"},"slack":{"team":"t"}}`, `{"samlp":{"audience":"b"}}`,
			`{"samlp":{"audience":"b"},"slack":{"team":"t"}}`},
		"token_quota":                           {`{"client_credentials":{"per_hour":5}}`, `{"client_credentials":{"per_day":6}}`, `{"client_credentials":{"enforce":true,"per_day":6}}`},
		"oidc_logout":                           {`{"backchannel_logout_urls":["https://a.example.test/"]}`, `{"backchannel_logout_initiators":{"mode":"all"}}`, `{"backchannel_logout_initiators":{"mode":"all"}}`},
		"callbacks":                             {`["https://a.example.test/"]`, `[]`, `[]`},
		"description":                           {`"d"`, `""`, `""`},
		"signed_request_object (recorded 2026)": {`{"required":false,"credentials":[]}`, `{"required":true}`, `{"credentials":[],"required":true}`},
	}
	for name, test := range tests {
		property := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' })[0]
		body := `{"name":"c"}`
		if test.stored != "" {
			body = `{"name":"c","` + property + `":` + test.stored + `}`
		}
		path := clients + "/" + tn.newClient(body)
		before := tn.call("GET", path, "").want(200)
		a := tn.call("PATCH", path, `{"`+property+`":`+test.sent+`}`).want(200)
		if got := compact(t, a.object[property]); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		for _, other := range []string{"grant_types", "custom_login_page_on", "client_secret"} {
			if compact(t, before.object[other]) != compact(t, a.object[other]) {
				t.Errorf("%s: %s changed", name, other)
			}
		}
	}
}

// F2 and facts part 2, 1.4: what null removes (recorded except for those marked in
// the facts).
func TestPatchWithNullRemoves(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for property, value := range map[string]string{
		"addons":                               `{"slack":{"team":"t"}}`,
		"oidc_backchannel_logout":              `{"backchannel_logout_urls":[]}`,
		"signed_request_object":                `{"required":true,"credentials":[]}`,
		"session_transfer":                     `{}`,
		"token_quota":                          `{"client_credentials":{"per_day":1}}`,
		"default_organization":                 `{"organization_id":"org_0123456789abcdef","flows":["client_credentials"]}`,
		"token_endpoint_auth_method":           `"client_secret_post"`,
		"organization_discovery_methods":       `["email"]`,
		"async_approval_notification_channels": `["email"]`,
		"skip_non_verifiable_callback_uri_confirmation_prompt": `true`,
		"organization_usage":            `"allow"`,
		"organization_require_behavior": `"no_prompt"`,
		"refresh_token":                 `{"rotation_type":"non-rotating","expiration_type":"expiring"}`,
	} {
		path := clients + "/" + tn.call("POST", clients, `{"name":"c","`+property+`":`+value+`}`).want(201, `"`+property+`":`).id("client_id")
		tn.call("PATCH", path, `{"`+property+`":null}`).want(200).without(`"` + property + `":`)
		tn.call("GET", path, "").want(200).without(`"` + property + `":`)
	}
	path := clients + "/" + tn.newClient(`{"name":"c","oidc_logout":{"backchannel_logout_urls":["https://a.example.test/"]}}`)
	tn.call("PATCH", path, `{"oidc_backchannel_logout":null}`).want(200).without("oidc_logout", "oidc_backchannel_logout")
	tn.call("PATCH", path, `{"initiate_login_uri":"https://a.example.test/"}`).want(200, "initiate_login_uri")
	tn.call("PATCH", path, `{"initiate_login_uri":""}`).want(200).without("initiate_login_uri")
	for _, property := range []string{"jwt_configuration", "client_metadata", "mobile", "native_social_login"} {
		tn.call("PATCH", path, `{"`+property+`":null}`).want(400, "'Expected type object but found type null' on property "+property)
	}
}

// Facts part 2, 4.1 and 4.2.
func TestThirdPartyClients(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	// Recorded 2026-07 (public), 2026-05 (strict).
	a := tn.call("POST", clients, `{"name":"c","is_first_party":false,"app_type":"spa","token_endpoint_auth_method":"none"}`).want(201)
	want := `{"app_type":"spa","grant_types":["authorization_code","implicit","refresh_token"],"is_first_party":false,"oidc_conformant":true,` +
		`"refresh_token":{"expiration_type":"expiring","idle_token_lifetime":1296000,"infinite_idle_token_lifetime":false,"infinite_token_lifetime":false,` +
		`"leeway":0,"rotation_type":"rotating","token_lifetime":2592000},"third_party_security_mode":"permissive","token_endpoint_auth_method":"none"}`
	if got := compact(t, a.differs()); got != want || len(a.id("client_id")) != 32 {
		t.Errorf("permissive differs in %s\n  want %s", got, want)
	}
	const strict = `"name":"c","is_first_party":false,"third_party_security_mode":"strict"`
	a = tn.call("POST", clients, `{`+strict+`,"app_type":"regular_web","token_endpoint_auth_method":"client_secret_post"}`).want(201)
	want = `{"app_type":"regular_web","grant_types":["authorization_code"],"is_first_party":false,` +
		`"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":3600,"secret_encoded":false},"oidc_conformant":true,"redirection_policy":"open_redirect_protection",` +
		`"refresh_token":{"expiration_type":"expiring","idle_token_lifetime":2592000,"infinite_idle_token_lifetime":false,"infinite_token_lifetime":true,` +
		`"leeway":0,"rotation_type":"non-rotating","token_lifetime":31557600},"third_party_security_mode":"strict","token_endpoint_auth_method":"client_secret_post"}`
	if got := compact(t, a.differs()); got != want {
		t.Errorf("strict differs in %s\n  want %s", got, want)
	}
	if id := a.id("client_id"); len(id) != 26 || id[:4] != "tpc_" {
		t.Errorf("its id is %s", id)
	}
	path := clients + "/" + a.id("client_id")
	tn.call("PATCH", path, `{`+strict+`,"redirection_policy":"allow_always"}`).want(200, `"redirection_policy":"allow_always"`)
	tn.call("PATCH", path, `{"third_party_security_mode":"permissive"}`).want(400, "third_party_security_mode cannot be changed")
	tn.call("PATCH", path, `{"is_first_party":true}`).want(400, "is_first_party cannot be changed")
	tn.call("PATCH", clients+"/"+tn.newClient(`{"name":"d"}`), `{"is_first_party":false}`).want(400, "is_first_party cannot be changed")
	for sent, accepted := range map[string]bool{
		`"grant_types":["authorization_code","refresh_token"]`:                              true,
		`"grant_types":["client_credentials"]`:                                              true,
		`"grant_types":["implicit"]`:                                                        false,
		`"grant_types":["password"]`:                                                        false,
		`"token_endpoint_auth_method":"none"`:                                               true,
		`"app_type":"native"`:                                                               true,
		`"app_type":"zoom"`:                                                                 false,
		`"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":60}`:                      true,
		`"jwt_configuration":{"alg":"HS256"}`:                                               false,
		`"callbacks":["https://a.example.test/cb"]`:                                         true,
		`"callbacks":["https://*.example.test/cb"]`:                                         false,
		`"allowed_logout_urls":["https://a.example.test/"]`:                                 false,
		`"oidc_conformant":true`:                                                            true,
		`"oidc_conformant":false`:                                                           false,
		`"sso_disabled":true`:                                                               false,
		`"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring"}`:         true,
		`"refresh_token":{"rotation_type":"non-rotating","expiration_type":"non-expiring"}`: false,
	} {
		status := map[bool]int{true: 201, false: 400}[accepted]
		made := tn.call("POST", clients, `{`+strict+`,`+sent+`}`).want(status)
		if !accepted {
			made.want(400, "not allowed for a third-party client in strict mode")
			tn.call("PATCH", path, `{`+sent+`}`).want(400, "not allowed for a third-party client in strict mode")
		}
	}
	tn.call("POST", clients, `{`+strict+`,"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}`).want(400)
	tn.newAPI(`{"identifier":"a"}`)
	tn.newGrant(a.id("client_id"), `,"allow_any_organization":true`).want(400, "allow_any_organization")
}
