package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The kinds of fields.
const (
	kindText   = "text"
	kindNumber = "number"
	kindSelect = "select"
	kindSwitch = "checkbox"
	kindLines  = "lines" // a list, one value on a line
)

// property is a property of an object that a form can change.
type property struct {
	// Name is the property's name in the Management API and in Terraform. That of a
	// property of a nested object has dots.
	Name, Label, Hint, Kind string
	Options                 []option
	Required                bool
	// Explain returns a note on the present value, such as a duration in words; nil
	// means that there is no note.
	Explain func(text string) string
}

// option is an option of a select.
type option struct{ Value, Label string }

// field is a property in a form.
type field struct {
	property
	// Value is the value in the form; that of a checkbox is "true" or "false".
	Value string
	// Was is the value when the form was written: only what differs is sent.
	Was string
	// Note is the note on the value, and Error says what is wrong with it.
	Note, Error string
}

// wasPrefix is the prefix of the hidden inputs with the values that a form began with.
const wasPrefix = "was."

// fieldsOf returns the fields for an object, as in the Management API's JSON.
func fieldsOf(properties []property, object map[string]any) []field {
	fields := make([]field, len(properties))
	for i, each := range properties {
		value := each.format(at(object, each.Name))
		fields[i] = field{property: each, Value: value, Was: value}
		if each.Explain != nil {
			fields[i].Note = each.Explain(value)
		}
	}
	return fields
}

// fieldsFrom returns the fields as they were posted.
func fieldsFrom(properties []property, form url.Values) []field {
	fields := make([]field, len(properties))
	for i, each := range properties {
		fields[i] = field{property: each, Value: normalized(form.Get(each.Name)), Was: normalized(form.Get(wasPrefix + each.Name))}
		if each.Kind == kindSwitch {
			fields[i].Value = strconv.FormatBool(form.Get(each.Name) == "true")
		}
		if !form.Has(wasPrefix + each.Name) { // the form did not have this field
			fields[i].Value, fields[i].Was = form.Get(each.Name), form.Get(each.Name)
		}
	}
	return fields
}

// normalized replaces the line ends of a form by those of JSON.
func normalized(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// bodyOf returns the body of a request that changes what differs in the form. It sets
// the errors of fields; ok is false if there is one.
func bodyOf(fields []field) (body map[string]any, ok bool) {
	body, ok = map[string]any{}, true
	for i := range fields {
		f := &fields[i]
		if f.Value == f.Was {
			continue
		}
		value, err := f.parse(f.Value)
		if err != nil {
			f.Error, ok = err.Error(), false
			continue
		}
		set(body, f.Name, value)
	}
	return body, ok
}

// blame marks the field that a refusal of the Management API names, if there is one.
func blame(fields []field, refused *refusal) {
	for i := range fields {
		if slices.ContainsFunc(strings.FieldsFunc(refused.Message, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == ':' }),
			func(word string) bool { return strings.TrimRight(word, ".") == fields[i].Name }) {
			fields[i].Error = refused.Message
			return
		}
	}
}

// format returns the text of a value in a form. nil means that it is not set.
func (p property) format(value any) string {
	switch value := value.(type) {
	case nil:
		if p.Kind == kindSwitch {
			return "false"
		}
		return ""
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	case []any:
		lines := make([]string, len(value))
		for i, line := range value {
			lines[i] = fmt.Sprint(line)
		}
		return strings.Join(lines, "\n")
	default:
		return fmt.Sprint(value)
	}
}

// parse returns the value of a text for the Management API.
func (p property) parse(text string) (any, error) {
	switch p.Kind {
	case kindNumber:
		number, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return nil, errors.New("Enter a whole number.")
		}
		return number, nil
	case kindSwitch:
		return text == "true", nil
	case kindLines:
		lines := []string{}
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		return lines, nil
	case kindSelect:
		if text == "" {
			return nil, nil //nolint:nilnil // null resets the property
		}
	}
	if p.Required && strings.TrimSpace(text) == "" {
		return nil, errors.New("Enter a value.")
	}
	return text, nil
}

// at returns the value at a dotted name in decoded JSON, or nil.
func at(object map[string]any, name string) any {
	first, rest, nested := strings.Cut(name, ".")
	if !nested {
		return object[first]
	}
	inner, _ := object[first].(map[string]any)
	return at(inner, rest)
}

// set sets the value at a dotted name, and creates the objects on the way.
func set(object map[string]any, name string, value any) {
	first, rest, nested := strings.Cut(name, ".")
	if !nested {
		object[first] = value
		return
	}
	inner, isObject := object[first].(map[string]any)
	if !isObject {
		inner = map[string]any{}
		object[first] = inner
	}
	set(inner, rest, value)
}

// decoded returns an object as in the Management API's JSON.
func decoded(object any) (map[string]any, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.NewDecoder(bytes.NewReader(encoded)).Decode(&out)
}
