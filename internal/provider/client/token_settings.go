package client

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// maxRefreshTokenLifetime is the service's limit, in seconds: five years.
const maxRefreshTokenLifetime = 157788000

// The values of refresh_token that depend on each other.
const (
	rotating = "rotating"
	expiring = "expiring"
)

// clientTokenSettings say what a client's tokens are like.
func clientTokenSettings() settings.Table {
	refresh := settings.Nested("refresh_token", "The refresh tokens of the client. Removing it restores the tenant's default.",
		refreshTokenSettings().AddTo(map[string]schema.Attribute{})).ThatResets()
	refresh.Encode, refresh.Decode = encodePolicies, decodePolicies
	return settings.Table{
		settings.Nested("jwt_configuration", "The ID tokens of the client. Removing it leaves the settings as they are.", settings.Table{
			settings.String("alg", "The algorithm that signs the ID tokens: `RS256`, `RS512` or `PS256` with the tenant's private key, or `HS256` with the client's secret.",
				stringvalidator.OneOf(kit.SigningAlgorithms()...)),
			settings.Int64("lifetime_in_seconds", "How long an ID token is valid, in seconds. The tenant's default is 36000 (10 hours).",
				int64validator.AtLeast(0)),
			settings.Bool("secret_encoded", "Whether the client's secret is Base64-encoded."),
			settings.StringMap("scopes", "The scopes that the tokens contain, as a map."),
		}.AddTo(map[string]schema.Attribute{})),
		refresh,
	}
}

func refreshTokenSettings() settings.Table {
	return settings.Table{
		settings.RequiredString("rotation_type", "What happens when a refresh token is used: `rotating`, a new token replaces it and the old one becomes invalid; `non-rotating`, it stays valid.",
			stringvalidator.OneOf(rotating, "non-rotating")),
		settings.RequiredString("expiration_type", "Whether refresh tokens expire: `expiring`, they do; `non-expiring`, they do not. With `rotation_type = \"rotating\"`, it must be `expiring`.",
			stringvalidator.OneOf(expiring, "non-expiring")),
		settings.Int64("leeway", "How long a refresh token that was replaced can still be used, in seconds. The tenant's default is 0.",
			int64validator.AtLeast(0)),
		settings.Int64("token_lifetime", "How long after the login a refresh token expires, in seconds. At most 157788000 (5 years).",
			int64validator.Between(1, maxRefreshTokenLifetime)),
		settings.Bool("infinite_token_lifetime", "Whether refresh tokens stay valid regardless of their age, so that `token_lifetime` has no effect."),
		settings.Int64("idle_token_lifetime", "How long a refresh token stays valid without being used, in seconds.",
			int64validator.AtLeast(1)),
		settings.Bool("infinite_idle_token_lifetime", "Whether refresh tokens stay valid without being used, so that `idle_token_lifetime` has no effect."),
		settings.NestedList("policies", "The APIs that a refresh token returns access tokens for, in addition to the API of the login. `[]` removes all of them.", map[string]schema.Attribute{
			"audience": schema.StringAttribute{
				MarkdownDescription: "The identifier of the API. At most 600 characters.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			"scope": schema.SetAttribute{
				MarkdownDescription: "The scopes of the API that can be requested with the refresh token.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          []validator.Set{setvalidator.ValueStringsAre(values.ScopeName())},
			},
		}),
	}
}

// encodePolicies sends null for no policies: the service takes no empty list.
func encodePolicies(refresh any) any {
	object, _ := refresh.(map[string]any)
	if list, isSet := object["policies"].([]any); isSet && len(list) == 0 {
		object["policies"] = nil
	}
	return refresh
}

// decodePolicies keeps an empty list where the answer has none.
func decodePolicies(answered, known any) any {
	object, isObject := answered.(map[string]any)
	before, _ := known.(map[string]any)
	list, was := before["policies"].([]any)
	if !isObject || object["policies"] != nil || !was || len(list) > 0 {
		return answered
	}
	with := maps.Clone(object)
	with["policies"] = []any{}
	return with
}
