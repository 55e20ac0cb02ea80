package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithMoveState = (*resourceServerResource)(nil)
	_ resource.ResourceWithMoveState = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithMoveState = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithMoveState = (*clientResource)(nil)
	_ resource.ResourceWithMoveState = (*clientGrantResource)(nil)
)

// officialProvider is the end of the official provider's address, in whichever
// registry.
const officialProvider = "/auth0/auth0"

// MoveState takes over the state of auth0_resource_server.
func (r *resourceServerResource) MoveState(context.Context) []resource.StateMover {
	return movedFrom("auth0_resource_server", []string{"id", "identifier"}, r.settings)
}

// MoveState takes over the state of auth0_resource_server_scope.
func (r *resourceServerScopeResource) MoveState(context.Context) []resource.StateMover {
	return movedFrom("auth0_resource_server_scope", []string{"id", "resource_server_identifier", "scope", "description"}, nil)
}

// MoveState takes over the state of auth0_resource_server_scopes.
func (r *resourceServerScopesResource) MoveState(context.Context) []resource.StateMover {
	return movedFrom("auth0_resource_server_scopes", []string{"id", "resource_server_identifier"}, settings.Table{scopesSetting()})
}

// MoveState takes over the state of auth0_client, without the secret that old
// versions kept there: the create of this resource did not make it.
func (r *clientResource) MoveState(context.Context) []resource.StateMover {
	return movedFrom("auth0_client", []string{"id", "client_id"}, r.settings.Without(clientSecret))
}

// MoveState takes over the state of auth0_client_grant.
func (r *clientGrantResource) MoveState(context.Context) []resource.StateMover {
	return movedFrom("auth0_client_grant", []string{"id", "client_id", "audience", "subject_type"}, r.settings)
}

// scopesSetting is the set of scopes, which takes the same form there.
func scopesSetting() settings.Setting {
	return settings.Setting{Name: "scopes", Attribute: schema.SetNestedAttribute{NestedObject: schema.NestedAttributeObject{
		Attributes: map[string]schema.Attribute{
			"name":        schema.StringAttribute{Required: true},
			"description": schema.StringAttribute{Optional: true},
		},
	}}}
}

// movedFrom takes over the state of a resource of the official provider, for
// `moved` blocks. It asks nothing of the tenant: the refresh that follows does.
func movedFrom(source string, names []string, table settings.Table) []resource.StateMover {
	return []resource.StateMover{{StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
		if req.SourceTypeName != source || !strings.HasSuffix(req.SourceProviderAddress, officialProvider) {
			return // the framework says that there is no such move
		}
		if req.SourceRawState == nil {
			return
		}
		resp.Diagnostics.Append(takeOver(ctx, source, req.SourceRawState.JSON, names, table, &resp.TargetState)...)
	}}}
}

func takeOver(ctx context.Context, source string, raw []byte, names []string, table settings.Table, state *tfsdk.State) diag.Diagnostics {
	var diags diag.Diagnostics
	var values map[string]any
	if err := json.Unmarshal(raw, &values); err != nil {
		// The text of the error may quote a secret of the state.
		diags.AddError("The state to move has an unexpected form",
			fmt.Sprintf("The state of %s is not what the official provider writes. Remove it from the state and import the object instead.", source))
		return diags
	}
	for _, name := range names {
		text, _ := values[name].(string)
		if text == "" && name == "id" {
			diags.AddError("The state to move has no ID",
				fmt.Sprintf("The state of %s names no object of the tenant. Refresh it with the official provider first, or import the object instead.", source))
			return diags
		}
		value := types.StringNull()
		if text != "" {
			value = types.StringValue(text)
		}
		diags.Append(state.SetAttribute(ctx, path.Root(name), value)...)
	}
	if list, _ := values["scopes"].([]any); list != nil && source == "auth0_client_grant" && values["allow_all_scopes"] == nil {
		values["allow_all_scopes"] = false // older versions have no such attribute
	}
	diags.Append(table.TakeOver(ctx, values, state)...)
	return diags
}
