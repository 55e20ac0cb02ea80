package kit

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatal(err)
	}
	return object
}

func TestAJSONObjectIsAValueOfTerraforms(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	got := DynamicObject(ctx, decoded(t, `{
		"text": "ünï", "yes": true, "no": false, "nothing": null, "whole": 1893456000, "huge": 12345678901234567890123, "part": 0.1,
		"list": ["a", 1, null, ["b"]], "empty": [], "object": {"a": {"b": "c"}, "none": {}}
	}`)).UnderlyingValue()
	object, ok := got.(types.Object)
	if !ok {
		t.Fatalf("got a %T", got)
	}
	for name, want := range map[string]string{
		"text": `"ünï"`, "yes": "true", "no": "false", "nothing": "<null>", "part": "0.1",
		"list": `["a",1,<null>,["b"]]`, "empty": "[]", "object": `{"a":{"b":"c"},"none":{}}`,
	} {
		if text := object.Attributes()[name].String(); text != want {
			t.Errorf("%s is %s, want %s", name, text, want)
		}
	}
	for name, want := range map[string]string{"whole": "1893456000", "huge": "12345678901234567890123"} {
		number, _ := object.Attributes()[name].(types.Number)
		if text := number.ValueBigFloat().Text('f', 0); text != want {
			t.Errorf("%s is %s, want %s", name, text, want)
		}
	}

	// What the plugin protocol carries to Terraform.
	value, err := types.DynamicValue(got).ToTerraformValue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, value)
	if err != nil {
		t.Fatal(err)
	}
	back, err := encoded.Unmarshal(tftypes.DynamicPseudoType)
	if err != nil {
		t.Fatal(err)
	}
	if !back.Equal(value) {
		t.Errorf("%s went over the protocol and came back as %s", value, back)
	}
}

func FuzzDynamicObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":null}`, `{"a":[1,"b",{"c":[]}]}`, `{"n":1e400}`, `{"n":-0.0}`, `{"":""}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var object map[string]any
		if decoder.Decode(&object) != nil || object == nil {
			return
		}
		value, err := DynamicObject(t.Context(), object).ToTerraformValue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, value); err != nil {
			t.Fatal(err)
		}
	})
}
