package schema

import (
	"encoding/json"
	"net/url"
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})$`)

// DecodeQuery converts a query to a value for Check. Parameters get the types of the
// schema. A parameter that does not have its type stays a string, and a parameter that
// wrongly occurs twice becomes a list; Check refuses both.
func (s *Schemas) DecodeQuery(name Name, query url.Values) map[string]any {
	schema := s.compiled[name]
	out := make(map[string]any, len(query))
	for parameter, values := range query {
		wanted := property(schema, parameter)
		if isA(wanted, "array") || len(values) > 1 {
			out[parameter] = texts(values)
			continue
		}
		out[parameter] = typed(wanted, values[0])
	}
	return out
}

// typed converts a text to the type of the schema. Booleans are exactly true and false.
func typed(schema *jsonschema.Schema, text string) any {
	switch {
	case isA(schema, "boolean") && text == "true":
		return true
	case isA(schema, "boolean") && text == "false":
		return false
	case isA(schema, "integer") && integer.MatchString(text):
		number, err := plainNumber(json.Number(text))
		if err == nil {
			return number
		}
	}
	return text
}

func isA(schema *jsonschema.Schema, name string) bool {
	for ; schema != nil; schema = schema.Ref {
		if schema.Types == nil {
			continue
		}
		for _, each := range schema.Types.ToStrings() {
			if each == name {
				return true
			}
		}
	}
	return false
}

func texts(values []string) []any {
	out := make([]any, len(values))
	for i, value := range values {
		out[i] = value
	}
	return out
}
