package clientcredentials

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// planKey notes what the plan does with the client's credentials, for other
// resources that declare those of the same client.
func (r *clientCredentialsResource) planKey(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("client_id")
	var before, planned types.String
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, at, &planned)...)
	}
	switch {
	case resp.Diagnostics.HasError() || planned.IsUnknown():
	case before.IsNull():
		r.session.PlanCreate(session.CredentialsKey(planned.ValueString()), at, &resp.Diagnostics)
	case !planned.Equal(before): // destroyed, or replaced by those of another client
		r.session.PlanDestroy(session.CredentialsKey(before.ValueString()), &resp.Diagnostics)
	}
}

// unowned reports whether a create may set a client's credentials. It may not
// while this walk manages them already, nor while the client uses keys: those
// are another resource's, another state's, or of the object that Terraform is
// about to destroy under create_before_destroy. Nothing is changed then.
func (r *clientCredentialsResource) unowned(ctx context.Context, clientID string, claim *session.CredentialsClaim, diags *diag.Diagnostics) bool {
	if !claim.Create() {
		refuseSecondOwner(clientID, "Another auth0api_client_credentials resource of this run manages them.", diags)
		return false
	}
	answer, err := r.session.Management.ReadApplication(ctx, clientID)
	if err != nil {
		r.attempt("Setting", clientID).Report(err, diags)
		return false
	}
	if ids := attachedCredentials(answer); len(ids) > 0 {
		claim.Refused = true
		refuseSecondOwner(clientID, fmt.Sprintf("The client authenticates by %s with %s, which this resource did not create.", authMethodOf(answer), listed(ids)), diags)
		return false
	}
	return true
}

// refuseSecondOwner is the error of a second resource for one client's
// credentials. evidence is a sentence that says how they are known to be managed.
func refuseSecondOwner(clientID, evidence string, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root("client_id"), fmt.Sprintf("The credentials of client %q are managed already", clientID),
		evidence+" A client has one set of credentials, and one resource manages it. Nothing was changed.\n\n"+
			"If they were set outside of this configuration, import them instead of creating them:\n\n"+kit.ImportBlock(session.CredentialsType, clientID)+"\n\n"+
			"If the block was renamed or moved to another module, say so, and Terraform keeps them:\n\n"+kit.MovedBlock(session.CredentialsType)+"\n\n"+
			"If another block or another state declares them, keep one: remove the other block, and run terraform state rm ADDRESS where a state has it, which leaves the tenant as it is.\n\n"+
			"If this replaces the same resource: create_before_destroy cannot work for the credentials of one client. Remove it here and from whatever depends on this resource "+
			"(Terraform passes it on), or keep the resource: terraform untaint ADDRESS. Without create_before_destroy, terraform apply -replace=ADDRESS works.")
}
