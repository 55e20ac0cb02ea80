package settings

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestTheOfficialStateIsTakenOver(t *testing.T) {
	t.Parallel()
	table := Table{
		String("text", ""), String("empty", ""), String("none", ""), Int64("number", ""), Bool("flag", ""), String("missing", ""), Int64("odd", ""),
		{Name: "list", Attribute: schema.ListAttribute{ElementType: types.StringType}},
		{Name: "unset", Attribute: schema.SetAttribute{ElementType: types.StringType}},
		{Name: "object", Attribute: schema.SingleNestedAttribute{Attributes: map[string]schema.Attribute{
			"format": schema.StringAttribute{},
			"key":    schema.SingleNestedAttribute{Attributes: map[string]schema.Attribute{"pem": schema.StringAttribute{}}},
		}}},
		{Name: "disabled", Attribute: schema.SingleNestedAttribute{Attributes: map[string]schema.Attribute{"format": schema.StringAttribute{}}}},
		{Name: "absent", Attribute: schema.SingleNestedAttribute{Attributes: map[string]schema.Attribute{"format": schema.StringAttribute{}}}},
		{Name: "off", Attribute: schema.ListNestedAttribute{NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"type": schema.StringAttribute{}}}}},
		{Name: "objects", Attribute: schema.ListNestedAttribute{NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"type": schema.StringAttribute{}}}}},
	}
	object := func(values map[string]any) []any { return []any{values} }
	source := map[string]any{
		"text": "t", "empty": "", "none": "null", "number": float64(3600), "flag": false, "odd": "no number", "list": []any{"a"}, "unset": nil,
		"object":   object(map[string]any{"disable": false, "format": "compact", "key": object(map[string]any{"pem": "p"})}),
		"disabled": object(map[string]any{"disable": true, "format": ""}), "absent": []any{},
		"off": object(map[string]any{"disable": true, "type": ""}), "objects": []any{map[string]any{"type": "a"}, map[string]any{"type": "b"}},
	}
	state, diags := assigned(t, table, func(state *tfsdk.State) diag.Diagnostics { return table.TakeOver(source, nil, state) })
	if diags.HasError() {
		t.Fatal(diags)
	}
	for name, want := range map[string]string{
		"text": `"t"`, "empty": "<null>", "none": "<null>", "number": "3600", "flag": "false", "missing": "<null>", "list": `["a"]`, "unset": "<null>",
		"object": `{"format":"compact","key":{"pem":"p"}}`, "disabled": "<null>", "absent": "<null>", "off": "<null>",
		"objects": `[{"type":"a"},{"type":"b"}]`,
	} {
		if value := state[name]; value == nil || value.String() != want {
			t.Errorf("%s is %v, want %s", name, state[name], want)
		}
	}
	if !state["odd"].IsNull() {
		t.Errorf("a value of another form was taken over as %v", state["odd"])
	}
}
