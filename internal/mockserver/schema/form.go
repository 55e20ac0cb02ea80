package schema

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Limits of a form. No useful form of a client exceeds them.
const (
	maxFormPairs = 1000
	maxFormDepth = 8
)

// DecodeForm converts a body of type application/x-www-form-urlencoded to a value for
// Check. Brackets describe the structure, as in scope[]=a, scopes[0][value]=b and
// jwt_configuration[alg]=RS256. Values get the types of the schema.
func (s *Schemas) DecodeForm(name Name, text string) (any, error) {
	pairs, err := url.ParseQuery(text)
	if err != nil {
		return nil, fmt.Errorf("the form cannot be decoded: %w", err)
	}
	root := &node{}
	count := 0
	// The keys are sorted, so that list[0] comes before list[1] and errors are stable.
	for _, key := range sortedKeys(pairs) {
		count += len(pairs[key])
		if count > maxFormPairs {
			return nil, fmt.Errorf("the form has more than %d fields", maxFormPairs)
		}
		path, err := splitKey(key)
		if err != nil {
			return nil, err
		}
		if err := root.add(path, pairs[key]); err != nil {
			return nil, fmt.Errorf("the field %q contradicts another field", key)
		}
	}
	if root.members == nil {
		return map[string]any{}, nil
	}
	return root.value(s.compiled[name]), nil
}

func sortedKeys(pairs url.Values) []string {
	keys := make([]string, 0, len(pairs))
	for key := range pairs {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return keys
}

// splitKey splits a[b][0] into a, b, 0.
func splitKey(key string) ([]string, error) {
	head, rest, bracketed := strings.Cut(key, "[")
	path := []string{head}
	for bracketed {
		var inside, after string
		var closed bool
		inside, after, closed = strings.Cut(rest, "]")
		if !closed || len(path) == maxFormDepth || (after != "" && after[0] != '[') {
			return nil, fmt.Errorf("the name of the field %q cannot be read", key)
		}
		path = append(path, inside)
		_, rest, bracketed = strings.Cut(after, "[")
	}
	return path, nil
}

// node is a node of a form: texts, or members in the order of the form.
type node struct {
	texts   []string
	names   []string
	members map[string]*node
}

func (n *node) add(path []string, values []string) error {
	if len(path) == 0 || (len(path) == 1 && path[0] == "" && n.members == nil) {
		if n.members != nil {
			return errFormat
		}
		n.texts = append(n.texts, values...)
		return nil
	}
	if n.texts != nil {
		return errFormat
	}
	if n.members == nil {
		n.members = map[string]*node{}
	}
	member := n.members[path[0]]
	if member == nil {
		member = &node{}
		n.members[path[0]] = member
		n.names = append(n.names, path[0])
	}
	return member.add(path[1:], values)
}

func (n *node) value(schema *jsonschema.Schema) any {
	switch {
	case n.members != nil && isA(schema, "array"):
		out := make([]any, len(n.names))
		for i, name := range n.names {
			out[i] = n.members[name].value(items(schema))
		}
		return out
	case n.members != nil:
		out := make(map[string]any, len(n.names))
		for _, name := range n.names {
			out[name] = n.members[name].value(property(schema, name))
		}
		return out
	case isA(schema, "array"):
		out := make([]any, len(n.texts))
		for i, text := range n.texts {
			out[i] = typed(items(schema), text)
		}
		return out
	case len(n.texts) == 1:
		return typed(schema, n.texts[0])
	}
	return texts(n.texts)
}
