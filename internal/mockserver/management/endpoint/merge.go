package endpoint

import (
	"encoding/json"
	"fmt"
)

// Merged lays the sent top-level properties over the stored object: a value
// replaces, null removes. The stored object is not changed.
func Merged[T any](stored *T, sent map[string]any) (*T, error) {
	text, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("encoding the stored object: %w", err)
	}
	properties := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &properties); err != nil {
		return nil, fmt.Errorf("decoding the stored object: %w", err)
	}
	for name, value := range sent {
		if value == nil {
			delete(properties, name)
			continue
		}
		if properties[name], err = json.Marshal(value); err != nil {
			return nil, fmt.Errorf("encoding the property %s: %w", name, err)
		}
	}
	if text, err = json.Marshal(properties); err != nil {
		return nil, fmt.Errorf("encoding the merged object: %w", err)
	}
	out := new(T)
	if err := json.Unmarshal(text, out); err != nil {
		return nil, fmt.Errorf("decoding the merged object: %w", err)
	}
	return out, nil
}

// IsSet reports whether a property was sent, and not as null.
func IsSet(sent map[string]any, name string) bool { return sent[name] != nil }
