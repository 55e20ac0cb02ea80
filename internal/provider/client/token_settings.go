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
	refresh := settings.Nested("refresh_token", "What the client's refresh tokens are like. Removing it restores the tenant's default.",
		refreshTokenSettings().AddTo(map[string]schema.Attribute{})).ThatResets()
	refresh.Encode, refresh.Decode = encodePolicies, decodePolicies
	return settings.Table{
		settings.Nested("jwt_configuration", "What the client's ID tokens are like. Removing it leaves it as it is.", settings.Table{
			settings.String("alg", "The algorithm that signs them: `HS256` (with the client's secret), `RS256`, `RS512` or `PS256`.",
				stringvalidator.OneOf(kit.SigningAlgorithms()...)),
			settings.Int64("lifetime_in_seconds", "How long they are valid. The tenant's default is 36000.",
				int64validator.AtLeast(0)),
			settings.Bool("secret_encoded", "Whether the client's secret is Base64-encoded."),
			settings.StringMap("scopes", "What the tokens hold for a scope."),
		}.AddTo(map[string]schema.Attribute{})),
		refresh,
	}
}

func refreshTokenSettings() settings.Table {
	return settings.Table{
		settings.RequiredString("rotation_type", "`rotating`: each use gives a new token, and ends the one used. Or `non-rotating`.",
			stringvalidator.OneOf(rotating, "non-rotating")),
		settings.RequiredString("expiration_type", "`expiring`, which rotation needs, or `non-expiring`.",
			stringvalidator.OneOf(expiring, "non-expiring")),
		settings.Int64("leeway", "For how many seconds a token that was replaced may be used again.",
			int64validator.AtLeast(0)),
		settings.Int64("token_lifetime", "How long after the login tokens expire, in seconds: at most 157788000.",
			int64validator.Between(1, maxRefreshTokenLifetime)),
		settings.Bool("infinite_token_lifetime", "Whether they do not expire for their age."),
		settings.Int64("idle_token_lifetime", "How long after the last use tokens expire, in seconds.",
			int64validator.AtLeast(1)),
		settings.Bool("infinite_idle_token_lifetime", "Whether they do not expire for not being used."),
		settings.NestedList("policies", "The APIs, beside the one of the login, that a refresh token is good for; `[]` for none.", map[string]schema.Attribute{
			"audience": schema.StringAttribute{
				MarkdownDescription: "The API's identifier.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			"scope": schema.SetAttribute{
				MarkdownDescription: "The scopes of that API.",
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
	if list, given := object["policies"].([]any); given && len(list) == 0 {
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
