// Package form describes the forms that create and change objects: which properties of the
// Management API they have, and what a posted form changes.
package form

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The kinds of fields.
const (
	Text   = "text"
	Number = "number"
	Select = "select"
	Switch = "checkbox"
	Lines  = "lines" // a list, one value on a line
)

// Property is a property of an object that a form can change.
type Property struct {
	// Name is the property's name in the Management API and in Terraform. That of a
	// Property of a nested object has dots.
	Name, Label, Hint, Kind string
	Options                 []Option
	Required                bool
	// Explain returns a note on the present value, such as a duration in words; nil
	// means that there is no note.
	Explain func(text string) string
}

// Option is an option of a select.
type Option struct{ Value, Label string }

// Choice returns an option.
func Choice(value, label string) Option { return Option{Value: value, Label: label} }

// Field is a property in a form.
type Field struct {
	Property
	// Value is the value in the form; that of a checkbox is "true" or "false".
	Value string
	// Was is the value when the form was written: only what differs is sent.
	Was string
	// Note is the note on the value, and Error says what is wrong with it.
	Note, Error string
}

// wasPrefix is the prefix of the hidden inputs with the values that a form began with.
const wasPrefix = "was."

// Of returns the fields for an object, as in the Management API's JSON.
func Of(properties []Property, object map[string]any) []Field {
	fields := make([]Field, len(properties))
	for i, each := range properties {
		value := each.format(at(object, each.Name))
		fields[i] = Field{Property: each, Value: value, Was: value}
		if each.Explain != nil {
			fields[i].Note = each.Explain(value)
		}
	}
	return fields
}

// Posted returns the fields as they were posted.
func Posted(properties []Property, form url.Values) []Field {
	fields := make([]Field, len(properties))
	for i, each := range properties {
		fields[i] = Field{Property: each, Value: normalized(form.Get(each.Name)), Was: normalized(form.Get(wasPrefix + each.Name))}
		if each.Kind == Switch {
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

// Changes returns the body of a request that changes what differs in the form. It sets
// the errors of fields; ok is false if there is one.
func Changes(fields []Field) (body map[string]any, ok bool) {
	body, ok = map[string]any{}, true
	for i := range fields {
		f := &fields[i]
		if f.Value == f.Was {
			continue
		}
		value, problem := f.parse(f.Value)
		if problem != "" {
			f.Error, ok = problem, false
			continue
		}
		set(body, f.Name, value)
	}
	return body, ok
}

// Creation returns the body that creates an object: the fields that are not empty. It
// sets the errors of fields; ok is false if there is one.
func Creation(fields []Field) (body map[string]any, ok bool) {
	for i := range fields {
		fields[i].Was = ""
	}
	body, ok = Changes(fields)
	for i := range fields {
		if fields[i].Required && fields[i].Value == "" {
			fields[i].Error, ok = "Enter a value.", false
		}
	}
	return body, ok
}

// Blame marks the field that a refusal of the Management API names, if there is one.
func Blame(fields []Field, message string) {
	for i := range fields {
		if slices.ContainsFunc(strings.FieldsFunc(message, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == ':' }),
			func(word string) bool { return strings.TrimRight(word, ".") == fields[i].Name }) {
			fields[i].Error = message
			return
		}
	}
}

// format returns the text of a value in a form. nil means that it is not set.
func (p Property) format(value any) string {
	switch value := value.(type) {
	case nil:
		if p.Kind == Switch {
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

// parse returns the value of a text for the Management API, or what is wrong with it.
func (p Property) parse(text string) (value any, problem string) {
	switch p.Kind {
	case Number:
		number, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return nil, "Enter a whole number."
		}
		return number, ""
	case Switch:
		return text == "true", ""
	case Lines:
		lines := []string{}
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		return lines, ""
	case Select:
		if text == "" {
			return nil, "" // null resets the property
		}
	}
	if p.Required && strings.TrimSpace(text) == "" {
		return nil, "Enter a value."
	}
	return text, ""
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
