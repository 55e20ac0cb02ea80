package clientcimd

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// ModifyPlan has the tenant fetch the document, and plans what it says now.
func (r *clientDocumentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	if req.Plan.Raw.IsNull() || r.Session.Pending {
		return
	}
	plan, diags := settings.ObjectOf(req.Plan.Raw)
	resp.Diagnostics.Append(diags...)
	url := plan.String(externalClientID)
	if resp.Diagnostics.HasError() || url.IsUnknown() || len(resp.RequiresReplace) > 0 {
		// A replacement is planned once more, as a create.
		return
	}
	isCreate := req.State.Raw.IsNull()
	document := r.preview(ctx, url.ValueString(), isCreate, &resp.Diagnostics)
	if document == nil || isCreate && !r.mayCreate(document, url.ValueString(), &resp.Diagnostics) {
		return
	}
	planned := tfsdk.State{Raw: resp.Plan.Raw.Copy(), Schema: resp.Plan.Schema}
	resp.Diagnostics.Append(r.Settings.Store(ofDocument(document), nil, nil, &planned)...)
	resp.Plan.Raw = planned.Raw
	if changed := isCreate || !planned.Raw.Equal(req.State.Raw); changed && len(document.Validation.Warnings) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root(externalClientID), "The metadata document has warnings", strings.Join(document.Validation.Warnings, "\n"))
	}
}

// preview fetches the document; nil after it has said why that is not possible. A client
// that exists stays as it is while its document cannot be used, with a warning.
func (r *clientDocumentResource) preview(ctx context.Context, url string, needed bool, diags *diag.Diagnostics) *management.ClientDocument {
	document, err := r.Session.Management.PreviewClientDocument(ctx, url)
	if err != nil {
		r.errorContext("Previewing", url).Report(err, diags)
		return nil
	}
	var summary string
	reasons := document.Errors
	switch {
	case len(document.Errors) > 0:
		summary = "The tenant cannot fetch the metadata document"
	case !document.Validation.Valid:
		summary, reasons = "The metadata document is not valid", document.Validation.Violations
	default:
		return document
	}
	detail := fmt.Sprintf("%s: %s.", url, strings.Join(reasons, "; "))
	if needed {
		diags.AddAttributeError(path.Root(externalClientID), summary, detail+" The client cannot be registered by it.")
	} else {
		diags.AddAttributeWarning(path.Root(externalClientID), summary, detail+" The client stays as it is until the document can be used again.")
	}
	return nil
}

// mayCreate refuses to register a document that is registered already: that would change
// a client that something else may manage.
func (r *clientDocumentResource) mayCreate(document *management.ClientDocument, url string, diags *diag.Diagnostics) bool {
	if document.ClientID == "" || r.Session.AdoptsExisting {
		return true
	}
	existing(url).Report(&management.ExistsError{ID: document.ClientID}, diags)
	return false
}

// confirm fetches the document again before a write, and refuses a document that changed since
// the plan. taken is the client that a create takes over, if adopt_existing is set.
func (r *clientDocumentResource) confirm(ctx context.Context, plan tfsdk.Plan, isCreate bool, diags *diag.Diagnostics) (taken string, ok bool) {
	values, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	url := values.Text(externalClientID)
	document := r.preview(ctx, url, true, diags)
	if document == nil || isCreate && !r.mayCreate(document, url, diags) {
		return "", false
	}
	now := tfsdk.State{Raw: plan.Raw.Copy(), Schema: plan.Schema}
	diags.Append(r.Settings.Store(ofDocument(document), nil, nil, &now)...)
	current, problems := settings.ObjectOf(now.Raw)
	diags.Append(problems...)
	for _, field := range r.Settings {
		if planned := values[field.Name]; planned.IsFullyKnown() && !planned.Equal(current[field.Name]) {
			diags.AddAttributeError(path.Root(externalClientID), "The metadata document changed since the plan",
				fmt.Sprintf("%s now has another %s than the plan shows. Nothing was changed; plan again.", url, field.Name))
			return "", false
		}
	}
	return document.ClientID, !diags.HasError()
}
