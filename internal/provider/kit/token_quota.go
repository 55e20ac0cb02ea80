package kit

import (
	"context"
	"math"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// ClientCredentialsQuota is the member client_credentials of a token quota. A quota is
// written as a whole.
func ClientCredentialsQuota() schema.Attribute {
	limit := func(period string) schema.Attribute {
		return schema.Int64Attribute{
			CustomType:          settings.WholeNumberType{},
			MarkdownDescription: "The maximum number of tokens per " + period + ", from 1 to 2147483647. The " + period + " is that of UTC. At least one of the two limits is required.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.Between(1, math.MaxInt32)}, // the service's limits (its OpenAPI document)
		}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: "The limits for the grant type `client_credentials`.",
		Required:            true,
		Validators:          []validator.Object{hasLimit{}},
		Attributes: map[string]schema.Attribute{
			"per_hour": limit("hour"),
			"per_day":  limit("day"),
			"enforce": schema.BoolAttribute{
				MarkdownDescription: "Whether requests above a limit are refused, rather than only logged. The default is `true`.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
			},
		},
	}
}

// hasLimit refuses a quota without a limit, which the service refuses (facts 11.1).
type hasLimit struct{}

// Description implements validator.Describer.
func (hasLimit) Description(context.Context) string { return "needs per_hour or per_day" }

// MarkdownDescription implements validator.Describer.
func (v hasLimit) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateObject implements validator.Object.
func (hasLimit) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	limits := req.ConfigValue.Attributes()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || !limits["per_hour"].IsNull() || !limits["per_day"].IsNull() {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The quota has no limit", "Set per_hour, per_day or both. To remove the quota, remove the attribute that contains it.")
}
