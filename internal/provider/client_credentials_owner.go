package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// unowned reports whether a create may set a client's credentials. It may not
// while this walk manages them already, nor while the client uses keys: those
// are another resource's, another state's, or of the object that Terraform is
// about to destroy under create_before_destroy. Nothing is changed then.
func (r *clientCredentialsResource) unowned(ctx context.Context, clientID string, claim *credentialsClaim, diags *diag.Diagnostics) bool {
	if !claim.create() {
		refuseSecondOwner(clientID, "Another auth0api_client_credentials resource of this run manages them.", diags)
		return false
	}
	answer, err := r.clients.management.ReadApplication(ctx, clientID)
	if err != nil {
		r.attempt("Setting", clientID).fail(err, diags)
		return false
	}
	if ids := attachedCredentials(answer); len(ids) > 0 {
		claim.refused = true
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
			"If the block or its module was renamed, or has another for_each key, say so:\n\n"+
			"  moved {\n    from = auth0api_client_credentials.OLD\n    to   = auth0api_client_credentials.NEW\n  }\n\n"+
			"If no state has them, import them:\n\n"+
			fmt.Sprintf("  import {\n    to = auth0api_client_credentials.NAME\n    id = %q\n  }\n\n", clientID)+
			"If two blocks or two states declare them, keep one: delete the other block, and run terraform state rm ADDRESS where a state has it, which leaves the tenant as it is.\n\n"+
			"If this replaces the same resource: create_before_destroy cannot work for the credentials of one client. Remove it here and from whatever depends on this resource "+
			"(Terraform passes it on), or keep the resource: terraform untaint ADDRESS. Without create_before_destroy, terraform apply -replace=ADDRESS works.")
}
