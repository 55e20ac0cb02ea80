package settings

import (
	"context"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// private is a private state.
type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

// clearing has a setting that stays, two that are cleared, and an object of
// which the tenant decides a part.
func clearing() Table {
	withDefault := Bool("enabled", "Whether.").ThatClears()
	withDefault.Absent = false
	return Table{
		String("name", "A name."), String("policy", "A policy.").ThatClears(), withDefault,
		Nested("pair", "Two.", map[string]schema.Attribute{
			"given": schema.StringAttribute{Required: true},
			"made":  schema.StringAttribute{Optional: true, Computed: true},
		}),
	}
}

var (
	pairType  = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"given": tftypes.String, "made": tftypes.String}}
	pairTypes = map[string]attr.Type{"given": types.StringType, "made": types.StringType}
	yes       = tftypes.NewValue(tftypes.Bool, true)
	noBool    = tftypes.NewValue(tftypes.Bool, nil)
	noPair    = tftypes.NewValue(pairType, nil)
)

func pair(given string, made tftypes.Value) tftypes.Value {
	return tftypes.NewValue(pairType, map[string]tftypes.Value{"given": text(given), "made": made})
}

// whole is an object of the table clearing.
func whole(name, policy, enabled, pair tftypes.Value) Object {
	return Object{"name": name, "policy": policy, "enabled": enabled, "pair": pair}
}

func TestPlansClearWhatWasGivenAndKeepWhatTheTenantDecides(t *testing.T) {
	t.Parallel()
	state := whole(text("n"), text("p"), yes, pair("g", text("m")))
	none := whole(null, null, noBool, noPair)
	for name, c := range map[string]struct {
		remembered   string
		config, plan Object
		state        Object
		want         written
	}{
		"never configured":                     {"", none, state, state, written{}},
		"configured, and removed":              {`["policy","enabled"]`, none, state, state, written{"policy": types.StringNull(), "enabled": types.BoolValue(false)}},
		"removed, but not cleared":             {`["name"]`, none, state, state, written{}},
		"still configured":                     {`["policy"]`, whole(null, text("p"), noBool, noPair), state, state, written{}},
		"a create":                             {`["policy"]`, none, none, nil, written{}},
		"the configured part is the same":      {"", whole(null, null, noBool, pair("g", null)), whole(text("n"), text("p"), yes, pair("g", unknown)), state, written{"pair": types.ObjectValueMust(pairTypes, map[string]attr.Value{"given": types.StringValue("g"), "made": types.StringValue("m")})}},
		"the configured part is another":       {"", whole(null, null, noBool, pair("h", null)), whole(text("n"), text("p"), yes, pair("h", unknown)), state, written{}},
		"the configured part is not known":     {"", whole(null, null, noBool, pair("g", unknown)), whole(text("n"), text("p"), yes, pair("g", unknown)), state, written{}},
		"the whole is not known":               {"", whole(null, null, noBool, tftypes.NewValue(pairType, tftypes.UnknownValue)), whole(text("n"), text("p"), yes, tftypes.NewValue(pairType, tftypes.UnknownValue)), state, written{}},
		"there was none":                       {"", whole(null, null, noBool, pair("g", null)), whole(text("n"), text("p"), yes, pair("g", unknown)), whole(text("n"), text("p"), yes, noPair), written{}},
		"the private state is not what it was": {"{", none, state, state, written{}},
	} {
		got := written{}
		diags := clearing().ModifyPlan(t.Context(), c.config, c.plan, c.state, private{configuredKey: []byte(c.remembered)}, got)
		if diags.HasError() != (c.remembered == "{") || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, diags, c.want)
		}
	}
}

func TestWhatIsConfiguredIsRemembered(t *testing.T) {
	t.Parallel()
	planned := whole(text("n"), text("p"), yes, noPair)
	for name, c := range map[string]struct {
		before       string
		config, plan Object
		want         string
	}{
		"nothing":                    {"", whole(text("n"), null, noBool, pair("g", null)), planned, ""},
		"what is cleared":            {"", whole(text("n"), text("p"), yes, noPair), planned, `["policy","enabled"]`},
		"no longer":                  {`["policy"]`, whole(null, null, noBool, noPair), planned, `[]`},
		"unknown, and then null":     {`["policy"]`, whole(null, null, noBool, noPair), whole(null, unknown, yes, noPair), `["policy"]`},
		"null, and never configured": {"", whole(null, null, noBool, noPair), whole(null, unknown, yes, noPair), ""},
		"the same as before, unsent": {`["policy"]`, whole(null, text("q"), noBool, noPair), planned, `["policy"]`},
	} {
		kept := private{}
		if c.before != "" {
			kept[configuredKey] = []byte(c.before)
		}
		if diags := clearing().Remember(t.Context(), c.config, c.plan, kept); len(diags) > 0 || string(kept[configuredKey]) != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, kept[configuredKey], diags, c.want)
		}
	}
}

func TestThePartsOfAnObjectThatTheTenantDecidesAreNotSent(t *testing.T) {
	t.Parallel()
	state := whole(text("n"), text("p"), yes, pair("g", text("m")))
	body, diags := clearing().Update(whole(text("n"), text("p"), yes, pair("h", unknown)), state)
	if want := map[string]any{"given": "h"}; len(diags) > 0 || !reflect.DeepEqual(body["pair"], want) || len(body) != 1 {
		t.Errorf("got %v, %v, want pair %v", body, diags, want)
	}
	if body, _ = clearing().Update(whole(text("n"), text("p"), yes, tftypes.NewValue(pairType, tftypes.UnknownValue)), state); len(body) != 0 {
		t.Errorf("got %v, want nothing", body)
	}
}

func TestASettingOfAnotherFormIsTurnedBothWays(t *testing.T) {
	t.Parallel()
	s := String("name", "A name.")
	s.Encode = func(value any) any { return value.(string) + "!" }
	s.Decode = func(answered, known any) any {
		before, _ := known.(string)
		return before + answered.(string)
	}
	s.Absent = "absent"
	table := Table{s}
	if body, diags := table.Update(Object{"name": text("x")}, nil); len(diags) > 0 || body["name"] != "x!" {
		t.Errorf("got %v, %v", body, diags)
	}
	if body, diags := table.Update(Object{"name": null}, Object{"name": text("x")}); len(diags) > 0 || body["name"] != nil || len(body) != 1 {
		t.Errorf("got %v, %v, want null", body, diags)
	}
	for name, c := range map[string]struct {
		answer map[string]any
		known  Object
		want   string
	}{
		"known":           {map[string]any{"name": "b"}, Object{"name": text("a")}, "ab"},
		"known as null":   {map[string]any{"name": "b"}, Object{"name": null}, "b"},
		"not known":       {map[string]any{"name": "b"}, Object{"name": unknown}, "b"},
		"nothing is said": {map[string]any{}, Object{"name": text("a")}, "absent"},
	} {
		if got, diags := stored(t, table, c.answer, c.known); len(diags) > 0 || !got["name"].Equal(types.StringValue(c.want)) {
			t.Errorf("%s: got %v, %v, want %s", name, got, diags, c.want)
		}
	}
}

func TestADataSourceShowsNestedSettings(t *testing.T) {
	t.Parallel()
	for _, s := range (Table{clearing()[3], NestedList("list", "Many.", map[string]schema.Attribute{"given": schema.StringAttribute{Required: true, Sensitive: true}})}) {
		got := readOnly(s.Attribute)
		if !got.IsComputed() || got.IsOptional() || !got.GetType().Equal(s.Attribute.GetType()) {
			t.Errorf("%s: got %#v", s.Name, got)
		}
	}
}
