package scope

import (
	"strings"
	"testing"
)

// FuzzParseScopeID checks that each reading of an import ID is one.
func FuzzParseScopeID(f *testing.F) {
	for _, seed := range []string{"https://a.test/::read:a", "a::b::c", "::", ":::", "a:::b", "a::", "::b", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ids := parseScopeID(text)
		for _, id := range ids {
			if id.String() != text || id.identifier == "" || id.scope == "" {
				t.Errorf("%q may stand for %+v", text, id)
			}
		}
		if len(ids) == 0 && len(text) > 4 && strings.Contains(text[1:len(text)-1], scopeSeparator) {
			t.Errorf("%q stands for nothing", text)
		}
	})
}
