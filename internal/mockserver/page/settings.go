package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// setting is a property of an object, named as in Terraform and in the Management API.
type setting struct {
	Name, Value string
	// Block says that the value has several lines.
	Block bool
	// Durations are the lifetimes in the value, in words.
	Durations []string
}

// settingsOf returns the properties of an API in the Management API's order, without its
// secret, and without its scopes, which have another view.
func settingsOf(api *store.ResourceServer) ([]setting, error) {
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
	var settings []setting
	for decoder.More() {
		name, err := decoder.Token()
		var value any
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			return nil, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
		}
		settings = append(settings, settingOf(fmt.Sprint(name), value))
	}
	return settings, nil
}

func settingOf(name string, value any) setting {
	switch value := value.(type) {
	case map[string]any:
		return setting{Name: name, Value: indented(value), Block: true, Durations: durationsIn(value)}
	case []any:
		return setting{Name: name, Value: indented(value), Block: true}
	default:
		return setting{Name: name, Value: fmt.Sprint(value)}
	}
}

// durationsIn returns the lifetimes of an object in words, such as "leeway: 30 seconds".
func durationsIn(object map[string]any) []string {
	var words []string
	for _, name := range sortedKeys(object) {
		seconds, isNumber := object[name].(float64)
		if isNumber && (strings.Contains(name, "lifetime") || name == "leeway") {
			words = append(words, name+": "+inWords(int64(seconds)))
		}
	}
	return words
}

// indented encodes a decoded JSON value with indentation.
func indented(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // the template escapes the text
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text.Bytes()))
}
