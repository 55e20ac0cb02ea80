package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// Limits of a resource server's settings, from the service's OpenAPI document.
const (
	maxTokenLifetime       = 2592000 // seconds: 30 days
	minSigningSecretLength = 16      // characters
	maxNameLength          = 200     // characters
)

// noAngleBrackets is the pattern of names of APIs and clients.
var noAngleBrackets = regexp.MustCompile(`^[^<>]*$`)

// resourceServerSettings are the settings of an API that the provider carries.
// A further setting of the service's is a further entry here.
func resourceServerSettings() settings.Table {
	return settings.Table{
		settings.String("name", "The friendly name of the API. It has no effect. At most 200 characters, without `<` and `>`.",
			stringvalidator.UTF8LengthBetween(1, maxNameLength),
			stringvalidator.RegexMatches(noAngleBrackets, "must not contain < or >")),
		settings.String(signingAlg, "The algorithm that signs the API's access tokens: `RS256` (the tenant's default, recommended), `RS512`, `PS256`, or `HS256`, which signs with a secret shared with the API.",
			stringvalidator.OneOf("HS256", "RS256", "RS512", "PS256")),
		{Name: signingSecret, Kept: true, Attribute: schema.StringAttribute{
			MarkdownDescription: "The secret that signs access tokens with `HS256`: at least 16 characters. Generated when `signing_alg` is `HS256` and none is given; not allowed with another algorithm.",
			Optional:            true,
			Computed:            true,
			Sensitive:           true,
			Validators:          []validator.String{stringvalidator.UTF8LengthAtLeast(minSigningSecretLength)},
		}},
		settings.Bool("allow_offline_access", "Whether clients may ask for refresh tokens for this API (scope `offline_access`)."),
		settings.Int64(tokenLifetime, "How long an access token is valid, in seconds: at most 2592000 (30 days). The tenant's default is 86400.",
			int64validator.Between(0, maxTokenLifetime)),
		settings.Int64(tokenLifetimeForWeb, "How long an access token from the implicit or hybrid flow is valid, in seconds: not above `token_lifetime`. The tenant's default is 7200.",
			int64validator.Between(0, maxTokenLifetime)),
		settings.Bool("skip_consent_for_verifiable_first_party_clients", "Whether first-party clients skip the user's consent."),
		settings.Bool("enforce_policies", "Whether authorization policies (role-based access control) are enforced."),
		settings.String("token_dialect", "The form of access tokens: `access_token`, `access_token_authz` (with `permissions`), `rfc9068_profile` or `rfc9068_profile_authz`.",
			stringvalidator.OneOf("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz")),
	}
}
