package settings

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// clearable has a setting that resets, and a map that the service changes by key.
func clearable() Table {
	byKey := StringMap("meta", "").ThatClears()
	byKey.Absent, byKey.ByKey = map[string]any{}, true
	return Table{String("stays", ""), String("reset", "").ThatResets(), byKey}
}

func someMeta(pairs ...string) tftypes.Value {
	values := map[string]tftypes.Value{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = text(pairs[i+1])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, values)
}

func TestBodiesOfWhatResetsAndOfMapsByKey(t *testing.T) {
	t.Parallel()
	none := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, nil)
	for name, c := range map[string]struct {
		plan, state Object
		want        management.Settings
	}{
		"unknown resets what there was":     {Object{"reset": unknown}, Object{"reset": text("x")}, management.Settings{"reset": nil}},
		"unknown resets nothing":            {Object{"reset": unknown}, Object{"reset": null}, management.Settings{}},
		"unknown in a create":               {Object{"reset": unknown}, Object{}, management.Settings{}},
		"unknown is nothing for the others": {Object{"stays": unknown}, Object{"stays": text("x")}, management.Settings{}},
		"a key that goes is null":           {Object{"meta": someMeta("a", "2")}, Object{"meta": someMeta("a", "1", "b", "1")}, management.Settings{"meta": map[string]any{"a": "2", "b": nil}}},
		"all keys go":                       {Object{"meta": someMeta()}, Object{"meta": someMeta("a", "1")}, management.Settings{"meta": map[string]any{"a": nil}}},
		"a new map":                         {Object{"meta": someMeta("a", "1")}, Object{"meta": none}, management.Settings{"meta": map[string]any{"a": "1"}}},
		"the same map":                      {Object{"meta": someMeta("a", "1")}, Object{"meta": someMeta("a", "1")}, management.Settings{}},
	} {
		got, diags := clearable().Update(c.plan, c.state)
		if len(diags) > 0 || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %#v, %v, want %#v", name, got, diags, c.want)
		}
	}
}

func TestAMapOfTextsTakesOtherScalars(t *testing.T) {
	t.Parallel()
	answer := management.Settings{"meta": map[string]any{"n": int64(1), "b": true, "f": 0.5, "t": "x"}}
	got, diags := stored(t, clearable(), answer, nil)
	want := types.MapValueMust(types.StringType, map[string]attr.Value{
		"n": types.StringValue("1"), "b": types.StringValue("true"), "f": types.StringValue("0.5"), "t": types.StringValue("x"),
	})
	if len(diags) > 0 || !got["meta"].Equal(want) {
		t.Errorf("got %v, %v", got, diags)
	}
	if _, diags := stored(t, clearable(), management.Settings{"meta": map[string]any{"l": []any{}}}, nil); !diags.HasError() {
		t.Error("a list is no text")
	}
}
