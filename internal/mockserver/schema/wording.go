package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Violations are all violations of a schema by a value, with the service's messages, in a
// stable order.
type Violations []string

// Error joins the violations as the service does.
func (v Violations) Error() string { return strings.Join(v, " (also) ") + "." }

// violation is a violation, with the path to sort it by.
type violation struct {
	path    []string
	message string
}

// violations flattens the tree of errors. The library visits the properties of an object
// in random order, so the violations are sorted: outer before inner, then by name.
func violations(schema *jsonschema.Schema, value any, err *jsonschema.ValidationError) Violations {
	var found []violation
	collect(schema, value, err, &found)
	slices.SortStableFunc(found, func(a, b violation) int {
		return cmp.Or(
			cmp.Compare(len(a.path), len(b.path)),
			slices.Compare(a.path, b.path),
			cmp.Compare(a.message, b.message),
		)
	})
	out := make(Violations, len(found))
	for i, one := range found {
		out[i] = one.message
	}
	return slices.Compact(out)
}

func collect(schema *jsonschema.Schema, value any, err *jsonschema.ValidationError, found *[]violation) {
	messages := phrase(err.ErrorKind, lookUp(value, err.InstanceLocation))
	if messages == nil {
		for _, cause := range err.Causes {
			collect(schema, value, cause, found)
		}
		return
	}
	where := onProperty(schema, value, err.InstanceLocation)
	for _, message := range messages {
		*found = append(*found, violation{path: err.InstanceLocation, message: "'" + message + "'" + where})
	}
}

// phrase returns the messages of z-schema (src/Errors.js) for an error. It returns nil for
// an error that only groups others.
func phrase(what jsonschema.ErrorKind, value any) []string {
	switch e := what.(type) {
	case *kind.Type:
		return one("Expected type %s but found type %s", strings.Join(nullLast(e.Want), ","), typeOf(value))
	case *kind.Enum:
		return one("No enum match for: %s", printed(value))
	case *kind.Format:
		return one("Object didn't pass validation for format %s: %s", e.Want, printed(value))
	case *kind.Pattern:
		return one("String does not match pattern %s: %s", e.Want, e.Got)
	case *kind.MinLength:
		return one("String is too short (%d chars), minimum %d", e.Got, e.Want)
	case *kind.MaxLength:
		return one("String is too long (%d chars), maximum %d", e.Got, e.Want)
	case *kind.Minimum:
		return one("Value %s is less than minimum %s", printed(value), number(e.Want))
	case *kind.Maximum:
		return one("Value %s is greater than maximum %s", printed(value), number(e.Want))
	case *kind.MinItems:
		return one("Array is too short (%d), minimum %d", e.Got, e.Want)
	case *kind.MaxItems:
		return one("Array is too long (%d), maximum %d", e.Got, e.Want)
	case *kind.MinProperties:
		return one("Too few properties defined (%d), minimum %d", e.Got, e.Want)
	case *kind.MaxProperties:
		return one("Too many properties defined (%d), maximum %d", e.Got, e.Want)
	case *kind.Required:
		var out []string
		for _, name := range e.Missing {
			out = append(out, "Missing required property: "+name)
		}
		return out
	case *kind.AdditionalProperties:
		return one("Additional properties not allowed: %s", strings.Join(slices.Sorted(slices.Values(e.Properties)), ","))
	case *kind.OneOf:
		return one("Data does not match any schemas from 'oneOf'")
	}
	return nil
}

func one(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }

// nullLast restores the order of types in the schemas, which the library changes.
func nullLast(types []string) []string {
	out := slices.DeleteFunc(slices.Clone(types), func(name string) bool { return name == "null" })
	if len(out) < len(types) {
		out = append(out, "null")
	}
	return out
}

// onProperty returns the end of a message: the path, and the schema's description of the
// property. The root of a body has no path.
func onProperty(schema *jsonschema.Schema, value any, location []string) string {
	if len(location) == 0 {
		return ""
	}
	var place strings.Builder
	description := ""
	for _, token := range location {
		if list, isList := value.([]any); isList {
			fmt.Fprintf(&place, "[%s]", token)
			schema, value, description = items(schema), element(list, token), ""
			continue
		}
		if place.Len() > 0 {
			place.WriteByte('.')
		}
		place.WriteString(token)
		object, _ := value.(map[string]any)
		schema, value = property(schema, token), object[token]
		description = describe(schema)
	}
	if description == "" {
		return " on property " + place.String()
	}
	return " on property " + place.String() + " (" + description + ")"
}

func property(schema *jsonschema.Schema, name string) *jsonschema.Schema {
	for ; schema != nil; schema = schema.Ref {
		if found := schema.Properties[name]; found != nil {
			return found
		}
	}
	return nil
}

func items(schema *jsonschema.Schema) *jsonschema.Schema {
	for ; schema != nil; schema = schema.Ref {
		if schema.Items2020 != nil {
			return schema.Items2020
		}
	}
	return nil
}

func describe(schema *jsonschema.Schema) string {
	for ; schema != nil; schema = schema.Ref {
		if schema.Description != "" {
			return schema.Description
		}
	}
	return ""
}

func lookUp(value any, location []string) any {
	for _, token := range location {
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			value = element(v, token)
		}
	}
	return value
}

func element(list []any, token string) any {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

// typeOf returns the type of a value as z-schema names it: a number without a fraction is
// an integer.
func typeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case json.Number:
		if f, err := v.Float64(); err == nil && f == float64(int64(f)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

// printed converts a value to a string as JavaScript's string replacement does.
func printed(value any) string {
	if s, isString := value.(string); isString {
		return s
	}
	text, err := json.Marshal(value)
	if err != nil {
		return typeOf(value)
	}
	return string(text)
}

func number(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	f, _ := r.Float64()
	return strconv.FormatFloat(f, 'g', -1, 64)
}
