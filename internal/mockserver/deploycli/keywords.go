package deploycli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Keywords are what replaces the keywords in the files' texts: ##NAME## becomes
// the value as it is, @@NAME@@, with the quotes around it if there are any, the
// value as JSON.
type Keywords map[string]any

// ParseKeywords reads the JSON object that AUTH0_KEYWORD_REPLACE_MAPPINGS is.
// An empty text has no keywords. The error quotes nothing: values may be secret.
func ParseKeywords(text string) (Keywords, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var keywords Keywords
	if err := json.Unmarshal([]byte(text), &keywords); err != nil {
		return nil, errors.New(`not a JSON object, such as {"ENV": "dev"}`)
	}
	return keywords, nil
}

// replaceIn replaces the keywords of a file. Values as JSON may have keywords of
// the other form.
func (k Keywords) replaceIn(text string) (string, error) {
	var encodings, values []string
	for _, name := range slices.Sorted(maps.Keys(k)) {
		encoded, err := json.Marshal(k[name])
		if err != nil {
			return "", fmt.Errorf("encoding the keyword %s: %w", name, err)
		}
		marker := "@@" + name + "@@"
		encodings = append(encodings, "'"+marker+"'", string(encoded), `"`+marker+`"`, string(encoded), marker, string(encoded))
		value, ok := k[name].(string)
		if !ok {
			value = string(encoded)
		}
		values = append(values, "##"+name+"##", value)
	}
	return strings.NewReplacer(values...).Replace(strings.NewReplacer(encodings...).Replace(text)), nil
}

var (
	// marker is a keyword in a text.
	marker = regexp.MustCompile(`##\w+##|@@\w+@@`)
	// onlyMarker is a text that is a keyword and nothing else.
	onlyMarker = regexp.MustCompile(`^(##\w+##|@@\w+@@)$`)
)

// withoutMarkers leaves out the members that are a keyword which nothing
// replaced, as the deploy CLI does, and warns of them and of those that are
// within a text. at says where value is.
func (c *Configuration) withoutMarkers(at string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if text, ok := v[name].(string); ok && onlyMarker.MatchString(text) {
				c.warn("%s: %s is left out, since nothing replaces %s", at, name, text)
				delete(v, name)
				continue
			}
			c.withoutMarkers(at+": "+name, v[name])
		}
	case []any:
		for i, element := range v {
			c.withoutMarkers(fmt.Sprintf("%s[%d]", at, i), element)
		}
	case string:
		if found := marker.FindString(v); found != "" {
			c.warn("%s: nothing replaces %s", at, found)
		}
	}
}

func (c *Configuration) warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, fmt.Sprintf(format, args...))
}
