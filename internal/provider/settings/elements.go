package settings

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// Without is the table without some settings, such as secrets.
func (t Table) Without(names ...string) Table {
	return slices.DeleteFunc(slices.Clone(t), func(s Setting) bool { return slices.Contains(names, s.Name) })
}

// Elements is a list of objects that the table describes, as a data source
// shows it.
func (t Table) Elements(description string) dsschema.ListNestedAttribute {
	typ := t.objectType()
	return dsschema.ListNestedAttribute{
		MarkdownDescription: description,
		Computed:            true,
		// The types are those that the framework would derive, which it does for
		// every value of a list: that makes up most of what a long list costs.
		CustomType: types.ListType{ElemType: typ},
		NestedObject: dsschema.NestedAttributeObject{
			CustomType: typ,
			Attributes: t.AddToDataSource(map[string]dsschema.Attribute{}),
		},
	}
}

func (t Table) objectType() types.ObjectType {
	attributes := make(map[string]attr.Type, len(t))
	for _, s := range t {
		attributes[s.Name] = s.Attribute.GetType()
	}
	return types.ObjectType{AttrTypes: attributes}
}

// List is the value of [Table.Elements] for the objects of an answer.
func (t Table) List(ctx context.Context, answers []management.Settings) (types.List, diag.Diagnostics) {
	var diags diag.Diagnostics
	typ := t.objectType()
	elements := make([]attr.Value, 0, len(answers))
	for i, answer := range answers {
		values := make(map[string]attr.Value, len(t))
		for _, s := range t {
			value, err := s.element(ctx, answer)
			if err != nil {
				diags.AddError(unexpectedForm, fmt.Sprintf("Object %d of the list, property %q: %s. %s", i, s.property(), err, pleaseReport))
				return types.ListUnknown(typ), diags
			}
			values[s.Name] = value
		}
		element, problems := types.ObjectValue(typ.AttrTypes, values)
		diags.Append(problems...)
		elements = append(elements, element)
	}
	list, problems := types.ListValue(typ, elements)
	diags.Append(problems...)
	return list, diags
}

// element is the value of a setting in an element of a list.
func (s Setting) element(ctx context.Context, answer management.Settings) (attr.Value, error) {
	typ := s.Attribute.GetType()
	value, err := s.stored(typ.TerraformType(ctx), answer, nil)
	if err != nil {
		return nil, err
	}
	return typ.ValueFromTerraform(ctx, value)
}
