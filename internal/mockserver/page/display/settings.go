package display

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Setting is a property of an object, named as in Terraform and in the Management API.
type Setting struct {
	Name, Value string
	// Block says that the value has several lines.
	Block bool
	// Durations are the lifetimes in the value, in words.
	Durations []string
}

// APISettings returns the properties of an API in the Management API's order, without its
// secret, and without its scopes, which have another view.
func APISettings(api *store.ResourceServer) ([]Setting, error) {
	public := *api
	public.Scopes = nil
	if public.SigningSecret != "" {
		public.SigningSecret = "(set; not shown)"
	}
	if public.TokenEncryption != nil {
		encryption := *public.TokenEncryption
		encryption.EncryptionKey.PEM = ""
		public.TokenEncryption = &encryption
	}
	encoded, err := json.Marshal(public)
	if err != nil {
		return nil, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	if _, err := decoder.Token(); err != nil { // the opening brace
		return nil, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
	}
	var settings []Setting
	for decoder.More() {
		name, err := decoder.Token()
		var value any
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			return nil, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
		}
		settings = append(settings, SettingOf(fmt.Sprint(name), value))
	}
	return settings, nil
}

// SettingOf returns a property of an object from its decoded JSON value.
func SettingOf(name string, value any) Setting {
	switch value := value.(type) {
	case map[string]any:
		return Setting{Name: name, Value: JSON(value), Block: true, Durations: durationsIn(value)}
	case []any:
		return Setting{Name: name, Value: JSON(value), Block: true}
	default:
		return Setting{Name: name, Value: fmt.Sprint(value)}
	}
}

// durationsIn returns the lifetimes of an object in words, such as "leeway: 30 seconds".
func durationsIn(object map[string]any) []string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		seconds, isNumber := object[name].(float64)
		if isNumber && (strings.Contains(name, "lifetime") || name == "leeway") {
			words = append(words, name+": "+Duration(int64(seconds)))
		}
	}
	return words
}

// JSON encodes a decoded JSON value with indentation.
func JSON(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // the template escapes the text
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text.Bytes()))
}
