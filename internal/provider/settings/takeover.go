package settings

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TakeOver writes an object that the official provider managed to a state: the
// settings, and others, which are its attributes beside them. source is that
// provider's state, in the JSON that Terraform keeps. It has the same attributes,
// but writes an absent string as "" or "null", and a nested object as a list of at
// most one element, which says disable if there is no object. A value in an unexpected
// form is skipped: the refresh that follows reads it.
func (t Table) TakeOver(source map[string]any, others Object, state *tfsdk.State) diag.Diagnostics {
	attributes := attributeTypes(state)
	values := make(Object, len(t)+len(others))
	maps.Copy(values, others)
	for _, s := range t {
		typ := attributes[s.Name]
		if value, err := fromJSON(typ, fromOfficial(typ, source[s.Name])); err == nil {
			values[s.Name] = value
		}
	}
	return values.Assign(state)
}

// fromOfficial is a value of the official provider's state as ours has it.
func fromOfficial(typ tftypes.Type, value any) any {
	if value == "" {
		return nil
	}
	switch t := typ.(type) {
	case tftypes.Object:
		return objectFromOfficial(t, value)
	case tftypes.List:
		return elementsFromOfficial(t.ElementType, value)
	case tftypes.Set:
		return elementsFromOfficial(t.ElementType, value)
	}
	if typ.Is(tftypes.String) && value == "null" {
		return nil
	}
	return value
}

func objectFromOfficial(typ tftypes.Object, value any) any {
	if list, ok := value.([]any); ok {
		if len(list) == 0 {
			return nil
		}
		value = list[0]
	}
	object, ok := value.(map[string]any)
	if !ok || object["disable"] == true {
		return nil
	}
	ours := make(map[string]any, len(typ.AttributeTypes))
	for name, attribute := range typ.AttributeTypes {
		ours[name] = fromOfficial(attribute, object[name])
	}
	return ours
}

// elementsFromOfficial omits nested objects that are disabled; a list of nothing
// else is null.
func elementsFromOfficial(element tftypes.Type, value any) any {
	list, ok := value.([]any)
	if !ok {
		return nil
	}
	_, nested := element.(tftypes.Object)
	ours := make([]any, 0, len(list))
	for _, e := range list {
		if e = fromOfficial(element, e); e != nil {
			ours = append(ours, e)
		}
	}
	if nested && len(ours) == 0 {
		return nil
	}
	return ours
}
