package settings

// Defaults returns the settings of a new tenant (facts 5.2, recorded 2026-04), except
// for client_id_metadata_document_supported, which that tenant had set (facts 5.3).
func Defaults() map[string]any {
	return map[string]any{
		"change_password": map[string]any{"enabled": false},
		"enabled_locales": []any{"en"},
		"flags": map[string]any{
			"allow_changing_enable_sso":            false,
			"allow_legacy_delegation_grant_types":  true,
			"allow_legacy_ro_grant_types":          true,
			"allow_other_legacy_grant_types":       true,
			"disable_impersonation":                true,
			"enable_sso":                           true,
			"universal_login":                      true,
			"revoke_refresh_token_grant":           false,
			"disable_clickjack_protection_headers": false,
		},
		"guardian_mfa_page":                     map[string]any{"enabled": false},
		"session_lifetime":                      168,
		"idle_session_lifetime":                 72,
		"ephemeral_session_lifetime":            72,
		"idle_ephemeral_session_lifetime":       24,
		"sandbox_version":                       "22",
		"oidc_logout":                           map[string]any{"rp_logout_end_session_endpoint_discovery": true},
		"resource_parameter_profile":            ProfileAudience,
		"phone_consolidated_experience":         true,
		"client_id_metadata_document_supported": false,
	}
}
