package assignment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// separator stands between the parts of an ID, as in the official provider.
const separator = "::"

// ImportState takes the ID, such as ROLE_ID::IDENTIFIER::PERMISSION. The tenant is asked
// only where the text can be split in several ways.
func (r *itemResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.Session.Ready("Importing "+r.object, &resp.Diagnostics) {
		return
	}
	holder, items := r.toImport(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if holder == "" || len(items) == 0 {
		resp.Diagnostics.AddError("The import ID has another form",
			fmt.Sprintf("%q is not the ID of %s, which has the form %s.", req.ID, r.object, r.importForm()))
		return
	}
	l, item := r.list(holder), items[0]
	if len(items) > 1 {
		assigned, err := r.Session.Management.Assigned(ctx, l)
		if err != nil {
			r.attempt("Importing", r.describe(holder)).Report(err, &resp.Diagnostics)
			return
		}
		at := slices.IndexFunc(items, func(i management.Assignment) bool { return slices.Contains(assigned, i) })
		if at < 0 {
			resp.Diagnostics.AddError("It does not exist", fmt.Sprintf("The tenant has no %s, wherever its parts end.", r.describeItem(holder, item)))
			return
		}
		item = items[at]
	}
	assign(r.values(l, item), resp, &resp.Diagnostics)
}

// importForm is the form of the ID, for people.
func (r *itemResource) importForm() string {
	names := []string{strings.ToUpper(r.holder)}
	for _, a := range r.items {
		names = append(names, strings.ToUpper(a.name))
	}
	return strings.Join(names, separator)
}

// toImport returns the holder, and each item that the ID may stand for: identifiers of
// APIs and scopes may have the separator too.
func (r *itemResource) toImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (holder string, items []management.Assignment) {
	if req.ID == "" {
		var i management.Assignment
		diags.Append(req.Identity.GetAttribute(ctx, pathOf(r.holder), &holder)...)
		diags.Append(req.Identity.GetAttribute(ctx, pathOf(r.items[len(r.items)-1].name), &i.Name)...)
		if len(r.items) > 1 {
			diags.Append(req.Identity.GetAttribute(ctx, pathOf(r.items[0].name), &i.API)...)
		}
		return holder, []management.Assignment{i}
	}
	holder, rest, _ := strings.Cut(req.ID, separator)
	if len(r.items) == 1 {
		if rest != "" {
			items = append(items, management.Assignment{Name: rest})
		}
		return holder, items
	}
	for i := 1; i < len(rest)-len(separator); i++ {
		if strings.HasPrefix(rest[i:], separator) {
			items = append(items, management.Assignment{API: rest[:i], Name: rest[i+len(separator):]})
		}
	}
	return holder, items
}
