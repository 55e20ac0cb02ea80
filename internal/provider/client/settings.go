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
		settings.RequiredString("name", "The client's name, without `<` and `>`. It need not be unique.",
			stringvalidator.LengthAtLeast(1),
			stringvalidator.RegexMatches(kit.NoAngleBrackets, "must not contain < or >")),
		settings.String("description", "What the client is, for people: at most 140 characters.",
			stringvalidator.UTF8LengthAtMost(maxClientDescriptionLength)),
		settings.String("app_type", "The kind of application: `non_interactive` (machine-to-machine) unless set, or `native`, `spa`, `regular_web` or another type of the service's.",
			stringvalidator.OneOf(appTypes()...)),
		settings.Strings("grant_types", "The OAuth grant types that the client may use. Unless set, a machine-to-machine client (`app_type` `non_interactive`, with a `token_endpoint_auth_method` other than `none`) is created with `[\"client_credentials\"]`; the service would give it grant types for users, too. Other clients, and those that exist, keep what the tenant has.",
			listvalidator.NoNullValues(),
			listvalidator.UniqueValues(),
			listvalidator.ValueStringsAre(values.GrantType())).Unordered(),
		settings.String("token_endpoint_auth_method", "How the client authenticates at the token endpoint: `client_secret_post`, `client_secret_basic`, or `none` for a public client, which does not use its secret. Leave it out where `auth0api_client_credentials` says it.",
			stringvalidator.OneOf(kit.MethodNone, kit.MethodClientSecretPost, kit.MethodClientSecretBasic)),
		{Name: clientSecret, Attribute: schema.StringAttribute{
			MarkdownDescription: "The client's secret, as the create of this resource made it. " +
				"Null with `client_secret_in_state = false`, for a public client, after an import or a move, and, with a warning, once the tenant has another secret: no refresh writes that one to the state. " +
				"The ephemeral resource `auth0api_client_secret` reads the current one.",
			Computed:  true,
			Sensitive: true,
		}},
		settings.Bool("oidc_conformant", "Whether the client keeps strictly to OpenID Connect."),
		settings.String("organization_usage", "What a login has to do with organizations: `deny`, `allow` or `require`. Removing it restores the tenant's default.",
			stringvalidator.OneOf("deny", "allow", "require")).ThatResets(),
		{Name: "resource_server_identifier", Attribute: schema.StringAttribute{
			MarkdownDescription: "The identifier of the API that the client stands for, with `app_type = \"resource_server\"`. It cannot change: another one makes another client.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()},
		}},
		clientMetadata(),
	}
	table = append(table, thirdPartySettings()...)
	table = append(table, clientURLSettings()...)
	return append(table, clientTokenSettings()...)
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
		urls("callbacks", "The URLs that a login may return to, each with its scheme.", values.Callback()),
		urls("allowed_logout_urls", "The URLs that a logout may return to, each with its scheme.", values.URL()),
		urls("web_origins", "The origins that may use the web message response mode, each with its scheme.", values.URL()).Unordered(),
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
	setting := settings.StringMap("client_metadata", "What else is to be known of the client: at most 10 keys, each key and value of at most 255 characters. Keys that others set are theirs until the configuration has a `client_metadata`, which then says all of them. Removing it empties it.",
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
