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

// Keywords are the values of the keywords in the files: ##NAME## becomes the value
// itself, and @@NAME@@, with any quotes around it, the value as JSON.
type Keywords map[string]any

// parseKeywords parses the JSON object of AUTH0_KEYWORD_REPLACE_MAPPINGS. An empty
// text has no keywords. The error quotes no value: values may be secret.
func parseKeywords(text string) (Keywords, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var keywords Keywords
	if err := json.Unmarshal([]byte(text), &keywords); err != nil {
		return nil, errors.New(`not a JSON object, such as {"ENV": "dev"}`)
	}
	return keywords, nil
}

// replacer replaces the keywords in texts: first those that become JSON, since
// their values may have keywords of the other form.
type replacer struct{ encodings, values *strings.Replacer }

func (k Keywords) replacer() (replacer, error) {
	var encodings, values []string
	for _, name := range slices.Sorted(maps.Keys(k)) {
		encoded, err := json.Marshal(k[name])
		if err != nil {
			return replacer{}, fmt.Errorf("encoding the keyword %s: %w", name, err)
		}
		marker := "@@" + name + "@@"
		encodings = append(encodings, "'"+marker+"'", string(encoded), `"`+marker+`"`, string(encoded), marker, string(encoded))
		value, ok := k[name].(string)
		if !ok {
			value = string(encoded)
		}
		values = append(values, "##"+name+"##", value)
	}
	return replacer{encodings: strings.NewReplacer(encodings...), values: strings.NewReplacer(values...)}, nil
}

func (r replacer) replaceIn(text string) string {
	return r.values.Replace(r.encodings.Replace(text))
}

var (
	// marker matches a keyword in a text.
	marker = regexp.MustCompile(`##\w+##|@@\w+@@`)
	// onlyMarker matches a text that consists of one keyword.
	onlyMarker = regexp.MustCompile(`^(##\w+##|@@\w+@@)$`)
)

// withoutMarkers removes the members that consist of a keyword without a value, as
// the deploy CLI does. It warns of them, and of keywords within texts. at is the
// place of value in the files.
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
