package client

import (
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// typeExpress is the app_type of a client by which an identity provider's
// administrators configure the tenant.
const typeExpress = "express_configuration"

// expressDefaults are those of an express client (recorded 2026-01).
func expressDefaults(properties map[string]any) {
	properties["oidc_conformant"] = true
	properties[jwt] = rs256()
	properties[grantTypes] = []any{"authorization_code", clientCredentials}
	properties["callbacks"] = []any{"https://system-admin.okta.com/admin/app/generic/oauth20redirect"}
	properties["organization_usage"] = "require"
	properties["organization_require_behavior"] = "pre_login_prompt"
	properties[credential.Methods] = map[string]any{"private_key_jwt": map[string]any{"credentials": []any{}}}
}

// grantExpress gives a new express client its grant on the Management API, which
// is the system's own (recorded 2025-11).
func (h handlers) grantExpress(tx store.Writer, client *store.Client) error {
	id, err := endpoint.NewClientGrantID(h.Random)
	if err != nil {
		return err
	}
	return tx.PutClientGrant(&store.ClientGrant{
		ID: id, ClientID: client.ClientID, Audience: endpoint.Audience(h.Issuer), SubjectType: "client", IsSystem: true,
		Scope: []string{
			"read:clients", "read:user_attribute_profiles", "read:connection_profiles", "read:organizations_summary",
			"read:connections", "create:connections", "update:connections", "read:connections_options", "update:connections_options",
			"read:organization_connections", "create:organization_connections", "update:organization_connections",
			"create:scim_config", "read:scim_token", "create:scim_token", "delete:scim_token",
		},
	})
}
