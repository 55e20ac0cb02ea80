package settings

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is a plan, configuration or state: one object of Terraform's as
// tftypes. The zero Object has no values.
type Object map[string]tftypes.Value

const providerBug = ". This is a bug in the provider; please report it."

// ObjectOf splits a plan, configuration or state into its attributes; a null
// object, such as the state of a resource to be created, has none.
func ObjectOf(raw tftypes.Value) (Object, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := Object{}
	if raw.IsNull() || !raw.IsKnown() {
		return values, diags
	}
	if err := raw.As((*map[string]tftypes.Value)(&values)); err != nil {
		diags.AddError("Reading Terraform's values failed", err.Error()+providerBug)
	}
	return values, diags
}

// String returns an attribute that is text; null if the object lacks it.
func (o Object) String(name string) types.String {
	value, has := o[name]
	if has && !value.IsKnown() {
		return types.StringUnknown()
	}
	var text *string
	if !has || value.As(&text) != nil {
		return types.StringNull()
	}
	return types.StringPointerValue(text)
}

// Text returns a known text; empty for null or unknown.
func (o Object) Text(name string) string { return o.String(name).ValueString() }

// IsTrue reports whether an attribute is known to be true.
func (o Object) IsTrue(name string) bool {
	var is *bool
	value, has := o[name]
	return has && value.IsKnown() && value.As(&is) == nil && is != nil && *is
}

// Text is the value of an attribute that is text; null for an empty one.
func Text(text string) tftypes.Value {
	if text == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, text)
}

// TextPointer is the value of an attribute that is text; null for nil.
func TextPointer(text *string) tftypes.Value { return tftypes.NewValue(tftypes.String, text) }

// Only returns the object's attributes of these names, those that it has.
func (o Object) Only(names ...string) Object {
	some := make(Object, len(names))
	for _, name := range names {
		if value, has := o[name]; has {
			some[name] = value
		}
	}
	return some
}

// Assign writes attributes to a state, all at once: the framework's SetAttribute
// copies and checks the whole state for each. Other attributes keep their values.
func (o Object) Assign(state *tfsdk.State) diag.Diagnostics {
	values, diags := ObjectOf(state.Raw)
	typ, isObject := state.Raw.Type().(tftypes.Object)
	if !isObject {
		diags.AddError("Writing the state failed", "The state is not an object"+providerBug)
		return diags
	}
	for name, value := range o {
		values[name] = value
	}
	for name, attribute := range typ.AttributeTypes {
		if _, has := values[name]; !has {
			values[name] = tftypes.NewValue(attribute, nil)
		}
	}
	raw := map[string]tftypes.Value(values)
	if err := tftypes.ValidateValue(typ, raw); err != nil {
		diags.AddError("Writing the state failed", err.Error()+providerBug)
		return diags
	}
	state.Raw = tftypes.NewValue(typ, raw)
	return diags
}

// attributeTypes are the types of a state's attributes, by their names.
func attributeTypes(state *tfsdk.State) map[string]tftypes.Type {
	typ, _ := state.Raw.Type().(tftypes.Object)
	return typ.AttributeTypes
}
