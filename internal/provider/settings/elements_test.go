package settings

import (
	"strings"
	"testing"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// readTable has a setting of each kind that is only read.
func readTable() Table {
	return Table{
		ComputedString("text", "Text."), ComputedBool("truth", "Truth."), ComputedInt64("number", "Number."),
		ComputedStrings("texts", "Texts."),
		ComputedObject("object", "Object.", ComputedString("a", "A."), ComputedObject("inner", "Inner.", ComputedBool("b", "B."))),
		ComputedObjects("objects", "Objects.", ComputedInt64("n", "N.")), ComputedObjectSet("set", "Set.", ComputedInt64("n", "N.")),
	}
}

func TestAListHoldsWhatTheServiceAnswered(t *testing.T) {
	t.Parallel()
	list, diags := readTable().List(t.Context(), []management.Settings{
		{
			"text": "x", "truth": false, "number": int64(7), "texts": []any{"a", "b"}, "unheard-of": true,
			"object": map[string]any{"a": "x", "inner": map[string]any{"b": true}}, "objects": []any{map[string]any{"n": int64(1)}}, "set": []any{map[string]any{"n": int64(2)}},
		},
		{},
	})
	if diags.HasError() || len(list.Elements()) != 2 {
		t.Fatalf("got %s, %v", list, diags)
	}
	full := list.Elements()[0].String()
	for _, want := range []string{`"text":"x"`, `"truth":false`, `"number":7`, `"texts":["a","b"]`, `"object":{"a":"x","inner":{"b":true}}`, `"objects":[{"n":1}]`, `"set":[{"n":2}]`} {
		if !strings.Contains(full, want) {
			t.Errorf("%s lacks %s", full, want)
		}
	}
	if empty := list.Elements()[1].String(); strings.Count(empty, "<null>") != len(readTable()) {
		t.Errorf("nothing answered is %s", empty)
	}
	if none, diags := readTable().List(t.Context(), nil); diags.HasError() || none.IsNull() || len(none.Elements()) != 0 {
		t.Errorf("no objects are %s, %v", none, diags)
	}
}

func TestAListSaysWhichObjectIsNotAsExpected(t *testing.T) {
	t.Parallel()
	_, diags := readTable().List(t.Context(), []management.Settings{{}, {"number": "s3cret"}})
	if len(diags) != 1 || !strings.HasPrefix(diags[0].Detail(), `Object 1 of the list, property "number": the answer holds a string`) || strings.Contains(diags[0].Detail(), "s3cret") {
		t.Errorf("got %v", diags)
	}
}

// What a list's elements are typed as is what the attributes of the schema say.
func TestAListIsOfTheTypeOfItsSchema(t *testing.T) {
	t.Parallel()
	whole := append(table(), readTable()...)
	list, _ := whole.List(t.Context(), nil)
	schema := whole.Elements("All.")
	schema.CustomType, schema.NestedObject.CustomType = nil, nil // then the framework derives it
	if want := schema.GetType(); !list.Type(t.Context()).Equal(want) || !whole.Elements("All.").GetType().Equal(want) {
		t.Errorf("the list is a %s, the schema has %s", list.Type(t.Context()), want)
	}
}

func TestASettingThatIsOnlyReadIsComputedThroughout(t *testing.T) {
	t.Parallel()
	var check func(at string, attributes map[string]dsschema.Attribute)
	check = func(at string, attributes map[string]dsschema.Attribute) {
		for name, a := range attributes {
			if !a.IsComputed() || a.IsOptional() || a.GetMarkdownDescription() == "" {
				t.Errorf("%s%s is %+v", at, name, a)
			}
			switch nested := a.(type) {
			case dsschema.SingleNestedAttribute:
				check(at+name+".", nested.Attributes)
			case dsschema.ListNestedAttribute:
				check(at+name+".", nested.NestedObject.Attributes)
			case dsschema.SetNestedAttribute:
				check(at+name+".", nested.NestedObject.Attributes)
			}
		}
	}
	check("", readTable().AddToDataSource(map[string]dsschema.Attribute{}))
	if body, diags := readTable().Create(Object{"text": text("x")}); diags.HasError() || len(body) != 0 {
		t.Errorf("a body holds %v, %v", body, diags)
	}
}

func TestATableWithoutASecretHasNone(t *testing.T) {
	t.Parallel()
	whole := table()
	list, _ := whole.Without("secret", "made").List(t.Context(), []management.Settings{{"secret": "s3cret", "name": "x"}})
	if text := list.String(); strings.Contains(text, "secret") || !strings.Contains(text, `"name":"x"`) {
		t.Errorf("got %s", text)
	}
	if len(whole) != len(table()) || whole[len(whole)-1].Name != "secret" {
		t.Error("the table itself was changed")
	}
}
