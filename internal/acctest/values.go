package acctest

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object returns a configuration as a value of the schema's type.
func (p *Plugin) object(schema *tfprotov6.Schema, config Values) tftypes.Value {
	p.tb.Helper()
	typ, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		p.tb.Fatalf("the schema is a %s", schema.ValueType())
	}
	for name := range config {
		if _, has := typ.AttributeTypes[name]; !has {
			p.tb.Fatalf("the schema has no attribute %q", name)
		}
	}
	value, err := typed(typ, config)
	p.must(err)
	return value
}

// proposed returns what Terraform proposes as the new state: the configuration, with
// the prior value of each computed attribute that is not set, also in nested objects.
func (p *Plugin) proposed(schema *tfprotov6.Schema, prior tftypes.Value, config Values) tftypes.Value {
	p.tb.Helper()
	proposed, err := proposal(schema.Block.Attributes, schema.ValueType(), p.object(schema, config), prior)
	p.must(err)
	return proposed
}

func proposal(attributes []*tfprotov6.SchemaAttribute, typ tftypes.Type, config, prior tftypes.Value) (tftypes.Value, error) {
	values, before := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	if err := config.As(&values); err != nil {
		return config, err
	}
	if !prior.IsNull() && prior.IsKnown() {
		if err := prior.As(&before); err != nil {
			return config, err
		}
	}
	for _, attribute := range attributes {
		value, nested := values[attribute.Name], attribute.NestedType
		switch {
		case value.IsNull() && attribute.Computed && len(before) > 0:
			values[attribute.Name] = before[attribute.Name]
		case nested != nil && nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle && !value.IsNull() && value.IsKnown():
			within, err := proposal(nested.Attributes, value.Type(), value, before[attribute.Name])
			if err != nil {
				return config, err
			}
			values[attribute.Name] = within
		}
	}
	return tftypes.NewValue(typ, values), nil
}

// typed converts a Go value to a value of a type.
func typed(typ tftypes.Type, value any) (tftypes.Value, error) {
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(typ, nil), nil
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue), nil
	case []any:
		element, err := elementType(typ)
		if err != nil {
			return tftypes.Value{}, err
		}
		values := make([]tftypes.Value, len(v))
		for i, e := range v {
			if values[i], err = typed(element, e); err != nil {
				return tftypes.Value{}, err
			}
		}
		return tftypes.NewValue(typ, values), nil
	case map[string]any:
		if m, ok := typ.(tftypes.Map); ok {
			return typedMap(m, v)
		}
		object, ok := typ.(tftypes.Object)
		if !ok {
			return tftypes.Value{}, fmt.Errorf("an object where the schema has %s", typ)
		}
		values := make(map[string]tftypes.Value, len(object.AttributeTypes))
		for name, attribute := range object.AttributeTypes {
			var err error
			if values[name], err = typed(attribute, v[name]); err != nil {
				return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
			}
		}
		return tftypes.NewValue(typ, values), nil
	default:
		if err := tftypes.ValidateValue(typ, value); err != nil {
			return tftypes.Value{}, err
		}
		return tftypes.NewValue(typ, value), nil
	}
}

func typedMap(typ tftypes.Map, value map[string]any) (tftypes.Value, error) {
	values := make(map[string]tftypes.Value, len(value))
	for name, element := range value {
		var err error
		if values[name], err = typed(typ.ElementType, element); err != nil {
			return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return tftypes.NewValue(typ, values), nil
}

func elementType(typ tftypes.Type) (tftypes.Type, error) {
	switch t := typ.(type) {
	case tftypes.List:
		return t.ElementType, nil
	case tftypes.Set:
		return t.ElementType, nil
	default:
		return nil, fmt.Errorf("a list where the schema has %s", typ)
	}
}

// plain is the inverse of typed.
func plain(value tftypes.Value) any {
	if !value.IsKnown() {
		return Unknown
	}
	if value.IsNull() {
		return nil
	}
	var (
		text    string
		truth   bool
		number  *big.Float
		list    []tftypes.Value
		members map[string]tftypes.Value
	)
	switch {
	case value.As(&text) == nil:
		return text
	case value.As(&truth) == nil:
		return truth
	case value.As(&number) == nil:
		whole, _ := number.Int64()
		return whole
	case value.As(&list) == nil:
		elements := make([]any, len(list))
		for i, e := range list {
			elements[i] = plain(e)
		}
		return elements
	case value.As(&members) == nil:
		object := make(map[string]any, len(members))
		for name, m := range members {
			object[name] = plain(m)
		}
		return object
	}
	return fmt.Sprintf("a value of type %s", value.Type())
}
