package deploycli

import (
	"encoding/json"
	"testing"
)

func TestWhatIsStoredHoldsWhatIsWanted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stored, wanted any
		want           bool
	}{
		"more members":           {map[string]any{"a": "1", "b": "2"}, map[string]any{"a": "1"}, true},
		"a member else":          {map[string]any{"a": "1"}, map[string]any{"a": "2"}, false},
		"a member less":          {map[string]any{}, map[string]any{"a": "1"}, false},
		"nothing is null":        {map[string]any{}, map[string]any{"a": nil}, true},
		"null instead of a text": {"a", nil, false},
		"an object and nothing":  {nil, map[string]any{}, false},
		"the same list":          {[]any{map[string]any{"a": "1", "b": true}}, []any{map[string]any{"a": "1"}}, true},
		"another order":          {[]any{"a", "b"}, []any{"b", "a"}, false},
		"a longer list":          {[]any{"a", "b"}, []any{"a"}, false},
		"no list":                {nil, []any{}, false},
		"numbers":                {json.Number("1"), json.Number("1"), true},
		"a number and a text":    {json.Number("1"), "1", false},
	} {
		if got := holds(c.stored, c.wanted); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
