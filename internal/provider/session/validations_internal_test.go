package session

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestAnUnknownValueMayBecomeAnyValueOfTheSameBlock(t *testing.T) {
	t.Parallel()
	members := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"scopes": tftypes.List{ElementType: tftypes.String}}}
	block := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String, "nested": members}}
	text := func(v any) tftypes.Value { return tftypes.NewValue(tftypes.String, v) }
	of := func(id any, scopes any) tftypes.Value {
		return tftypes.NewValue(block, map[string]tftypes.Value{"id": text(id), "nested": tftypes.NewValue(members, map[string]tftypes.Value{
			"scopes": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, scopes),
		})})
	}
	list := func(values ...any) any {
		elements := make([]tftypes.Value, len(values))
		for i, v := range values {
			elements[i] = text(v)
		}
		return elements
	}
	now := of("a", list("r", "w"))
	for name, c := range map[string]struct {
		before tftypes.Value
		want   bool
	}{
		"the same":             {of("a", list("r", "w")), true},
		"unknown":              {of(tftypes.UnknownValue, list("r", "w")), true},
		"unknown elements":     {of("a", list(tftypes.UnknownValue, "w")), true},
		"an unknown list":      {of("a", tftypes.UnknownValue), true},
		"another value":        {of("b", list("r", "w")), false},
		"another element":      {of("a", list("r", "x")), false},
		"another length":       {of("a", list("r")), false},
		"null":                 {of(nil, list("r", "w")), false},
		"unknown, and another": {of("b", list(tftypes.UnknownValue, "w")), false},
	} {
		if got := sameBlock(c.before, now); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

// The elements of a set have another order once they are known, and may be fewer.
func TestAnUnknownElementOfASetMayBecomeAnyElement(t *testing.T) {
	t.Parallel()
	block := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"client": tftypes.String, "scope": tftypes.String}}
	set := func(pairs ...[2]any) tftypes.Value {
		elements := make([]tftypes.Value, len(pairs))
		for i, pair := range pairs {
			elements[i] = tftypes.NewValue(block, map[string]tftypes.Value{"client": tftypes.NewValue(tftypes.String, pair[0]), "scope": tftypes.NewValue(tftypes.String, pair[1])})
		}
		return tftypes.NewValue(tftypes.Set{ElementType: block}, elements)
	}
	unknown := any(tftypes.UnknownValue)
	now := set([2]any{"z", "r"}, [2]any{nil, "w"})
	for name, c := range map[string]struct {
		before tftypes.Value
		want   bool
	}{
		"the same order":   {set([2]any{unknown, "r"}, [2]any{nil, "w"}), true},
		"another order":    {set([2]any{nil, "w"}, [2]any{unknown, "r"}), true},
		"more, by unknown": {set([2]any{nil, "w"}, [2]any{unknown, "r"}, [2]any{"z", unknown}), true},
		"another element":  {set([2]any{nil, "w"}, [2]any{unknown, "x"}), false},
		"fewer":            {set([2]any{unknown, "r"}), false},
	} {
		if got := sameBlock(c.before, now); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}
