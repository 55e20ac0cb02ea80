package endpoint

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Selects reports whether a query names the fields that it wants.
func Selects(query map[string]any) bool {
	fields, isSet := query["fields"].(string)
	return isSet && fields != ""
}

// SelectFields keeps the fields that the query names, or with
// include_fields=false all others. A dotted name means a member of an object.
// The view is changed.
func SelectFields(view map[string]any, query map[string]any) map[string]any {
	if !Selects(query) || view == nil {
		return view
	}
	list, _ := query["fields"].(string)
	fields := strings.Split(list, ",")
	if include, said := query["include_fields"].(bool); !said || include {
		return Pick(view, fields)
	}
	for _, field := range fields {
		name, member, dotted := strings.Cut(field, ".")
		if !dotted {
			delete(view, name)
		} else if object, isObject := view[name].(map[string]any); isObject {
			delete(object, member)
		}
	}
	return view
}

// Pick copies the fields of an object. A dotted name means a member of one of
// its objects.
func Pick(view map[string]any, fields []string) map[string]any {
	out := map[string]any{}
	for _, field := range fields {
		name, member, dotted := strings.Cut(field, ".")
		value, found := view[name]
		switch {
		case !found:
		case !dotted:
			out[name] = value
		default:
			object, _ := value.(map[string]any)
			if inner, found := object[member]; found {
				kept, isObject := out[name].(map[string]any)
				if !isObject {
					kept = map[string]any{}
					out[name] = kept
				}
				kept[member] = inner
			}
		}
	}
	return out
}

// PickRaw copies the named members of an encoded object, those that it has.
func PickRaw(object map[string]json.RawMessage, names ...string) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(names))
	for _, name := range names {
		if value, found := object[name]; found {
			out[name] = value
		}
	}
	return out
}

// SelectFieldsOf is SelectFields for an object that is not a map. Without
// fields in the query, it is the object itself.
func SelectFieldsOf(object any, query map[string]any) (any, error) {
	if !Selects(query) {
		return object, nil
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("encoding the object to select fields of it: %w", err)
	}
	var view map[string]any
	if err := json.Unmarshal(text, &view); err != nil {
		return nil, fmt.Errorf("decoding the object to select fields of it: %w", err)
	}
	return SelectFields(view, query), nil
}
