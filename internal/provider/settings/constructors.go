package settings

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The constructors below make settings that follow the tenant while they are not
// configured: optional, computed, and unchanged by a plan.

// Bool is a setting that is true or false.
func Bool(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.BoolAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		PlanModifiers:       []planmodifier.Bool{follow{}},
	}}
}

// Int64 is a setting that is a whole number.
func Int64(name, description string, validators ...validator.Int64) Setting {
	return Setting{Name: name, Attribute: schema.Int64Attribute{
		CustomType:          WholeNumberType{},
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.Int64{follow{}},
	}}
}

// String is a setting that is a string.
func String(name, description string, validators ...validator.String) Setting {
	return Setting{Name: name, Attribute: schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.String{follow{}},
	}}
}

// RequiredString is a string that an object must have.
func RequiredString(name, description string, validators ...validator.String) Setting {
	return Setting{Name: name, Attribute: schema.StringAttribute{
		MarkdownDescription: description,
		Required:            true,
		Validators:          validators,
	}}
}

// Strings is a setting that is a list of strings.
func Strings(name, description string, validators ...validator.List) Setting {
	return Setting{Name: name, Attribute: schema.ListAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.List{follow{}},
	}}
}

// StringMap is a setting that maps strings to strings.
func StringMap(name, description string, validators ...validator.Map) Setting {
	return Setting{Name: name, Attribute: schema.MapAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.Map{follow{}},
	}}
}

// Nested is a setting that has settings of its own, attributes that are
// required, or optional and computed. A table's ModifyPlan keeps the computed
// ones as they are while nothing else in the object changes. Members made by
// the constructors here each follow the tenant whatever else changes, so that
// an update sends the whole object, which the service may replace.
func Nested(name, description string, attributes map[string]schema.Attribute) Setting {
	return Setting{Name: name, Attribute: schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Attributes:          attributes,
		PlanModifiers:       []planmodifier.Object{follow{}},
	}}
}

// NestedList is a setting that is a list of objects.
func NestedList(name, description string, attributes map[string]schema.Attribute, validators ...validator.List) Setting {
	return Setting{Name: name, Attribute: schema.ListNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
		Validators:          validators,
		PlanModifiers:       []planmodifier.List{follow{}},
	}}
}

// ThatClears is the setting, cleared when it is removed from the configuration.
func (s Setting) ThatClears() Setting {
	s.Cleared = true
	return s
}

// ThatResets is the setting, cleared when it is removed from the configuration,
// after which the service may set a default of its own.
func (s Setting) ThatResets() Setting {
	s.Cleared, s.Reset = true, true
	return s
}

// ThatReplaces is the setting, a Bool or a String that the service cannot
// change: where the configuration has another value than the state, the object
// is replaced. A state without a value, as an earlier version or another
// provider left it, replaces nothing.
func (s Setting) ThatReplaces() Setting {
	const description = "Another value replaces the object."
	switch attribute := s.Attribute.(type) {
	case schema.BoolAttribute:
		attribute.PlanModifiers = append(slices.Clone(attribute.PlanModifiers), boolplanmodifier.RequiresReplaceIf(
			func(_ context.Context, req planmodifier.BoolRequest, resp *boolplanmodifier.RequiresReplaceIfFuncResponse) {
				resp.RequiresReplace = !req.ConfigValue.IsNull() && !req.StateValue.IsNull()
			}, description, description))
		s.Attribute = attribute
	case schema.StringAttribute:
		attribute.PlanModifiers = append(slices.Clone(attribute.PlanModifiers), stringplanmodifier.RequiresReplaceIf(
			func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
				resp.RequiresReplace = !req.ConfigValue.IsNull() && !req.StateValue.IsNull()
			}, description, description))
		s.Attribute = attribute
	}
	return s
}
