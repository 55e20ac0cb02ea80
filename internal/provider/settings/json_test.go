package settings

import (
	"encoding/json"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

func number(n any) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

var (
	texts  = tftypes.List{ElementType: tftypes.String}
	object = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String, "n": tftypes.Number, "list": texts}}
)

// anObject has the attribute a, and no other.
func anObject(a string) tftypes.Value {
	return tftypes.NewValue(object, map[string]tftypes.Value{
		"a": text(a), "n": tftypes.NewValue(tftypes.Number, nil), "list": tftypes.NewValue(texts, nil),
	})
}

func TestValuesKeepTheirMeaningToJSONAndBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value tftypes.Value
		json  any
	}{
		"text":           {text("<ä\x00>"), "<ä\x00>"},
		"empty text":     {text(""), ""},
		"truth":          {tftypes.NewValue(tftypes.Bool, true), true},
		"lie":            {tftypes.NewValue(tftypes.Bool, false), false},
		"zero":           {number(int64(0)), int64(0)},
		"whole number":   {number(int64(-2592000)), int64(-2592000)},
		"big number":     {number(int64(1<<62 + 1)), int64(1<<62 + 1)},
		"null":           {tftypes.NewValue(tftypes.String, nil), nil},
		"null object":    {tftypes.NewValue(object, nil), nil},
		"list":           {tftypes.NewValue(texts, []tftypes.Value{text("b"), text("a")}), []any{"b", "a"}},
		"empty list":     {tftypes.NewValue(texts, []tftypes.Value{}), []any{}},
		"set":            {tftypes.NewValue(tftypes.Set{ElementType: tftypes.Bool}, []tftypes.Value{tftypes.NewValue(tftypes.Bool, true)}), []any{true}},
		"map":            {tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"k": text("v")}), map[string]any{"k": "v"}},
		"object":         {anObject("x"), map[string]any{"a": "x"}},
		"list of object": {tftypes.NewValue(tftypes.List{ElementType: object}, []tftypes.Value{anObject("x")}), []any{map[string]any{"a": "x"}}},
	} {
		got, err := toJSON(c.value)
		if err != nil || !reflect.DeepEqual(got, c.json) {
			t.Errorf("%s: to JSON: got %#v, %v, want %#v", name, got, err, c.json)
		}
		back, err := fromJSON(c.value.Type(), c.json)
		if err != nil || !back.Equal(c.value) {
			t.Errorf("%s: from JSON: got %s, %v, want %s", name, back, err, c.value)
		}
	}
}

func TestNumbersThatAreNoInt64StayExact(t *testing.T) {
	t.Parallel()
	huge, _, _ := big.ParseFloat("123456789012345678901234567890", 10, 512, big.ToNearestEven)
	for want, value := range map[string]tftypes.Value{"0.5": number(0.5), "1.2345678901234567890123456789e+29": number(huge)} {
		got, err := toJSON(value)
		encoded, _ := json.Marshal(got)
		if err != nil || string(encoded) != want {
			t.Errorf("got %s, %v, want %s", encoded, err, want)
		}
	}
	if got, err := fromJSON(tftypes.Number, 0.5); err != nil || !got.Equal(number(0.5)) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestWhatIsNotOfTheTypeIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	list, bools := tftypes.List{ElementType: object}, tftypes.Map{ElementType: tftypes.Bool}
	for _, c := range []struct {
		typ  tftypes.Type
		json any
		want string
	}{
		{tftypes.String, int64(1), "the answer holds a number where a string is expected"},
		{tftypes.String, true, "holds a boolean where"},
		{tftypes.Bool, "true", "holds a string where a boolean"},
		{tftypes.Number, "1", "holds a string where a number"},
		{tftypes.Number, []any{}, "holds a list where"},
		{tftypes.Bool, 1.5, "holds a number where"},
		{texts, map[string]any{}, "holds a object where"},
		{texts, []any{"a", int64(1)}, "element 1: the answer holds a number"},
		{list, []any{map[string]any{"a": true}}, `element 0: property "a": the answer holds a boolean`},
		{object, "x", "holds a string where"},
		{object, map[string]any{"list": []any{nil, false}}, `property "list": element 1: the answer holds a boolean`},
		{bools, map[string]any{"k": "x"}, `key "k": the answer holds a string`},
		{bools, []any{}, "holds a list where"},
		{tftypes.String, struct{}{}, "holds a struct {} where"},
	} {
		if got, err := fromJSON(c.typ, c.json); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v as %s: got %s, %v, want %q", c.json, c.typ, got, err, c.want)
		}
	}
}

func TestPropertiesThatAnObjectTypeLacksArePassedOver(t *testing.T) {
	t.Parallel()
	got, err := fromJSON(object, map[string]any{"a": "x", "invented_later": map[string]any{"n": int64(1)}})
	if err != nil || !got.Equal(anObject("x")) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestUnknownValuesHaveNoJSON(t *testing.T) {
	t.Parallel()
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	for _, value := range []tftypes.Value{unknown, tftypes.NewValue(texts, []tftypes.Value{unknown}), tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue)} {
		if got, err := toJSON(value); err == nil {
			t.Errorf("%s: got %#v", value, got)
		}
	}
}

func TestListsAreEqualAsSets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{[]any{"a", "b"}, []any{"b", "a"}, true}, {[]any{"a", "a"}, []any{"a", "b"}, false}, {[]any{"a", "b"}, []any{"a", "a"}, false},
		{[]any{"a"}, []any{"a", "b"}, false}, {[]any{}, []any{}, true}, {[]any{}, nil, false}, {nil, nil, true}, {"a", "a", true},
		{int64(1), true, false}, {map[string]any{"k": []any{"a"}}, map[string]any{"k": []any{"a"}}, true}, {[]any{"a"}, "a", false},
	} {
		if got := equalJSON(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: got %t", c.a, c.b, got)
		}
	}
}

// Every response of the service is stored or refused, and is sent back unchanged.
func FuzzFromJSON(f *testing.F) {
	for _, seed := range []string{`null`, `{"a":"x","n":1e3,"list":["a",null]}`, `[{"a":1}]`, `"x"`, `-0.0`, `1e400`} {
		f.Add(seed)
	}
	types := []tftypes.Type{tftypes.String, tftypes.Bool, tftypes.Number, texts, object, tftypes.Set{ElementType: object}, tftypes.Map{ElementType: tftypes.Number}}
	f.Fuzz(func(t *testing.T, document string) {
		var value any
		if json.Unmarshal([]byte(document), &value) != nil {
			return
		}
		for _, typ := range types {
			got, err := fromJSON(typ, value)
			if err != nil {
				continue
			}
			back, err := toJSON(got)
			if err != nil {
				t.Fatalf("%s from %s does not go back: %v", got, document, err)
			}
			again, err := fromJSON(typ, back)
			if err != nil || !again.Equal(got) {
				t.Errorf("%s as %s: %s, then %s, %v", document, typ, got, again, err)
			}
		}
	})
}
