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

// Keywords are the values of the keywords in the files: ##NAME## is replaced by the
// value as it is; @@NAME@@, including any quotes around it, is replaced by the value as
// JSON.
type Keywords map[string]any

// ParseKeywords parses AUTH0_KEYWORD_REPLACE_MAPPINGS, a JSON object. An empty text has
// no keywords. The error does not quote the text, because values may be secret.
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

// replaceIn replaces the keywords in a file. Values of @@NAME@@ may contain ##NAME##.
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
	// onlyMarker is a text that consists of a keyword.
	onlyMarker = regexp.MustCompile(`^(##\w+##|@@\w+@@)$`)
)

// withoutMarkers removes members that consist of a keyword without a value, as the
// deploy CLI does. It warns about them, and about keywords without a value within a
// text. at is the place of value.
func (c *Configuration) withoutMarkers(at string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if text, ok := v[name].(string); ok && onlyMarker.MatchString(text) {
				c.warn("%s: %s is omitted, since %s has no value", at, name, text)
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
			c.warn("%s: %s has no value", at, found)
		}
	}
}

func (c *Configuration) warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, fmt.Sprintf(format, args...))
}
