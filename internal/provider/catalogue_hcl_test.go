package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// maxShown is the length of the longest text that the catalogue shows in full.
const maxShown = 70

// hclOf returns the attributes of a block as HCL. Scopes of an API are blocks.
func hclOf(name string, values acctest.Values) string {
	var b strings.Builder
	width := 0
	for key := range values {
		width = max(width, len(key))
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if list, isList := values[key].([]any); isList && name == scopesResource && key == "scopes" {
			for _, each := range list {
				b.WriteString("  scopes {\n" + indent(hclOf("", each.(acctest.Values))) + "  }\n")
			}
			continue
		}
		if values[key] != nil {
			fmt.Fprintf(&b, "  %-*s = %s\n", width, key, strings.TrimSpace(indent(hclValue(values[key]))))
		}
	}
	return b.String()
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString("  " + line + "\n")
	}
	return b.String()
}

func hclValue(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return hclText(v)
	case []any:
		parts := make([]string, len(v))
		for i, each := range v {
			parts[i] = hclValue(each)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return "{\n" + hclOf("", v) + "}"
	default:
		return fmt.Sprint(v)
	}
}

func hclText(text string) string {
	switch length := utf8.RuneCountInString(text); {
	case strings.HasPrefix(text, "-----BEGIN"):
		return `file("key.pem")`
	case length > maxShown:
		first, _ := utf8.DecodeRuneInString(text)
		return fmt.Sprintf(`"%s…" # %d characters`, strings.Repeat(string(first), 10), length)
	}
	return strconv.Quote(text)
}
