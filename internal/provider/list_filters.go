package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// The data sources that list objects leave to the service what it can select
// by. The filters below are those that it cannot.

// nameFilterAttribute selects by a part of the name, as the official provider's
// attribute of that name does.
func nameFilterAttribute(objects string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("The %s whose names contain this text, case included. The provider selects them, so it saves no requests.", objects),
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// nameMatches applies a name_filter.
func nameMatches(filter types.String, answer management.Settings) bool {
	name, _ := answer["name"].(string)
	return strings.Contains(name, filter.ValueString())
}

// flagMatches applies a filter by a flag, which the service may leave out when
// it is false.
func flagMatches(filter types.Bool, answer management.Settings, property string) bool {
	return filter.IsNull() || filter.ValueBool() == (answer[property] == true)
}
