package settings

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// table has a setting of each kind, a setting whose name in the API differs, a
// setting that only the service sets, and a secret.
func table() Table {
	return Table{
		String("name", "A name."), Int64("lifetime", "Seconds."), Bool("enabled", "Whether."),
		{Name: "scopes", Property: "scope", Attribute: schema.SetAttribute{ElementType: types.StringType, Optional: true, Computed: true}},
		{Name: "made", Attribute: schema.StringAttribute{Computed: true}},
		{Name: "secret", Attribute: schema.StringAttribute{Optional: true, Computed: true, Sensitive: true, MarkdownDescription: "A secret."}},
	}
}

var (
	null    = tftypes.NewValue(tftypes.String, nil)
	unknown = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	someSet = tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{text("a")})
	halfSet = tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{text("a"), unknown})
)

func TestBodiesHoldWhatIsPlannedAndDiffers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan, state Object
		want        management.Settings
	}{
		"nothing":                  {Object{}, Object{}, management.Settings{}},
		"a create":                 {Object{"name": text("x"), "lifetime": number(int64(0)), "enabled": tftypes.NewValue(tftypes.Bool, false), "scopes": someSet}, nil, management.Settings{"name": "x", "lifetime": int64(0), "enabled": false, "scope": []any{"a"}}},
		"null and unknown":         {Object{"name": null, "secret": unknown, "scopes": halfSet}, nil, management.Settings{}},
		"no change":                {Object{"name": text("x"), "scopes": someSet}, Object{"name": text("x"), "scopes": someSet}, management.Settings{}},
		"a change":                 {Object{"name": text("y"), "secret": text("s")}, Object{"name": text("x"), "secret": text("s")}, management.Settings{"name": "y"}},
		"a value for null":         {Object{"name": text("")}, Object{"name": null}, management.Settings{"name": ""}},
		"null for a value":         {Object{"name": null, "secret": null}, Object{"name": text("x"), "secret": null}, management.Settings{"name": nil}},
		"unknown for a value":      {Object{"name": unknown}, Object{"name": text("x")}, management.Settings{}},
		"not one of the table":     {Object{"identifier": text("x")}, nil, management.Settings{}},
		"not configurable":         {Object{"made": text("x")}, Object{"made": null}, management.Settings{}},
		"a state without a plan's": {Object{"name": null}, Object{}, management.Settings{}},
	} {
		got, diags := table().Update(c.plan, c.state)
		if len(diags) > 0 || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %#v, %v, want %#v", name, got, diags, c.want)
		}
	}
	got, diags := table().Create(Object{"name": text("x"), "secret": unknown})
	if want := (management.Settings{"name": "x"}); len(diags) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("Create: got %#v, %v, want %#v", got, diags, want)
	}
}

// written is a state that remembers what was written to it.
type written map[string]attr.Value

func (w written) SetAttribute(_ context.Context, p path.Path, value any) diag.Diagnostics {
	w[p.String()], _ = value.(attr.Value)
	return nil
}

// assigned is what a function writes to a state without an object.
func assigned(t *testing.T, table Table, write func(*tfsdk.State) diag.Diagnostics) (written, diag.Diagnostics) {
	t.Helper()
	whole := schema.Schema{Attributes: table.AddTo(map[string]schema.Attribute{})}
	state := tfsdk.State{Schema: whole, Raw: tftypes.NewValue(whole.Type().TerraformType(t.Context()), nil)}
	diags := write(&state)
	values, problems := ObjectOf(state.Raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := written{}
	for name, value := range values {
		var err error
		if got[name], err = whole.Attributes[name].GetType().ValueFromTerraform(t.Context(), value); err != nil {
			t.Fatal(err)
		}
	}
	return got, diags
}

// stored is what a table stores of an answer.
func stored(t *testing.T, table Table, answer management.Settings, prior Object) (written, diag.Diagnostics) {
	t.Helper()
	return assigned(t, table, func(state *tfsdk.State) diag.Diagnostics { return table.Store(answer, prior, nil, state) })
}

func TestAnswersAreStoredAsTheyAre(t *testing.T) {
	t.Parallel()
	none := types.SetNull(types.StringType)
	absent := written{"name": types.StringNull(), "lifetime": WholeNumber{Int64Value: types.Int64Null()}, "enabled": types.BoolNull(), "scopes": none, "made": types.StringNull(), "secret": types.StringNull()}
	for name, c := range map[string]struct {
		answer management.Settings
		prior  Object
		want   written
	}{
		"nothing": {nil, nil, absent},
		"everything": {
			management.Settings{"name": "x", "lifetime": int64(5), "enabled": true, "scope": []any{"a"}, "made": "m", "secret": "s", "other": 1.5}, nil,
			written{
				"name": types.StringValue("x"), "lifetime": NewWholeNumber(5), "enabled": types.BoolValue(true),
				"scopes": types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a")}), "made": types.StringValue("m"), "secret": types.StringValue("s"),
			},
		},
		"nothing is taken from before": {nil, Object{"name": text("x"), "secret": text("s")}, absent},
	} {
		got, diags := stored(t, table(), c.answer, c.prior)
		if len(diags) > 0 || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, diags, c.want)
		}
	}
}

