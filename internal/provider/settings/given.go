package settings

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// PrivateState is what Terraform keeps with an object for the provider alone.
type PrivateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// givenKey is where the private state has the names of the settings that the
// configuration gave when the object was last written. Terraform shows a plan
// the configuration as it is now, which does not tell a setting that was taken
// out from one that was never there.
const givenKey = "given"

// Remember keeps which of the settings that are cleared by their absence the
// configuration gives. One that was unknown at plan and turns out null stays
// remembered, so that the next plan clears it; one that resets is cleared by then.
func (t Table) Remember(ctx context.Context, config, plan Object, private PrivateState) diag.Diagnostics {
	before, diags := given(ctx, private)
	names := make([]string, 0, len(t))
	for _, s := range t {
		value, has := config[s.Name]
		planned := plan[s.Name]
		if s.Cleared && has && (!value.IsNull() || !planned.IsKnown() && !s.Reset && slices.Contains(before, s.Name)) {
			names = append(names, s.Name)
		}
	}
	if slices.Equal(names, before) {
		return diags
	}
	encoded, err := json.Marshal(names)
	if err != nil {
		diags.AddError("Remembering the configured settings failed", err.Error())
		return diags
	}
	diags.Append(private.SetKey(ctx, givenKey, encoded)...)
	return diags
}

func given(ctx context.Context, private PrivateState) ([]string, diag.Diagnostics) {
	var names []string
	encoded, diags := private.GetKey(ctx, givenKey)
	if len(encoded) == 0 || diags.HasError() {
		return nil, diags
	}
	if err := json.Unmarshal(encoded, &names); err != nil {
		diags.AddError("Reading what was configured failed", "The private state of the object: "+err.Error()+".")
	}
	return names, diags
}
