package management_test

import "testing"

const tenantSettings = "/api/v2/tenants/settings"

// Facts 5.2 (recorded 2026-04), except for client_id_metadata_document_supported, whose
// default is false (facts 5.3).
func TestANewTenantHasTheSettingsOfAPlainOne(t *testing.T) {
	t.Parallel()
	want := `{"change_password":{"enabled":false},"client_id_metadata_document_supported":false,"enabled_locales":["en"],"ephemeral_session_lifetime":72,` +
		`"flags":{"allow_changing_enable_sso":false,"allow_legacy_delegation_grant_types":true,"allow_legacy_ro_grant_types":true,"allow_other_legacy_grant_types":true,` +
		`"disable_clickjack_protection_headers":false,"disable_impersonation":true,"enable_sso":true,"revoke_refresh_token_grant":false,"universal_login":true},` +
		`"guardian_mfa_page":{"enabled":false},"idle_ephemeral_session_lifetime":24,"idle_session_lifetime":72,"oidc_logout":{"rp_logout_end_session_endpoint_discovery":true},` +
		`"phone_consolidated_experience":true,"resource_parameter_profile":"audience","sandbox_version":"22","sandbox_versions_available":["22","18"],"session_lifetime":168}`
	if got := compact(t, newTenant(t).call("GET", tenantSettings, "").want(200).object); got != want {
		t.Errorf("got\n  %s, want\n  %s", got, want)
	}
}

// Facts 5.1 (recorded 2026-04 and 2026-05): settings that are not sent stay, flags
// merge by name, other objects are replaced.
func TestTenantSettingsMerge(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	patch := func(body string) answer { return tn.call("PATCH", tenantSettings, body).want(200) }
	patch(`{"flags":{"enable_dynamic_client_registration":true},"default_audience":"urn:a"}`)
	patch(`{"flags":{"remove_alg_from_jwks":true},"resource_parameter_profile":"compatibility","default_token_quota":{"clients":{"client_credentials":{"per_hour":10}}}}`)
	tn.call("GET", tenantSettings, "").want(200,
		`"enable_dynamic_client_registration":true`, `"remove_alg_from_jwks":true`, `"universal_login":true`, `"default_audience":"urn:a"`, `"resource_parameter_profile":"compatibility"`,
		`"default_token_quota":{"clients":{"client_credentials":{"enforce":true,"per_hour":10}}}`)
	patch(`{"default_token_quota":{"organizations":{"client_credentials":{"enforce":false,"per_day":5}}},"flags":{"enable_dynamic_client_registration":false}}`)
	tn.call("GET", tenantSettings, "").want(200,
		`"default_token_quota":{"organizations":{"client_credentials":{"enforce":false,"per_day":5}}}`, `"enable_dynamic_client_registration":false`, `"remove_alg_from_jwks":true`)
	patch(`{"default_token_quota":null,"acr_values_supported":["urn:acr"],"mtls":{"enable_endpoint_aliases":true}}`)
	tn.call("GET", tenantSettings, "").want(200, `"acr_values_supported":["urn:acr"]`, `"mtls":{"enable_endpoint_aliases":true}`).without("default_token_quota")
	patch(`{"acr_values_supported":null,"mtls":null,"default_audience":""}`)
	tn.call("GET", tenantSettings, "").want(200, `"default_audience":""`).without("acr_values", "mtls")
}

// Facts 5.1 (recorded 2023 to 2026).
func TestTheAnswerToAPatchOfTheSettingsDiffersFromAGet(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	const both = `"cannot_change_enforce_client_authentication_on_passwordless_start":true`
	const one = `"enforce_client_authentication_on_passwordless_start":true`
	tn.call("PATCH", tenantSettings, `{}`).want(200, both, one, `"session_lifetime":168`).without("sandbox_versions_available")
	tn.call("GET", tenantSettings, "").want(200, "sandbox_versions_available").without("passwordless_start")
	if got := tn.call("GET", tenantSettings+"?fields=session_lifetime,flags.enable_sso&include_fields=true", "").want(200).text; got != `{"flags":{"enable_sso":true},"session_lifetime":168}` {
		t.Errorf("fields: %s", got)
	}
	tn.call("GET", tenantSettings+"?fields=flags&include_fields=false", "").want(200, "session_lifetime").without("flags")
}

// That unknown settings and values are refused is the general form of bodies.
func TestTenantSettingsAreChecked(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	for body, want := range map[string]string{
		`{"resource_parameter_profile":"resource"}`:                                "resource_parameter_profile",
		`{"resource_parameter_profile":null}`:                                      "resource_parameter_profile",
		`{"dynamic_client_registration_security_mode":"loose"}`:                    "dynamic_client_registration_security_mode",
		`{"unknown_setting":true}`:                                                 "unknown_setting",
		`{"flags":null}`:                                                           "flags",
		`{"flags":{"enable_dynamic_client_registration":"yes"}}`:                   "enable_dynamic_client_registration",
		`{"default_token_quota":{"clients":{"client_credentials":{}}}}`:            "at least one of per_hour and per_day",
		`{"default_token_quota":{"clients":{"client_credentials":{"per_day":0}}}}`: "per_day",
		`{"default_audience":null}`:                                                "default_audience",
	} {
		tn.call("PATCH", tenantSettings, body).want(400, `"errorCode":"invalid_body"`, want)
	}
	tn.call("GET", tenantSettings, "").want(200, `"resource_parameter_profile":"audience"`).without("default_token_quota")
}