func TestAnAnswerOfAnotherFormIsAnErrorAtItsAttribute(t *testing.T) {
	t.Parallel()
	state, diags := stored(t, table(), management.Settings{"scope": "a b", "name": "x", "secret": true}, nil)
	want := diag.Diagnostics{
		diag.NewAttributeErrorDiagnostic(path.Root("scopes"), "The Management API's answer has an unexpected form",
			`Property "scope": the answer holds a string where a list is expected. The service may have changed; please report this with the provider's version.`),
		diag.NewAttributeErrorDiagnostic(path.Root("secret"), "The Management API's answer has an unexpected form",
			`Property "secret": the answer holds a boolean where a string is expected. The service may have changed; please report this with the provider's version.`),
	}
	if !reflect.DeepEqual(diags, want) {
		t.Errorf("got %v, want %v", diags, want)
	}
	if !state["scopes"].IsNull() || !state["name"].Equal(types.StringValue("x")) {
		t.Errorf("stored %v", state)
	}
}

func TestObjectOf(t *testing.T) {
	t.Parallel()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	for _, empty := range []any{nil, tftypes.UnknownValue} {
		if got, diags := ObjectOf(tftypes.NewValue(typ, empty)); len(got) > 0 || len(diags) > 0 {
			t.Errorf("%v: got %v, %v", empty, got, diags)
		}
	}
	got, diags := ObjectOf(tftypes.NewValue(typ, map[string]tftypes.Value{"name": text("x")}))
	if len(diags) > 0 || len(got) != 1 || !got["name"].Equal(text("x")) {
		t.Errorf("got %v, %v", got, diags)
	}
	if _, diags := ObjectOf(text("x")); !diags.HasError() || !strings.Contains(diags[0].Detail(), "bug in the provider") {
		t.Errorf("got %v", diags)
	}
}

func TestDifferingKeepsWhatTheObjectDoesNotHave(t *testing.T) {
	t.Parallel()
	body := management.Settings{"scope": []any{"a", "b"}, "name": "x", "enabled": false, "secret": nil}
	existing := management.Settings{"scope": []any{"b", "a"}, "name": "y", "other": 1}
	if got, want := table().Differing(body, existing), (management.Settings{"name": "x", "enabled": false}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPathsAreByProperty(t *testing.T) {
	t.Parallel()
	want := map[string]path.Path{
		"name": path.Root("name"), "lifetime": path.Root("lifetime"), "enabled": path.Root("enabled"),
		"scope": path.Root("scopes"), "made": path.Root("made"), "secret": path.Root("secret"),
	}
	if got := table().Paths(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADataSourceShowsTheSettingsComputed(t *testing.T) {
	t.Parallel()
	attributes := table().AddToDataSource(map[string]dsschema.Attribute{"id": dsschema.StringAttribute{Required: true}})
	resources := table().AddTo(map[string]schema.Attribute{"id": schema.StringAttribute{Required: true}})
	if len(attributes) != len(table())+1 || len(resources) != len(table())+1 {
		t.Errorf("%d and %d attributes", len(attributes), len(resources))
	}
	for _, s := range table() {
		got, of := attributes[s.Name], resources[s.Name]
		if !got.IsComputed() || got.IsOptional() || got.IsRequired() || got.IsSensitive() != of.IsSensitive() ||
			!got.GetType().Equal(of.GetType()) || got.GetMarkdownDescription() != of.GetMarkdownDescription() {
			t.Errorf("%s: got %#v of %#v", s.Name, got, of)
		}
	}
	list := Table{{Name: "list", Attribute: schema.ListAttribute{ElementType: types.BoolType, Sensitive: true}}}.AddToDataSource(map[string]dsschema.Attribute{})["list"]
	if !list.IsComputed() || !list.IsSensitive() || !list.GetType().Equal(types.ListType{ElemType: types.BoolType}) {
		t.Errorf("got %#v", list)
	}
	defer func() {
		if recover() == nil {
			t.Error("a kind of attribute without a data source's form goes unnoticed")
		}
	}()
	readOnly(schema.Float64Attribute{})
}
