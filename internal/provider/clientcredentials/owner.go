package clientcredentials

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
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
		r.Session.PlanCreate(session.CredentialsKey(planned.ValueString()), req.Config, at, &resp.Diagnostics)
		if r.Session.Plans.NoteCreate(credentialsObject(planned.ValueString())) {
			warnKeptSecret(ctx, planned.ValueString(), req, resp)
		}
	case !planned.Equal(before): // destroyed, or replaced by those of another client
		r.Session.PlanDestroy(session.CredentialsKey(before.ValueString()), &resp.Diagnostics)
	}
}

// credentialsObject names the credentials of a client in the notes of a plan.
func credentialsObject(clientID string) string { return "credentials of client " + clientID }

// warnKeptSecret warns that the replacement of the resource, as by -replace, does not
// rotate the secret.
func warnKeptSecret(ctx context.Context, clientID string, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var method types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("authentication_method"), &method)...)
	if method.ValueString() == methodPrivateKeyJWT || method.ValueString() == kit.MethodNone {
		return
	}
	resp.Diagnostics.AddAttributeWarning(path.Root("client_id"), "Replacing the credentials does not rotate the secret",
		fmt.Sprintf("Client %q keeps its secret, or gets the configured one again. To set another secret of your own, change client_secret, or client_secret_wo_version with client_secret_wo. "+
			"To have the tenant make one, invoke the action auth0api_rotate_client_secret (Terraform 1.14 or later), or rotate it in the dashboard.", clientID))
}

// note notes in the journal which keys are about to be created.
func (r *clientCredentialsResource) note(ctx context.Context, plan clientCredentialsModel) (management.CredentialsNote, diag.Diagnostics) {
	keys, diags := keysOf(ctx, plan.PrivateKeyJWT)
	bodies := make([]management.Settings, len(keys))
	for i, key := range keys {
		bodies[i] = key.settings()
	}
	note, err := r.Session.Management.NoteCredentials(ctx, plan.ClientID.ValueString(), bodies)
	if err != nil {
		diags.AddError("Noting the create failed", kit.Sentence(err))
	}
	return note, diags
}

// unowned reports whether a create may set a client's credentials, and returns
// what the client has of them. It may not while this walk manages them already,
// nor while the client uses keys: those are another resource's, another state's, or
// of the object that Terraform is about to destroy under create_before_destroy.
// Nothing is changed then. interrupted is the evidence that a killed process was
// creating exactly these credentials: keys in use that are planned are its own.
func (r *clientCredentialsResource) unowned(ctx context.Context, plan clientCredentialsModel, turn *session.CredentialsTurn, interrupted bool, diags *diag.Diagnostics) (clientCredentialsModel, bool) {
	id := plan.ClientID.ValueString()
	prior := clientCredentialsModel{AuthenticationMethod: types.StringUnknown(), PrivateKeyJWT: types.ObjectNull(privateKeyJWTType().AttrTypes)}
	if r.Session.Management.Held(management.CredentialsKind, management.CredentialsID(id)) {
		turn.Refused = true
		refuseSecondOwner(id, "Another auth0api_client_credentials resource of this run manages them.", diags)
		return prior, false
	}
	answer, err := r.Session.Management.ReadApplication(ctx, id)
	if err != nil {
		r.errorContext("Setting", id).Report(err, diags)
		return prior, false
	}
	ids := attachedCredentials(answer)
	if len(ids) == 0 {
		return prior, true
	}
	if interrupted {
		keys, planned := r.plannedKeysInUse(ctx, plan, answer, diags)
		if planned && !diags.HasError() {
			diags.Append(prior.store(ctx, answer, keys)...)
			diags.AddAttributeWarning(path.Root("client_id"), fmt.Sprintf("Taken over: the credentials of client %q", id),
				fmt.Sprintf("An earlier run in this folder was killed while it was creating exactly these credentials. The client authenticates by %s, which are managed here from now on.", listed(ids)))
			return prior, true
		}
	}
	turn.Refused = true
	refuseSecondOwner(id, fmt.Sprintf("The client authenticates by %s with %s, which this resource did not create.", authMethodOf(answer), listed(ids)), diags)
	return prior, false
}

// plannedKeysInUse returns the keys that a client uses, completed from the plan,
// and reports whether each of them is planned.
func (r *clientCredentialsResource) plannedKeysInUse(ctx context.Context, plan clientCredentialsModel, answer *management.Application, diags *diag.Diagnostics) ([]keyModel, bool) {
	wanted, problems := keysOf(ctx, plan.PrivateKeyJWT)
	diags.Append(problems...)
	list, err := r.Session.Management.ListCredentials(ctx, answer.ClientID)
	if err != nil {
		r.errorContext("Setting", answer.ClientID).Report(err, diags)
		return nil, false
	}
	inUse := readKeys(attachedKeys(answer), list, nil)
	planned := 0
	for i, at := range match(wanted, inUse) {
		if at >= 0 {
			inUse[at].PEM, inUse[at].CredentialType, inUse[at].ParseExpiryFromCert = wanted[i].PEM, wanted[i].CredentialType, wanted[i].ParseExpiryFromCert
			planned++
		}
	}
	return inUse, planned > 0 && planned == len(inUse)
}

// refuseSecondOwner is the error of a second resource for one client's
// credentials. evidence is a sentence that says how they are known to be managed.
func refuseSecondOwner(clientID, evidence string, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root("client_id"), fmt.Sprintf("The credentials of client %q are managed already", clientID),
		evidence+" A client has one set of credentials, and one resource manages it. Nothing was changed.\n\n"+
			"If they were set outside of this configuration, import them instead of creating them:\n\n"+kit.ImportBlock(session.CredentialsType, clientID)+"\n\n"+
			"If the block was renamed or moved to another module, add a moved block, and Terraform keeps them:\n\n"+kit.MovedBlock(session.CredentialsType)+"\n\n"+
			"If another block or another state declares them, keep one: remove the other block, and run terraform state rm ADDRESS where a state has it, which leaves the tenant as it is.\n\n"+
			"If this replaces the same resource: create_before_destroy cannot work for the credentials of one client. Remove it here and from whatever depends on this resource "+
			"(Terraform passes it on), or keep the resource: terraform untaint ADDRESS. Without create_before_destroy, terraform apply -replace=ADDRESS works.")
}
