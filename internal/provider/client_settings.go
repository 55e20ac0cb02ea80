package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// maxClientDescriptionLength is the service's limit, in characters.
const maxClientDescriptionLength = 140

// defaultAppType is what a client is unless the configuration says otherwise:
// the service would leave the type open.
const defaultAppType = "non_interactive"

// The ways of authenticating at the token endpoint (RFC 7591, section 2):
// publicClient has no secret.
const (
	publicClient   = "none"
	secretInBody   = "client_secret_post"
	secretInHeader = "client_secret_basic"
)

// clientSettings are the settings of a client that the provider carries. A
// further setting of the service's is a further entry here.
func clientSettings() settings.Table {
	return settings.Table{
		{Name: "name", Attribute: schema.StringAttribute{
			MarkdownDescription: "The client's name, without `<` and `>`. It need not be unique.",
			Required:            true,
			Validators: []validator.String{
				stringvalidator.LengthAtLeast(1),
				stringvalidator.RegexMatches(noAngleBrackets, "must not contain < or >"),
			},
		}},
		settings.String("description", "What the client is, for people: at most 140 characters.",
			stringvalidator.UTF8LengthAtMost(maxClientDescriptionLength)),
		settings.String("app_type", "The kind of application: `non_interactive` (machine-to-machine) unless set, or `native`, `spa`, `regular_web` or another type of the service's.",
			stringvalidator.OneOf(appTypes()...)),
		{Name: "grant_types", Attribute: schema.ListAttribute{
			MarkdownDescription: "The OAuth grant types that the client may use. For a machine-to-machine client the tenant's default is `client_credentials`.",
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			Validators: []validator.List{
				listvalidator.UniqueValues(),
				listvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
			},
			PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
		}},
		settings.String("token_endpoint_auth_method", "How the client authenticates at the token endpoint: `client_secret_post`, `client_secret_basic`, or `none` for a public client, which has no secret.",
			stringvalidator.OneOf(publicClient, secretInBody, secretInHeader)),
		{Name: "client_secret", Kept: true, Attribute: schema.StringAttribute{
			MarkdownDescription: "The client's secret, which the tenant makes. Reading it needs the scope `read:client_keys`.",
			Computed:            true,
			Sensitive:           true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}},
	}
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
