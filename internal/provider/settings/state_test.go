package settings

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestAssignKeepsWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String, "name": tftypes.String, "on": tftypes.Bool}}
	state := tfsdk.State{Raw: tftypes.NewValue(typ, nil)}
	if diags := (Object{"id": Text("1"), "name": text("a")}).Assign(&state); len(diags) > 0 {
		t.Fatal(diags)
	}
	if diags := (Object{"name": Text("")}).Assign(&state); len(diags) > 0 {
		t.Fatal(diags)
	}
	want := tftypes.NewValue(typ, map[string]tftypes.Value{"id": text("1"), "name": null, "on": tftypes.NewValue(tftypes.Bool, nil)})
	if !state.Raw.Equal(want) {
		t.Errorf("got %s, want %s", state.Raw, want)
	}
}

// A mistake in the provider is an error of one resource, and no panic, which
// would end the run.
func TestAssignRefusesWhatTheSchemaLacks(t *testing.T) {
	t.Parallel()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
	before := tftypes.NewValue(typ, map[string]tftypes.Value{"id": text("1")})
	for name, wrong := range map[string]Object{
		"another type": {"id": yes},
		"unknown name": {"size": text("1")},
		"no type":      {"id": {}},
	} {
		state := tfsdk.State{Raw: before}
		if diags := wrong.Assign(&state); !diags.HasError() || !state.Raw.Equal(before) {
			t.Errorf("%s: got %v, %s", name, diags, state.Raw)
		}
	}
	if diags := (Object{}).Assign(&tfsdk.State{Raw: text("1")}); !diags.HasError() {
		t.Error("a string passed as a state")
	}
}

func TestTheTextsAndFlagsOfAnObject(t *testing.T) {
	t.Parallel()
	o := Object{"text": text("a"), "null": null, "unknown": unknown, "true": yes, "unset": noBool}
	if got := o.Text("text") + o.Text("null") + o.Text("unknown") + o.Text("true") + o.Text("missing"); got != "a" {
		t.Errorf("got %q", got)
	}
	if !o.String("unknown").IsUnknown() || !o.String("null").IsNull() || !o.String("missing").IsNull() {
		t.Errorf("got %s, %s, %s", o.String("unknown"), o.String("null"), o.String("missing"))
	}
	for _, name := range []string{"text", "null", "unknown", "unset", "missing"} {
		if o.IsTrue(name) {
			t.Errorf("%s is true", name)
		}
	}
	if !o.IsTrue("true") {
		t.Error("true is not true")
	}
	if only := o.Only("text", "missing"); len(only) != 1 || !only["text"].Equal(text("a")) {
		t.Errorf("got %v", only)
	}
}
