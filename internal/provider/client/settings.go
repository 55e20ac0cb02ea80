package client

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// maxClientDescriptionLength is the service's limit, in characters.
const maxClientDescriptionLength = 140

// clientCredentialsGrant is the grant type of a machine-to-machine client (RFC
// 6749, section 4.4).
const clientCredentialsGrant = "client_credentials"

// clientSettings are the settings of a client that the provider carries. A
// further setting of the service's is a further entry here.
func clientSettings() settings.Table {
	table := settings.Table{
		settings.RequiredString("name", "The name of the client, which users see when they log in. Without `<` and `>`. It need not be unique.",
			stringvalidator.LengthAtLeast(1),
			stringvalidator.RegexMatches(kit.NoAngleBrackets, "must not contain < or >")),
		settings.String("description", "A description of the client, for people. At most 140 characters.",
			stringvalidator.UTF8LengthAtMost(maxClientDescriptionLength)),
		settings.String("app_type", "The kind of application: `non_interactive`, machine-to-machine; `regular_web`, a web application with a server that keeps a secret; `spa`, a single-page application; `native`, a mobile or desktop application; `resource_server`, a client that is linked to an API; `express_configuration`, an application of the Okta Integration Network; "+
			"or a single sign-on integration: `sso_integration`, `rms`, `box`, `cloudbees`, `concur`, `dropbox`, `mscrm`, `echosign`, `egnyte`, `newrelic`, `office365`, `salesforce`, `sentry`, `sharepoint`, `slack`, `springcm`, `zendesk`, `zoom`, `oag`. The default is `non_interactive`.",
			stringvalidator.OneOf(appTypes()...)),
		settings.Strings("grant_types", "The OAuth grant types that the client may use, such as `client_credentials` (machine-to-machine), `authorization_code` (login of a user), `refresh_token`, or `urn:ietf:params:oauth:grant-type:device_code`. "+
			"By default, a new machine-to-machine client (`app_type = \"non_interactive\"`, not public) gets only `[\"client_credentials\"]`; the service alone would add grant types for users. Other clients, and clients that exist already, keep what the tenant has. The order does not matter.",
			listvalidator.NoNullValues(),
			listvalidator.UniqueValues(),
			listvalidator.ValueStringsAre(values.GrantType())).Unordered(),
		settings.String("token_endpoint_auth_method", "How the client authenticates at the token endpoint: `client_secret_post`, with its secret in the body; `client_secret_basic`, with its secret by HTTP Basic authentication; `none`, as a public client, which uses no secret. "+
			"Leave it out if `auth0api_client_credentials` manages the authentication of the client.",
			stringvalidator.OneOf(kit.MethodNone, kit.MethodClientSecretPost, kit.MethodClientSecretBasic)),
		{Name: clientSecret, Attribute: schema.StringAttribute{
			MarkdownDescription: "The secret that the tenant generated when this resource created the client. " +
				"Null with `client_secret_in_state = false`, for a public client, after an import or a move, and after the secret has been changed elsewhere, which causes a warning: a refresh never adds another secret to the state. " +
				"The ephemeral resource `auth0api_client_secret` reads the current secret.",
			Computed:  true,
			Sensitive: true,
		}},
		settings.Bool("oidc_conformant", "Whether the client follows the OpenID Connect specification strictly, without legacy features of the service."),
		{Name: "resource_server_identifier", Attribute: schema.StringAttribute{
			MarkdownDescription: "The identifier of the API that the client is linked to. Only with `app_type = \"resource_server\"`. At most 600 characters. It cannot be changed: another identifier replaces the client.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()},
		}},
		tokenExchangeSetting(),
		clientMetadata(),
	}
	table = append(table, clientAccessSettings()...)
	table = append(table, thirdPartySettings()...)
	table = append(table, clientURLSettings()...)
	return append(table, clientTokenSettings()...)
}

// tokenExchangeSetting permits a client to exchange tokens.
func tokenExchangeSetting() settings.Setting {
	return settings.Nested(tokenExchange, "The token exchanges that the client may make (RFC 8693). A client that represents an API (`resource_server_identifier`) exchanges the access tokens of users for tokens of another API. Removing it withdraws the permission.", map[string]schema.Attribute{
		"allow_any_profile_of_type": schema.ListAttribute{
			MarkdownDescription: "The types of token exchange: `on_behalf_of_token_exchange`, of access tokens of the tenant; `custom_authentication`, of other tokens, by token exchange profiles.",
			ElementType:         types.StringType,
			Required:            true,
			Validators: []validator.List{
				listvalidator.UniqueValues(),
				listvalidator.ValueStringsAre(stringvalidator.OneOf("on_behalf_of_token_exchange", "custom_authentication")),
			},
		},
	}).ThatClears()
}

// clientURLSettings say where a browser may be sent back to.
func clientURLSettings() settings.Table {
	urls := func(name, description string, each validator.String) settings.Setting {
		setting := settings.Strings(name, description+" Removing it empties the list.",
			listvalidator.NoNullValues(),
			listvalidator.ValueStringsAre(each)).ThatClears()
		setting.Absent = []any{}
		return setting
	}
	return settings.Table{
		urls("callbacks", "The URLs that the tenant may redirect to after a login, each with its scheme.", values.Callback()),
		urls("allowed_logout_urls", "The URLs that the tenant may redirect to after a logout, each with its scheme.", values.URL()),
		urls("web_origins", "The origins that may log users in without a redirect (response mode `web_message`), each with its scheme.", values.URL()).Unordered(),
	}
}

// The service's limits of client_metadata.
const (
	maxMetadataKeys   = 10
	maxMetadataLength = 255 // characters of a key, and of a value
)

// metadataKey is the pattern of keys of client_metadata (documentation of the
// Management API, Create a Client).
var metadataKey = regexp.MustCompile(`^[A-Za-z0-9:,\-+=_*?"/()<>@\t ]*$`)

func clientMetadata() settings.Setting {
	setting := settings.StringMap("client_metadata", "Key-value pairs of your own. At most 10 keys; each key and each value has at most 255 characters. If the configuration sets it, keys that were added elsewhere are removed. Removing it removes all keys.",
		mapvalidator.SizeAtMost(maxMetadataKeys),
		mapvalidator.NoNullValues(),
		mapvalidator.KeysAre(
			stringvalidator.UTF8LengthBetween(1, maxMetadataLength),
			stringvalidator.RegexMatches(metadataKey, "must consist of letters, digits and the characters :,-+=_*?\"/()<>@, tab and space")),
		mapvalidator.ValueStringsAre(stringvalidator.UTF8LengthAtMost(maxMetadataLength))).ThatClears()
	setting.Absent, setting.ByKey = map[string]any{}, true
	return setting
}

// appTypes are the values of app_type, from the service's OpenAPI document
// (ClientAppTypeEnum).
func appTypes() []string {
	return []string{
		"native", "spa", "regular_web", "non_interactive", "resource_server", "express_configuration",
		"rms", "box", "cloudbees", "concur", "dropbox", "mscrm", "echosign", "egnyte", "newrelic", "office365",
		"salesforce", "sentry", "sharepoint", "slack", "springcm", "zendesk", "zoom", "sso_integration", "oag",
	}
}
