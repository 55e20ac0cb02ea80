package settings

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// toJSON turns a known value of Terraform's into what encoding/json encodes.
func toJSON(value tftypes.Value) (any, error) {
	if value.IsNull() {
		return nil, nil
	}
	switch typ := value.Type(); {
	case typ.Is(tftypes.String):
		return as[string](value)
	case typ.Is(tftypes.Bool):
		return as[bool](value)
	case typ.Is(tftypes.Number):
		return numberToJSON(value)
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Set{}), typ.Is(tftypes.Tuple{}):
		return listToJSON(value)
	case typ.Is(tftypes.Map{}), typ.Is(tftypes.Object{}):
		return objectToJSON(value)
	default:
		return nil, fmt.Errorf("a value of type %s has no form in JSON", typ)
	}
}

func as[T any](value tftypes.Value) (T, error) {
	var v T
	err := value.As(&v)
	return v, err
}

func numberToJSON(value tftypes.Value) (any, error) {
	n, err := as[*big.Float](value)
	if err != nil {
		return nil, err
	}
	if i, accuracy := n.Int64(); accuracy == big.Exact {
		return i, nil
	}
	if f, accuracy := n.Float64(); accuracy == big.Exact {
		return f, nil
	}
	return json.Number(n.Text('g', -1)), nil
}

func listToJSON(value tftypes.Value) (any, error) {
	elements, err := as[[]tftypes.Value](value)
	if err != nil {
		return nil, err
	}
	list := make([]any, len(elements))
	for i, e := range elements {
		if list[i], err = toJSON(e); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// decided reports whether a value can be sent. Inside an object, the tenant decides
// an unknown attribute; any other unknown value is not known yet.
func decided(value tftypes.Value) bool {
	if !value.IsKnown() {
		return false
	}
	switch typ := value.Type(); {
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Set{}), typ.Is(tftypes.Tuple{}):
		elements, err := as[[]tftypes.Value](value)
		return err != nil || !slices.ContainsFunc(elements, func(e tftypes.Value) bool { return !decided(e) })
	case typ.Is(tftypes.Object{}):
		attributes, _ := as[map[string]tftypes.Value](value)
		for _, a := range attributes {
			if a.IsKnown() && !decided(a) {
				return false
			}
		}
		return true
	default:
		return value.IsFullyKnown()
	}
}

// objectToJSON omits null and unknown attributes: inside a setting, they mean that
// the property is not configured.
func objectToJSON(value tftypes.Value) (any, error) {
	attributes, err := as[map[string]tftypes.Value](value)
	if err != nil {
		return nil, err
	}
	object := make(map[string]any, len(attributes))
	for name, a := range attributes {
		if a.IsNull() || !a.IsKnown() {
			continue
		}
		if object[name], err = toJSON(a); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// fromJSON turns a decoded JSON value into a value of the wanted type; nil
// becomes null. Properties that an object type lacks are ignored, so that a new
// property of the service breaks nothing.
func fromJSON(typ tftypes.Type, value any) (tftypes.Value, error) {
	if value == nil {
		return tftypes.NewValue(typ, nil), nil
	}
	switch t := typ.(type) {
	case tftypes.List:
		return elementsFromJSON(typ, t.ElementType, value)
	case tftypes.Set:
		return elementsFromJSON(typ, t.ElementType, value)
	case tftypes.Map:
		return mapFromJSON(t, value)
	case tftypes.Object:
		return objectFromJSON(t, value)
	}
	switch v := value.(type) {
	case string:
		if typ.Is(tftypes.String) {
			return tftypes.NewValue(typ, v), nil
		}
	case bool:
		if typ.Is(tftypes.Bool) {
			return tftypes.NewValue(typ, v), nil
		}
	case int64:
		if typ.Is(tftypes.Number) {
			return tftypes.NewValue(typ, v), nil
		}
	case float64:
		if typ.Is(tftypes.Number) {
			return tftypes.NewValue(typ, v), nil
		}
	}
	return tftypes.Value{}, mismatch(typ, value)
}

func elementsFromJSON(typ, element tftypes.Type, value any) (tftypes.Value, error) {
	list, ok := value.([]any)
	if !ok {
		return tftypes.Value{}, mismatch(typ, value)
	}
	values := make([]tftypes.Value, len(list))
	for i, e := range list {
		v, err := fromJSON(element, e)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("element %d: %w", i, err)
		}
		values[i] = v
	}
	return tftypes.NewValue(typ, values), nil
}

func mapFromJSON(typ tftypes.Map, value any) (tftypes.Value, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return tftypes.Value{}, mismatch(typ, value)
	}
	values := make(map[string]tftypes.Value, len(object))
	for name, e := range object {
		if typ.ElementType.Is(tftypes.String) {
			e = asText(e)
		}
		v, err := fromJSON(typ.ElementType, e)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("key %q: %w", name, err)
		}
		values[name] = v
	}
	return tftypes.NewValue(typ, values), nil
}

// asText writes a number or a boolean as text: other programs may have put such
// values into a map of texts, such as a client's metadata.
func asText(value any) any {
	switch v := value.(type) {
	case bool, int64, float64, json.Number:
		return fmt.Sprint(v)
	default:
		return value
	}
}

func objectFromJSON(typ tftypes.Object, value any) (tftypes.Value, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return tftypes.Value{}, mismatch(typ, value)
	}
	values := make(map[string]tftypes.Value, len(typ.AttributeTypes))
	for name, attribute := range typ.AttributeTypes {
		v, err := fromJSON(attribute, object[name])
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("property %q: %w", name, err)
		}
		values[name] = v
	}
	return tftypes.NewValue(typ, values), nil
}

func mismatch(typ tftypes.Type, value any) error {
	return fmt.Errorf("the answer holds a %s where a %s is expected", jsonKind(value), kindOf(typ))
}

// kindOf names a type as JSON does.
func kindOf(typ tftypes.Type) string {
	switch {
	case typ.Is(tftypes.String):
		return "string"
	case typ.Is(tftypes.Bool):
		return "boolean"
	case typ.Is(tftypes.Number):
		return "number"
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Set{}), typ.Is(tftypes.Tuple{}):
		return "list"
	default:
		return "object"
	}
}

func jsonKind(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case int64, float64, json.Number:
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	default:
		return fmt.Sprintf("%T", value)
	}
}

// equalJSON compares two values; lists are sets, as the service treats them.
func equalJSON(a, b any) bool {
	first, ok := a.([]any)
	second, also := b.([]any)
	if !ok || !also {
		return reflect.DeepEqual(a, b)
	}
	return len(first) == len(second) && within(first, second) && within(second, first)
}

// within reports whether each element of one list is in another.
func within(list, other []any) bool {
	return !slices.ContainsFunc(list, func(e any) bool {
		return !slices.ContainsFunc(other, func(o any) bool { return reflect.DeepEqual(e, o) })
	})
}
