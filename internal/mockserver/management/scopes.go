package management

import "github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"

// managementScopes are the scopes of the Management API itself. The mock's
// operations need few of them; the others are here because what is declared
// for a real tenant grants them.
func managementScopes() []store.Scope {
	allVerbs := []string{"read", "create", "update", "delete"}
	families := []struct {
		object string
		verbs  []string
	}{
		{"resource_servers", allVerbs}, {"client_grants", allVerbs}, {"clients", allVerbs},
		{"client_keys", allVerbs}, {"client_credentials", allVerbs}, {"client_summary", []string{"read"}},
		{"client_token_vault_privileged_access", []string{"update"}},
		{"signing_keys", []string{"read", "create", "update"}},
		{"organization_client_grants", []string{"read", "create", "delete"}},
		{"users", allVerbs}, {"users_app_metadata", allVerbs}, {"user_idp_tokens", []string{"read"}},
		{"user_tickets", []string{"create"}}, {"user_custom_blocks", []string{"read", "create", "delete"}},
		{"roles", allVerbs}, {"role_members", []string{"read", "create", "delete"}}, {"grants", []string{"read", "delete"}},
		{"connections", allVerbs}, {"connections_keys", []string{"read", "create", "update"}},
		{"organizations", allVerbs}, {"organization_members", []string{"read", "create", "delete"}},
		{"organization_member_roles", []string{"read", "create", "delete"}},
		{"organization_connections", allVerbs}, {"organization_invitations", []string{"read", "create", "delete"}},
		{"actions", allVerbs}, {"triggers", []string{"read", "update"}}, {"hooks", allVerbs}, {"rules", allVerbs},
		{"branding", []string{"read", "update", "delete"}}, {"prompts", []string{"read", "update"}},
		{"email_templates", []string{"read", "create", "update"}}, {"email_provider", allVerbs},
		{"custom_domains", allVerbs}, {"encryption_keys", allVerbs}, {"log_streams", allVerbs},
		{"logs", []string{"read"}}, {"stats", []string{"read"}}, {"tenant_settings", []string{"read", "update"}},
		{"guardian_factors", []string{"read", "update"}}, {"mfa_policies", []string{"read", "update"}},
		{"attack_protection", []string{"read", "update"}}, {"device_credentials", []string{"read", "create", "delete"}},
		{"refresh_tokens", []string{"read", "update", "delete"}}, {"sessions", []string{"read", "update", "delete"}},
		{"forms", allVerbs}, {"flows", allVerbs}, {"self_service_profiles", allVerbs}, {"network_acls", allVerbs},
	}
	var out []store.Scope
	for _, family := range families {
		for _, verb := range family.verbs {
			out = append(out, store.Scope{Value: verb + ":" + family.object})
		}
	}
	return out
}
