package grantset

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig refuses blocks that contradict themselves or each other.
func (r *setResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var grants, exceptions types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, grantsPath(), &grants)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("except"), &exceptions)...)
	blocks, _ := blocksOf(ctx, grants, &resp.Diagnostics)
	except, _ := knownTexts(exceptions)
	seen := map[grantID]bool{}
	for _, b := range blocks {
		validateBlock(b, &resp.Diagnostics)
		if !b.identified() || b.ClientID.IsNull() == b.DefaultFor.IsNull() {
			continue
		}
		if seen[b.id()] {
			resp.Diagnostics.AddAttributeError(grantsPath(), "A grant is declared twice",
				fmt.Sprintf("The grant %s has two blocks. Keep one of them, with the scopes of both.", b.id()))
		}
		seen[b.id()] = true
		if slices.Contains(except, b.ClientID.ValueString()) && !b.ClientID.IsNull() {
			resp.Diagnostics.AddAttributeError(path.Root("except"), "A grant is declared and excepted",
				fmt.Sprintf("Client %s is in except, and has a grants block. Remove one of them.", b.ClientID.ValueString()))
		}
	}
}

// validateBlock refuses a block that says too little or too much, as
// auth0api_client_grant does.
func validateBlock(b grantBlock, diags *diag.Diagnostics) {
	unknown := b.ClientID.IsUnknown() || b.DefaultFor.IsUnknown()
	if !unknown && b.ClientID.IsNull() == b.DefaultFor.IsNull() {
		diags.AddAttributeError(grantsPath(), "A grant is for one client, or a default",
			"Each grants block needs either client_id or default_for, and not both.")
	}
	if !b.Scopes.IsUnknown() && !b.AllowAllScopes.IsUnknown() {
		switch all := b.AllowAllScopes.ValueBool(); {
		case all && !b.Scopes.IsNull():
			diags.AddAttributeError(grantsPath(), "All scopes and some scopes are granted",
				fmt.Sprintf("In the block %s, allow_all_scopes = true grants every scope of the API. Remove scopes, or remove allow_all_scopes.", b.id()))
		case !all && b.Scopes.IsNull():
			diags.AddAttributeError(grantsPath(), "The grant has no scopes",
				fmt.Sprintf("In the block %s, set scopes to those that the client may request (scopes = [] for tokens without scopes), or set allow_all_scopes = true.", b.id()))
		}
	}
	if len(b.AuthorizationDetailsTypes.Elements()) > 0 && !b.SubjectType.IsUnknown() && b.SubjectType.ValueString() != "user" {
		diags.AddAttributeError(grantsPath(), "Authorization details need a grant for users",
			fmt.Sprintf("The block %s is for the client itself, which makes no rich authorization requests. Set subject_type = \"user\", or remove authorization_details_types.", b.id()))
	}
}
