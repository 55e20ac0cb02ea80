package tenantsettings

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

const (
	enableRegistration = "enable_dynamic_client_registration"
	removeAlgFromJWKS  = "remove_alg_from_jwks"
	defaultTokenQuota  = "default_token_quota"
)

// flags are the settings that the service has as members of the object flags.
func flags() []string { return []string{enableRegistration, removeAlgFromJWKS} }

// tenantSettings are the settings that the provider carries. A further setting of the
// service's is a further entry here; a flag is also an entry of flags.
func tenantSettings() settings.Table {
	audience := settings.String("default_audience", "The identifier of the API that a token is for if the request names no API; `\"\"` for no API. At most 600 characters.",
		stringvalidator.UTF8LengthAtMost(kit.MaxIdentifierLength))
	audience.Absent = ""
	quota := settings.Nested(defaultTokenQuota, "How many tokens clients can get with the grant type `client_credentials`, unless a client or an organization has a quota of its own. "+
		"It is written as a whole: leaving out a member removes it, and `{}` removes the quota.", map[string]schema.Attribute{
		"clients":       quotaOf("The quota of each client."),
		"organizations": quotaOf("The quota of each organization."),
	})
	quota.Absent, quota.Encode = map[string]any{}, encodeQuota
	return settings.Table{
		settings.String("resource_parameter_profile", "How a request names its API: `audience`, only with the parameter of that name; `compatibility`, also with the parameter `resource` (RFC 8707) if there is no `audience`. MCP clients send only `resource`.",
			stringvalidator.OneOf("audience", "compatibility")),
		flag("authorization_response_iss_parameter_supported", "Whether authorization responses contain `iss` (RFC 9207), which protects clients of several authorization servers, such as MCP clients, from mix-up attacks."),
		flag("client_id_metadata_document_supported", "Whether the discovery document advertises client ID metadata documents (CIMD). This only advertises them: a client can be used once its document is registered."),
		flag(enableRegistration, "Whether applications can register themselves at `/oidc/register` (RFC 7591), without a token."),
		settings.String("dynamic_client_registration_security_mode", "The `third_party_security_mode` of clients that register themselves: `strict`, only a listed set of settings and grant types; `permissive`, everything that a first-party client may do.",
			stringvalidator.OneOf("strict", "permissive")),
		audience,
		flag(removeAlgFromJWKS, "Whether the JWKS of the tenant omits `alg`, so that libraries that compare it also verify `PS256` and `RS512`."),
		quota,
	}
}

// flag is a boolean setting that is absent until it is set.
func flag(name, description string) settings.Setting {
	setting := settings.Bool(name, description)
	setting.Absent = false
	return setting
}

func quotaOf(description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Attributes:          map[string]schema.Attribute{"client_credentials": kit.ClientCredentialsQuota()},
	}
}

// encodeQuota removes a quota that has no part.
func encodeQuota(value any) any {
	if object, isObject := value.(map[string]any); isObject && len(object) == 0 {
		return nil
	}
	return value
}

// toService moves the flags of a body into the object of that name.
func toService(body management.Settings) management.Settings {
	sent := maps.Clone(body)
	moved := map[string]any{}
	for _, name := range flags() {
		if value, has := sent[name]; has {
			moved[name] = value
			delete(sent, name)
		}
	}
	if len(moved) > 0 {
		sent["flags"] = moved
	}
	return sent
}

// fromService is the reverse for an answer.
func fromService(answer management.Settings) management.Settings {
	flat := maps.Clone(answer)
	object, _ := answer["flags"].(map[string]any)
	for _, name := range flags() {
		flat[name] = object[name]
	}
	return flat
}
