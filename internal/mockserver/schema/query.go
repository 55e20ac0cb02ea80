package schema

import (
	"encoding/json"
	"net/url"
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})$`)

// DecodeQuery turns a query into the value that Check takes: each parameter
// becomes what the schema says that it is. A parameter that cannot be read that
// way stays a string, one that should occur once and occurs twice becomes a
// list, and Check refuses both.
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

// typed reads a text as what the schema says that it is. Booleans are spelled
// true and false, and in no other way.
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
