package resourceserver

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// Limits of a resource server's settings, from the service's OpenAPI document.
const (
	maxTokenLifetime = 2592000 // seconds: 30 days

	maxNameLength     = 200  // characters
	maxPolicyIDLength = 1024 // characters
)

const (
	subjectTypeAuthorization = "subject_type_authorization"
)

// webURL is the pattern of addresses that the tenant is to fetch from.
var webURL = regexp.MustCompile(`^https?://[^\s/]+`)

// resourceServerSettings are the settings of an API that the provider carries.
// A further setting of the service's is a further entry here.
func resourceServerSettings() settings.Table {
	verificationLocation := settings.String("verification_location", "The URL of the API's own JSON Web Key Set. The tenant uses it to verify the JWTs that the API sends for introspection. "+
		"The published description of the Management API lacks it, so that a tenant may refuse it.",
		stringvalidator.RegexMatches(webURL, "must be an http or https URL")).ThatClears()
	verificationLocation.Property = "verificationLocation"
	return append(tokenSettings(),
		settings.Bool("skip_consent_for_verifiable_first_party_clients", "Whether first-party clients skip the user's consent."),
		settings.String("consent_policy", "What users consent to: `transactional-authorization-with-mfa`, each transaction with a second factor. Removing it ends the policy.",
			stringvalidator.OneOf("transactional-authorization-with-mfa")).ThatClears(),
		settings.Bool("enforce_policies", "Whether authorization policies (role-based access control) are enforced."),
		settings.Nested("authorization_policy", "The policy that controls access to the API. Removing it detaches the policy from the API.", map[string]schema.Attribute{
			"policy_id": schema.StringAttribute{
				MarkdownDescription: "The policy's ID: at most 1024 characters.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, maxPolicyIDLength)},
			},
		}).ThatClears(),
		settings.Nested(subjectTypeAuthorization, "Who may get access tokens for the API. Settings that are left out stay unchanged.", map[string]schema.Attribute{
			"client": subjectPolicy("Clients that act on their own behalf: `deny_all` or `require_client_grant` (the tenant's default).", "deny_all", "require_client_grant"),
			"user":   subjectPolicy("Clients that act on behalf of a user: `allow_all` (the tenant's default), `deny_all` or `require_client_grant`.", "allow_all", "deny_all", "require_client_grant"),
		}),
		settings.NestedList("authorization_details", "The types of rich authorization requests (RFC 9396) that the API supports. Removing them all clears the list.", map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "The type's name, such as `payment`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		}).ThatClears(),
		verificationLocation,
		settings.Setting{Name: "client_id", Attribute: schema.StringAttribute{
			MarkdownDescription: "The ID of the client that is linked to the API, if any.",
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}},
		settings.Setting{Name: kit.IsSystemAttribute, Absent: false, Attribute: schema.BoolAttribute{
			MarkdownDescription: "Whether the API is a system API, which the tenant made, such as the Management API. Only a few settings of such an API can be changed, and destroying this resource leaves it in the tenant.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		}},
	)
}

// tokenSettings are those of the API's access and refresh tokens.
func tokenSettings() settings.Table {
	return settings.Table{
		settings.String("name", "The friendly name of the API. It has no effect. At most 200 characters, without `<` and `>`.",
			stringvalidator.UTF8LengthBetween(1, maxNameLength),
			stringvalidator.RegexMatches(kit.NoAngleBrackets, "must not contain < or >")),
		settings.String(signingAlg, "The algorithm that signs the API's access tokens: `RS256` (the tenant's default, recommended), `RS512`, `PS256`, or `HS256`, which signs with a secret shared with the API.",
			stringvalidator.OneOf(kit.SigningAlgorithms()...)),
		{Name: signingSecret, Attribute: schema.StringAttribute{
			MarkdownDescription: "The secret that signs access tokens with `HS256`: at least 16 characters; not allowed with another algorithm. " +
				"The state holds this secret and no other. If you leave it out, the tenant makes a secret that is never in a state: read it with the ephemeral resource `auth0api_resource_server_signing_secret`. " +
				"If you remove it from the configuration, it leaves the state and stays at the tenant. With `signing_secret_wo` instead, a secret of your own is never in a state either.",
			Optional:   true,
			Sensitive:  true,
			Validators: []validator.String{stringvalidator.UTF8LengthAtLeast(kit.MinSigningSecretLength)},
		}},
		settings.Bool("allow_offline_access", "Whether clients may request refresh tokens for this API (scope `offline_access`)."),
		settings.Bool("allow_online_access", "Whether clients may request refresh tokens that end with the user's session. An Early Access feature of the service."),
		settings.Bool("allow_online_access_with_ephemeral_sessions", "Whether such refresh tokens are issued also where sessions are ephemeral. An Early Access feature of the service."),
		settings.Int64(tokenLifetime, "How long an access token is valid, in seconds: at most 2592000 (30 days). The tenant's default is 86400.",
			int64validator.Between(0, maxTokenLifetime)),
		settings.Int64(tokenLifetimeForWeb, "How long an access token from the implicit or hybrid flow is valid, in seconds: not above `token_lifetime`. The tenant's default is 7200.",
			int64validator.Between(0, maxTokenLifetime)),
		settings.String("token_dialect", "The form of access tokens: `access_token`, `access_token_authz` (with `permissions`), `rfc9068_profile` or `rfc9068_profile_authz`.",
			stringvalidator.OneOf("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz")),
		tokenEncryptionSetting(),
		settings.Nested("proof_of_possession", "Whether access tokens are bound to a key of the client. Removing it ends the binding.", map[string]schema.Attribute{
			"mechanism": schema.StringAttribute{
				MarkdownDescription: "How a client proves that it has the key: `mtls` (RFC 8705) or `dpop` (RFC 9449).",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("mtls", "dpop")},
			},
			"required": schema.BoolAttribute{
				MarkdownDescription: "Whether tokens without such a key are refused.",
				Required:            true,
			},
			"required_for": schema.StringAttribute{
				MarkdownDescription: "Which clients need it, with `dpop`: `public_clients` or `all_clients`.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("public_clients", "all_clients")},
			},
		}).ThatClears(),
	}
}

func subjectPolicy(description string, policies ...string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Attributes: map[string]schema.Attribute{
			"policy": schema.StringAttribute{
				MarkdownDescription: "The policy.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(policies...)},
			},
		},
	}
}
