package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// officialProvider is the end of the official provider's address, in whichever
// registry.
const officialProvider = "/auth0/auth0"

// impliedProvider is what OpenTofu 1.11 sends instead of that address: the name that the
// resource's type implies.
const impliedProvider = "auth0"

// MoveStateFrom takes over the state of a resource of the official provider, for
// `moved` blocks. It asks nothing of the tenant: the refresh that follows does.
func MoveStateFrom(source string, names []string, table settings.Table) []resource.StateMover {
	return []resource.StateMover{{StateMover: func(_ context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
		isOfficial := strings.HasSuffix(req.SourceProviderAddress, officialProvider) || req.SourceProviderAddress == impliedProvider
		if req.SourceTypeName != source || !isOfficial {
			return // the framework says that there is no such move
		}
		if req.SourceRawState == nil {
			return
		}
		resp.Diagnostics.Append(takeOver(source, req.SourceRawState.JSON, names, table, &resp.TargetState)...)
	}}}
}

func takeOver(source string, raw []byte, names []string, table settings.Table, state *tfsdk.State) diag.Diagnostics {
	var diags diag.Diagnostics
	var values map[string]any
	if err := json.Unmarshal(raw, &values); err != nil {
		// The text of the error may quote a secret of the state.
		diags.AddError("The state to move has an unexpected form",
			fmt.Sprintf("The state of %s is not what the official provider writes. Remove it from the state and import the object instead.", source))
		return diags
	}
	others := settings.Object{}
	for _, name := range names {
		text, _ := values[name].(string)
		if text == "" && name == "id" {
			diags.AddError("The state to move has no ID",
				fmt.Sprintf("The state of %s names no object of the tenant. Refresh it with the official provider first, or import the object instead.", source))
			return diags
		}
		others[name] = settings.Text(text)
	}
	if list, _ := values["scopes"].([]any); list != nil && source == "auth0_client_grant" && values["allow_all_scopes"] == nil {
		values["allow_all_scopes"] = false // older versions have no such attribute
	}
	diags.Append(table.TakeOver(values, others, state)...)
	return diags
}
