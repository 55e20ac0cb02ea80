package grantrules

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// maxDetailTypeLength is the service's limit, in characters.
const maxDetailTypeLength = 255

// Settings are the settings of a grant that the provider carries. A
// further setting of the service's is a further entry here.
func Settings() settings.Table {
	anyOrganization := settings.Bool("allow_any_organization", "Whether a token may be requested for any organization, rather than only for those that the grant is assigned to. The tenant's default is `false`. Removing it withdraws the permission.").ThatClears()
	anyOrganization.Absent = false
	return settings.Table{
		{Name: "scopes", Property: "scope", Attribute: schema.SetAttribute{
			MarkdownDescription: "The scopes of the API that the client may request. With an empty set, the client gets tokens without scopes. Set either this or `allow_all_scopes`.",
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(values.ScopeName())},
		}},
		{Name: "allow_all_scopes", Absent: false, Attribute: schema.BoolAttribute{
			MarkdownDescription: "Whether the client may request every scope of the API, including scopes that are added later. Set either this or `scopes`. Not for system APIs.",
			Optional:            true,
			Computed:            true,
		}},
		settings.String("organization_usage", "Whether a client credentials request names an organization: `deny`, it must not; `allow`, it may; `require`, it must, unless the client has `default_organization`. Removing it restores the tenant's default, `deny`.",
			stringvalidator.OneOf("deny", "allow", "require")).ThatClears(),
		anyOrganization,
		{Name: "authorization_details_types", Absent: []any{}, Cleared: true, Attribute: schema.SetAttribute{
			MarkdownDescription: "The types of rich authorization requests (RFC 9396) that the client may use, out of the API's `authorization_details`. Only with `subject_type = \"user\"`. At most 255 characters each. Removing it permits none of them.",
			ElementType:         types.StringType,
			Optional:            true,
			Computed:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, maxDetailTypeLength))},
			PlanModifiers:       []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		}},
		{Name: kit.IsSystemAttribute, Absent: false, Attribute: schema.BoolAttribute{
			MarkdownDescription: "Whether the tenant itself created the grant. Such a grant cannot be changed, and destroying this resource leaves it in the tenant.",
			Computed:            true,
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		}},
	}
}
