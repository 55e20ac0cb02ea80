package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// clientGrantSettings are the settings of a grant that the provider carries. A
// further setting of the service's is a further entry here.
func clientGrantSettings() settings.Table {
	return settings.Table{
		{Name: "scopes", Property: "scope", Attribute: schema.SetAttribute{
			MarkdownDescription: "The scopes of the API that the client may ask for. Empty permits a token without scopes. Either this or `allow_all_scopes`.",
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, maxScopeLength))},
		}},
		{Name: "allow_all_scopes", Attribute: schema.BoolAttribute{
			MarkdownDescription: "Whether the client may ask for every scope of the API, now and later. Either this or `scopes`.",
			Optional:            true,
			Computed:            true,
		}},
	}
}
