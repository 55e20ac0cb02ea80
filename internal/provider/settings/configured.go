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

// configuredKey is where the private state has the names of the settings that the
// configuration had when the object was last written. Terraform shows a plan the
// current configuration, in which a setting that was removed looks the same as a
// setting that was never there.
const configuredKey = "given"

// Remember keeps which of the settings that are cleared by their absence are
// configured. A setting that was unknown at plan and turns out to be null stays
// remembered, so that the next plan clears it, unless it resets: then this apply
// has cleared it.
func (t Table) Remember(ctx context.Context, config, plan Object, private PrivateState) diag.Diagnostics {
	before, diags := configuredBefore(ctx, private)
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
	diags.Append(private.SetKey(ctx, configuredKey, encoded)...)
	return diags
}

// configuredBefore returns the names that Remember kept.
func configuredBefore(ctx context.Context, private PrivateState) ([]string, diag.Diagnostics) {
	var names []string
	encoded, diags := private.GetKey(ctx, configuredKey)
	if len(encoded) == 0 || diags.HasError() {
		return nil, diags
	}
	if err := json.Unmarshal(encoded, &names); err != nil {
		diags.AddError("Reading what was configured failed", "The private state of the object: "+err.Error()+".")
	}
	return names, diags
}
