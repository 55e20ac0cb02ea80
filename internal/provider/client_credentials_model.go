package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

func (m clientCredentialsModel) isPrivateKeyJWT() bool {
	return m.AuthenticationMethod.ValueString() == methodPrivateKeyJWT
}

// body is what changes of the client itself, apart from the keys in use. The
// service wants one of the two properties that say the method to be null.
func (m clientCredentialsModel) body(prior, config clientCredentialsModel) management.Settings {
	body := management.Settings{}
	method := m.AuthenticationMethod
	if !method.IsUnknown() && !method.IsNull() && !method.Equal(prior.AuthenticationMethod) {
		body["token_endpoint_auth_method"] = nil
		if !m.isPrivateKeyJWT() {
			body["token_endpoint_auth_method"] = method.ValueString()
			if !isSecretMethod(prior.AuthenticationMethod) {
				body["client_authentication_methods"] = nil
			}
		}
	}
	wasPublic := prior.AuthenticationMethod.ValueString() == publicClient
	switch {
	case !config.ClientSecretWO.IsNull() && (wasPublic || !m.ClientSecretWOVersion.Equal(prior.ClientSecretWOVersion)):
		body["client_secret"] = config.ClientSecretWO.ValueString()
	case !config.ClientSecret.IsNull() && (wasPublic || !m.ClientSecret.Equal(prior.ClientSecret)):
		body["client_secret"] = m.ClientSecret.ValueString()
	}
	return body
}

// isSecretMethod tells a method of token_endpoint_auth_method, which excludes
// keys.
func isSecretMethod(method types.String) bool {
	switch method.ValueString() {
	case publicClient, secretInBody, secretInHeader:
		return true
	}
	return false
}

// store completes a plan, or brings a state up to date.
func (m *clientCredentialsModel) store(ctx context.Context, answer *management.Application, keys []keyModel) diag.Diagnostics {
	m.ID, m.ClientID = types.StringValue(answer.ClientID), types.StringValue(answer.ClientID)
	m.AuthenticationMethod = textOrNull(authMethodOf(answer))
	m.ClientSecretWO = types.StringNull()
	if secret, told := answer.Settings["client_secret"].(string); told && secret != m.ClientSecret.ValueString() {
		// The state has a secret only as the configuration gave it. Null differs
		// from the configuration, so that the next apply sets its secret again.
		m.ClientSecret = types.StringNull()
	}
	if len(keys) == 0 {
		m.PrivateKeyJWT = types.ObjectNull(privateKeyJWTType().AttrTypes)
		return nil
	}
	list, diags := types.ListValueFrom(ctx, keyType(), keys)
	object, problems := types.ObjectValue(privateKeyJWTType().AttrTypes, map[string]attr.Value{"credentials": list})
	diags.Append(problems...)
	m.PrivateKeyJWT = object
	return diags
}

// authMethodOf is how the client authenticates; empty when it says nothing.
func authMethodOf(answer *management.Application) string {
	methods, _ := answer.Settings["client_authentication_methods"].(map[string]any)
	for name := range methods {
		return name // there is one at most
	}
	method, _ := answer.Settings["token_endpoint_auth_method"].(string)
	return method
}

func usesKeys(answer *management.Application) bool {
	return answer.Settings["client_authentication_methods"] != nil
}

// attachedKeys are the IDs of the keys in use.
func attachedKeys(answer *management.Application) []string {
	methods, _ := answer.Settings["client_authentication_methods"].(map[string]any)
	method, _ := methods[methodPrivateKeyJWT].(map[string]any)
	list, _ := method["credentials"].([]any)
	var ids []string
	for _, each := range list {
		named, _ := each.(map[string]any)
		if id, ok := named["id"].(string); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// defaultAuthMethod is what the official provider leaves a client with, by its
// type.
func defaultAuthMethod(answer *management.Application) string {
	switch answer.Settings["app_type"] {
	case "native", "spa":
		return publicClient
	case "regular_web", defaultAppType:
		return secretInBody
	default:
		return secretInHeader
	}
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}
