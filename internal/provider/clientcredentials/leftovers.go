package clientcredentials

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// leftoversKey is where the private state has the IDs of credentials that this
// resource made, detached, and could not delete: a JSON list.
const leftoversKey = "leftovers"

// leftoversOf returns the leftovers of a private state.
func leftoversOf(ctx context.Context, private settings.PrivateState) ([]string, diag.Diagnostics) {
	text, diags := private.GetKey(ctx, leftoversKey)
	var ids []string
	if len(text) == 0 || diags.HasError() {
		return nil, diags
	}
	if err := json.Unmarshal(text, &ids); err != nil {
		diags.AddError("Reading the private state failed", fmt.Sprintf("%s: %s.", leftoversKey, err))
	}
	return ids, diags
}

func setLeftovers(ctx context.Context, private settings.PrivateState, ids []string) diag.Diagnostics {
	before, diags := leftoversOf(ctx, private)
	if len(before) == 0 && len(ids) == 0 {
		return diags
	}
	text, err := json.Marshal(append([]string{}, ids...))
	if err != nil {
		diags.AddError("Writing the private state failed", fmt.Sprintf("%s: %s.", leftoversKey, err))
		return diags
	}
	diags.Append(private.SetKey(ctx, leftoversKey, text)...)
	return diags
}

// deleteLeftovers deletes the credentials that an earlier change left behind, and
// returns those that it cannot delete. A credential that was attached outside
// Terraform in the meantime is kept.
func (r *clientCredentialsResource) deleteLeftovers(ctx context.Context, clientID string, private settings.PrivateState, diags *diag.Diagnostics) []string {
	ids, problems := leftoversOf(ctx, private)
	diags.Append(problems...)
	var failed []string
	for _, id := range ids {
		err := r.Session.Management.DeleteCredential(ctx, clientID, id)
		if err != nil && !management.IsCredentialInUse(err) {
			failed = append(failed, id)
		}
	}
	return failed
}
