package kit

import (
	"math"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// ClientCredentialsQuota is the member client_credentials of a token quota. A quota is
// written as a whole.
func ClientCredentialsQuota() schema.Attribute {
	limit := func(period, other string) schema.Attribute {
		return schema.Int64Attribute{
			MarkdownDescription: "The maximum number of tokens per " + period + ", from 1 to 2147483647. The " + period + " is that of UTC. At least one of the two limits is required.",
			Optional:            true,
			Validators: []validator.Int64{
				int64validator.Between(1, math.MaxInt32), // the service's limits (its OpenAPI document)
				int64validator.AtLeastOneOf(path.MatchRelative().AtParent().AtName(other)),
			},
		}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "The limits for the grant type `client_credentials`.",
		Required:            true,
		Attributes: map[string]schema.Attribute{
			"per_hour": limit("hour", "per_day"),
			"per_day":  limit("day", "per_hour"),
			"enforce": schema.BoolAttribute{
				MarkdownDescription: "Whether requests above a limit are refused, rather than only logged. The default is `true`.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
			},
		},
	}
}
