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

// webURL is the pattern of URLs that the tenant fetches from.
var webURL = regexp.MustCompile(`^https?://[^\s/]+`)

// resourceServerSettings are the settings of an API that the provider manages. To
// add a setting of the service, add an entry.
func resourceServerSettings() settings.Table {
	verificationLocation := settings.String("verification_location", "The URL of the API's own JSON Web Key Set, with which the tenant verifies the JWTs that the API sends for token introspection. "+
		"The published description of the Management API does not include this property, so a tenant may refuse it. Removing it clears it.",
		stringvalidator.RegexMatches(webURL, "must be an http or https URL")).ThatClears()
	verificationLocation.Property = "verificationLocation"
	return append(tokenSettings(),
		settings.Bool("skip_consent_for_verifiable_first_party_clients", "Whether verifiable first-party clients get tokens for the API without asking the user for consent. A client whose callback is on `localhost` is not verifiable."),
		settings.String("consent_policy", "What users must consent to: `transactional-authorization-with-mfa`, each single transaction, confirmed with a second factor. Removing it ends the policy.",
			stringvalidator.OneOf("transactional-authorization-with-mfa")).ThatClears(),
		settings.Bool("enforce_policies", "Whether role-based access control (RBAC) applies: a user's token contains only the scopes that the user's roles and permissions allow. The tokens of machine-to-machine clients do not depend on it."),
		settings.Nested("authorization_policy", "(Early Access) The policy that controls access to the API. Removing it detaches the policy from the API.", map[string]schema.Attribute{
			"policy_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the policy. At most 1024 characters.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, maxPolicyIDLength)},
			},
		}).ThatClears(),
		settings.Nested(subjectTypeAuthorization, "Which clients get access tokens for the API, for each type of subject. A member that is left out stays unchanged.", map[string]schema.Attribute{
			"client": subjectPolicy("Access by clients that act on their own behalf (`client_credentials`).",
				"The policy: `require_client_grant`, a client needs a client grant; `deny_all`, no client gets a token. The tenant's default is `require_client_grant`.", "deny_all", "require_client_grant"),
			"user": subjectPolicy("Access by clients that act on behalf of a user.",
				"The policy: `allow_all`, any client may request any scope; `require_client_grant`, a client needs a client grant with `subject_type = \"user\"`; `deny_all`, no client gets a token. The tenant's default is `allow_all`.", "allow_all", "deny_all", "require_client_grant"),
		}),
		settings.NestedList("authorization_details", "The types of rich authorization requests (RFC 9396) that the API supports. Removing the attribute, or an empty list, clears them.", map[string]schema.Attribute{
			"type": schema.StringAttribute{
				MarkdownDescription: "The name of the type, such as `payment`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		}).ThatClears(),
		verificationLocation,
		settings.Setting{Name: "client_id", Attribute: schema.StringAttribute{
			MarkdownDescription: "The ID of the client that is linked to the API; null if there is no such client.",
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}},
		settings.Setting{Name: kit.IsSystemAttribute, Absent: false, Attribute: schema.BoolAttribute{
			MarkdownDescription: "Whether the API is a system API: the tenant itself created it, such as the Management API. Only a few settings of a system API can be changed, and destroying this resource leaves the API in the tenant.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		}},
	)
}

// tokenSettings are those of the API's access and refresh tokens.
func tokenSettings() settings.Table {
	return settings.Table{
		settings.String("name", "A friendly name for the API, for people only. At most 200 characters, without `<` and `>`.",
			stringvalidator.UTF8LengthBetween(1, maxNameLength),
			stringvalidator.RegexMatches(kit.NoAngleBrackets, "must not contain < or >")),
		settings.String(signingAlg, "The algorithm that signs the API's access tokens: `RS256`, `RS512` or `PS256` with the tenant's private key, so that the API needs only the public keys; or `HS256` with `signing_secret`, which the API must know. The tenant's default is `RS256`, which is recommended.",
			stringvalidator.OneOf(kit.SigningAlgorithms()...)),
		{Name: signingSecret, Attribute: schema.StringAttribute{
			MarkdownDescription: "The secret that signs access tokens with `HS256`. At least 16 characters; not allowed with another algorithm. " +
				"The state contains this secret, and never another one: `signing_secret_wo` keeps it out of the state. If you leave both out, the tenant generates a secret, which the ephemeral resource `auth0api_resource_server_signing_secret` reads. " +
				"Removing it removes the secret from the state; the tenant keeps it.",
			Optional:   true,
			Sensitive:  true,
			Validators: []validator.String{stringvalidator.UTF8LengthAtLeast(kit.MinSigningSecretLength)},
		}},
		settings.Bool("allow_offline_access", "Whether clients may request refresh tokens for the API, with the scope `offline_access`."),
		settings.Bool("allow_online_access", "(Early Access) Whether clients may request refresh tokens that end with the user's session."),
		settings.Bool("allow_online_access_with_ephemeral_sessions", "(Early Access) Whether clients may request such refresh tokens even if the user's session is ephemeral."),
		settings.Int64(tokenLifetime, "How long an access token is valid, in seconds. At most 2592000 (30 days); the tenant's default is 86400 (24 hours).",
			int64validator.Between(0, maxTokenLifetime)),
		settings.Int64(tokenLifetimeForWeb, "How long an access token from the implicit or hybrid flow is valid, in seconds. At most `token_lifetime`; the tenant's default is 7200 (2 hours).",
			int64validator.Between(0, maxTokenLifetime)),
		settings.String("token_dialect", "The format of the access tokens: `access_token`, a JWT with the service's own claims; `access_token_authz`, the same with the claim `permissions`; `rfc9068_profile`, a JWT that follows RFC 9068; `rfc9068_profile_authz`, the same with the claim `permissions`. "+
			"The claim `permissions` lists what the user's roles allow, and needs `enforce_policies = true`.",
			stringvalidator.OneOf("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz")),
		tokenEncryptionSetting(),
		settings.Nested("proof_of_possession", "How access tokens are bound to a key of the client, so that a stolen token is useless without the key. Removing it ends the binding.", map[string]schema.Attribute{
			"mechanism": schema.StringAttribute{
				MarkdownDescription: "How a client proves that it has the key: `mtls`, with its TLS certificate (RFC 8705); or `dpop`, with a signed proof in each request (RFC 9449).",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("mtls", "dpop")},
			},
			"required": schema.BoolAttribute{
				MarkdownDescription: "Whether the tenant refuses to issue tokens that are not bound to a key.",
				Required:            true,
			},
			"required_for": schema.StringAttribute{
				MarkdownDescription: "Which clients must prove possession: `public_clients`, those without a secret or key of their own; or `all_clients`. Only with `mechanism = \"dpop\"`.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("public_clients", "all_clients")},
			},
		}).ThatClears(),
	}
}

// subjectPolicy is the policy for one type of subject, with the values that it may have.
func subjectPolicy(description, policy string, policies ...string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Attributes: map[string]schema.Attribute{
			"policy": schema.StringAttribute{
				MarkdownDescription: policy,
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(policies...)},
			},
		},
	}
}
