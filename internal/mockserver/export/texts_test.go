package export

import "testing"

func TestListsAreOnOneLineWhileTheyAreShortAndSetsInOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list      []any
		unordered bool
		want      string
	}{
		"none":            {nil, false, `[]`},
		"a list":          {[]any{"b", "a"}, false, `["b", "a"]`},
		"a set":           {[]any{"b", "c", "a"}, true, `["a", "b", "c"]`},
		"on several":      {[]any{"d", "c", "b", "a"}, false, "[\n\"d\",\n\"c\",\n\"b\",\n\"a\",\n]"},
		"a set on more":   {[]any{"d", "c", "b", "a"}, true, "[\n\"a\",\n\"b\",\n\"c\",\n\"d\",\n]"},
		"what HCL reads":  {[]any{"${a}", "%{b}", `"`}, false, `["$${a}", "%%{b}", "\""]`},
		"not only of ABC": {[]any{"é", "z"}, true, `["z", "é"]`},
	} {
		if got := string(texts(c.list, c.unordered).Bytes()); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
