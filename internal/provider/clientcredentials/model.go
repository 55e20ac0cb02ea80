package clientcredentials

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
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
	wasPublic := prior.AuthenticationMethod.ValueString() == kit.MethodNone
	switch {
	case !config.ClientSecretWO.IsNull() && (wasPublic || !m.ClientSecretWOVersion.Equal(prior.ClientSecretWOVersion)):
		body["client_secret"] = config.ClientSecretWO.ValueString()
	case !config.ClientSecret.IsNull() && (wasPublic || !m.ClientSecret.Equal(prior.ClientSecret)):
		body["client_secret"] = m.ClientSecret.ValueString()
	}
	return body
}

// isSecretMethod reports whether it is a method of token_endpoint_auth_method, which excludes
// keys.
func isSecretMethod(method types.String) bool {
	switch method.ValueString() {
	case kit.MethodNone, kit.MethodClientSecretPost, kit.MethodClientSecretBasic:
		return true
	}
	return false
}

// store completes a plan, or brings a state up to date.
func (m *clientCredentialsModel) store(ctx context.Context, answer *management.Application, keys []keyModel) diag.Diagnostics {
	m.ID, m.ClientID = types.StringValue(answer.ClientID), types.StringValue(answer.ClientID)
	m.AuthenticationMethod = kit.TextOrNull(authMethodOf(answer))
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

// authMethodOf returns how the client authenticates; empty if the answer does not
// say, and for private_key_jwt without a key, which cannot authenticate a client.
func authMethodOf(answer *management.Application) string {
	methods, _ := answer.Settings["client_authentication_methods"].(map[string]any)
	for name := range methods { // there is one at most
		if name == methodPrivateKeyJWT && len(attachedKeys(answer)) == 0 {
			return ""
		}
		return name
	}
	method, _ := answer.Settings["token_endpoint_auth_method"].(string)
	return method
}

// attachedKeys returns the IDs of the keys in use.
func attachedKeys(answer *management.Application) []string {
	methods, _ := answer.Settings["client_authentication_methods"].(map[string]any)
	return credentialsOf(methods[methodPrivateKeyJWT])
}

// attachedCredentials returns the IDs of the credentials in use by any method.
func attachedCredentials(answer *management.Application) []string {
	methods, _ := answer.Settings["client_authentication_methods"].(map[string]any)
	var ids []string
	for _, method := range methods {
		ids = append(ids, credentialsOf(method)...)
	}
	return ids
}

// credentialsOf returns the IDs that an authentication method names.
func credentialsOf(value any) []string {
	method, _ := value.(map[string]any)
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
		return kit.MethodNone
	case "regular_web", kit.DefaultAppType:
		return kit.MethodClientSecretPost
	default:
		return kit.MethodClientSecretBasic
	}
}
