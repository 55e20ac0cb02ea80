package seed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// escape escapes a key in a JSON pointer (RFC 6901, section 3).
func escape(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

func pointer(location []string) string {
	var path strings.Builder
	for _, token := range location {
		path.WriteString("/" + escape(token))
	}
	return path.String()
}

// violations reports what the schema does not allow, each at its place.
func (t *tree) violations(schema *jsonschema.Schema, err *jsonschema.ValidationError, p *problems) {
	if len(err.Causes) > 0 {
		for _, cause := range err.Causes {
			t.violations(schema, cause, p)
		}
		return
	}
	place := pointer(err.InstanceLocation)
	here := schemaAt(schema, err.InstanceLocation)
	if extra, is := err.ErrorKind.(*kind.AdditionalProperties); is {
		for _, name := range extra.Properties {
			p.add(t.keys[place+"/"+escape(name)], "unknown key %q; allowed in %s: %s", name, named(err.InstanceLocation), keysOf(here))
		}
		return
	}
	p.add(t.at[place], "%s %s", named(err.InstanceLocation), phrase(err.ErrorKind, here))
}

// phrase says what is wrong with a value, and what is allowed.
func phrase(what jsonschema.ErrorKind, schema *jsonschema.Schema) string {
	switch e := what.(type) {
	case *kind.Type:
		return fmt.Sprintf("is %s; expected %s", typeName(e.Got), expected(schema, typeName(e.Want[0])))
	case *kind.Required:
		return fmt.Sprintf("lacks %s", strings.Join(e.Missing, " and "))
	case *kind.Enum:
		allowed := make([]string, len(e.Want))
		for i, value := range e.Want {
			allowed[i] = fmt.Sprint(value)
		}
		return fmt.Sprintf("is %v; allowed: %s", e.Got, strings.Join(allowed, ", "))
	case *kind.Pattern:
		return fmt.Sprintf("is %q; expected %s", e.Got, schema.Description)
	case *kind.MinLength:
		return "is empty; expected " + schema.Description
	case *kind.MaxLength:
		return fmt.Sprintf("has %d characters; at most %d are allowed", e.Got, e.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("has %d elements; at most %d are allowed", e.Got, e.Want)
	case *kind.MinProperties:
		return "is empty; expected " + schema.Description
	case *kind.Minimum:
		return fmt.Sprintf("is %s; at least %s is allowed", e.Got.RatString(), e.Want.RatString())
	case *kind.Maximum:
		return fmt.Sprintf("is %s; at most %s is allowed", e.Got.RatString(), e.Want.RatString())
	}
	return fmt.Sprintf("is not allowed (%T); expected %s", what, schema.Description)
}

// expected returns the type with the description of what is meant.
func expected(schema *jsonschema.Schema, typed string) string {
	if schema == nil || schema.Description == "" || strings.HasPrefix(schema.Description, "any ") {
		return typed
	}
	return typed + ": " + schema.Description
}

func typeName(name string) string {
	return map[string]string{
		"object": "an object", "array": "a list", "string": "a text", "boolean": "true or false", "null": "empty",
		"number": "a number", "integer": "a whole number",
	}[name]
}

// named returns the location as people write it: users[0].email.
func named(location []string) string {
	if len(location) == 0 {
		return "the file"
	}
	var name strings.Builder
	for _, token := range location {
		switch _, err := strconv.Atoi(token); {
		case err == nil && name.Len() > 0:
			name.WriteString("[" + token + "]")
		case name.Len() > 0:
			name.WriteString("." + token)
		default:
			name.WriteString(token)
		}
	}
	return name.String()
}

func keysOf(schema *jsonschema.Schema) string {
	var keys []string
	for ; schema != nil; schema = schema.Ref {
		for key := range schema.Properties {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

// schemaAt returns the schema of a value, with references followed.
func schemaAt(schema *jsonschema.Schema, location []string) *jsonschema.Schema {
	for _, token := range location {
		var next *jsonschema.Schema
		for ; schema != nil && next == nil; schema = schema.Ref {
			if next = schema.Properties[token]; next == nil {
				next = schema.Items2020
			}
		}
		schema = next
	}
	for schema != nil && schema.Ref != nil {
		schema = schema.Ref
	}
	return schema
}
