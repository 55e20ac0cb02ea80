package scope

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// scopeSeparator stands between identifier and scope in a scope's ID.
const scopeSeparator = "::"

// scopeID is the natural key of a scope in a tenant.
type scopeID struct{ identifier, scope string }

func (id scopeID) String() string { return id.identifier + scopeSeparator + id.scope }

// parseScopeID returns each ID that text may stand for: identifiers and scopes
// may hold the separator too.
func parseScopeID(text string) []scopeID {
	var ids []scopeID
	for i := 1; i < len(text)-len(scopeSeparator); i++ {
		if strings.HasPrefix(text[i:], scopeSeparator) {
			ids = append(ids, scopeID{text[:i], text[i+len(scopeSeparator):]})
		}
	}
	return ids
}

// ImportState takes IDENTIFIER::SCOPE. The tenant is asked only where the text
// can be split in several ways.
func (r *resourceServerScopeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.BeginImport(req, resp, "the API's identifier and the scope's name", "https://appointments.example.test/"+scopeSeparator+"read:appointments") {
		return
	}
	ids := scopesToImport(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if len(ids) == 0 {
		resp.Diagnostics.AddError("The import ID is not that of a scope",
			fmt.Sprintf("%q is not of the form IDENTIFIER%sSCOPE, such as https://appointments.example.test/%sread:appointments.", req.ID, scopeSeparator, scopeSeparator))
		return
	}
	id := ids[0]
	if len(ids) > 1 {
		id = r.existing(ctx, ids, &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, resourceServerScopeModel{
			Timeouts:   session.NoTimeouts(),
			ID:         types.StringValue(id.String()),
			Identifier: types.StringValue(id.identifier),
			Scope:      types.StringValue(id.scope),
		})...)
	}
}

// scopesToImport is the scope that an import block identifies, or each that its
// ID may stand for.
func scopesToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) []scopeID {
	if req.ID != "" {
		return parseScopeID(req.ID)
	}
	var id scopeID
	diags.Append(req.Identity.GetAttribute(ctx, path.Root("resource_server_identifier"), &id.identifier)...)
	diags.Append(req.Identity.GetAttribute(ctx, path.Root("scope"), &id.scope)...)
	return []scopeID{id}
}

// existing is the one of the IDs that the tenant has.
func (r *resourceServerScopeResource) existing(ctx context.Context, ids []scopeID, diags *diag.Diagnostics) scopeID {
	for _, id := range ids {
		api, err := r.Session.Management.ReadResourceServer(ctx, id.identifier)
		if management.IsNotFound(err) {
			continue
		}
		if err != nil {
			failScopes("Importing", fmt.Sprintf("scope %q", id), err, diags, nil)
			return scopeID{}
		}
		for _, s := range api.Scopes {
			if s.Value == id.scope {
				return id
			}
		}
	}
	diags.AddError("There is no such scope", fmt.Sprintf("The tenant has no scope %q. Each \"::\" in the ID was tried as the end of the API's identifier.", ids[0]))
	return scopeID{}
}
