package settings

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The constructors below make settings that follow the tenant while the
// configuration leaves them out: optional, computed, and unchanged by a plan.

// Bool is a setting that is true or false.
func Bool(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.BoolAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
	}}
}

// Int64 is a setting that is a whole number.
func Int64(name, description string, validators ...validator.Int64) Setting {
	return Setting{Name: name, Attribute: schema.Int64Attribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
	}}
}

// String is a setting that is text.
func String(name, description string, validators ...validator.String) Setting {
	return Setting{Name: name, Attribute: schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Validators:          validators,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}}
}

// Nested is a setting that has settings of its own, attributes that are
// required, or optional and computed. A table's ModifyPlan keeps the computed
// ones as they are while nothing else in the object changes.
func Nested(name, description string, attributes map[string]schema.Attribute) Setting {
	return Setting{Name: name, Attribute: schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Attributes:          attributes,
		PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
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
		PlanModifiers:       []planmodifier.List{listplanmodifier.UseStateForUnknown()},
	}}
}

// ThatClears is the setting, cleared when it is taken out of the configuration.
func (s Setting) ThatClears() Setting {
	s.Cleared = true
	return s
}
