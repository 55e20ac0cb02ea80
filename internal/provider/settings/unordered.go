package settings

import (
	"context"

	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
)

// Unordered returns the setting, a list in which the order means nothing: a
// configuration with the elements of the state in another order changes nothing.
func (s Setting) Unordered() Setting {
	if list, ok := s.Attribute.(schema.ListAttribute); ok {
		list.PlanModifiers = append(slices.Clone(list.PlanModifiers), unordered{})
		s.Attribute = list
	}
	return s
}

// unordered plans the list of the state where the configuration has the same
// elements in another order.
type unordered struct{}

// Description implements planmodifier.Describer.
func (unordered) Description(context.Context) string {
	return "The order of the elements does not matter."
}

// MarkdownDescription implements planmodifier.Describer.
func (u unordered) MarkdownDescription(ctx context.Context) string { return u.Description(ctx) }

// PlanModifyList implements planmodifier.List.
func (unordered) PlanModifyList(_ context.Context, req planmodifier.ListRequest, resp *planmodifier.ListResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.StateValue.IsNull() {
		return
	}
	wanted, has := req.ConfigValue.Elements(), slices.Clone(req.StateValue.Elements())
	for _, element := range wanted {
		at := slices.IndexFunc(has, func(other attr.Value) bool { return element.Equal(other) })
		if element.IsUnknown() || at < 0 {
			return
		}
		has = slices.Delete(has, at, at+1)
	}
	if len(has) == 0 {
		resp.PlanValue = req.StateValue
	}
}
