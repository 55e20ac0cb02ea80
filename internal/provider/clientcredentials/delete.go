package clientcredentials

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// Delete restores the method that a client of its type has when nothing is set,
// while the client uses the method of the state, and deletes the credentials of
// the state. The client's secret stays.
func (r *clientCredentialsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	var state clientCredentialsModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Removing a client's credentials", &resp.Diagnostics) {
		return
	}
	id := state.ID.ValueString()
	turn, done, err := r.Session.CredentialsTurns.Take(ctx, id)
	if err != nil {
		r.errorContext("Removing", id).Report(err, &resp.Diagnostics)
		return
	}
	defer done()
	switch owner := kit.Owner(ctx, req.Private, &resp.Diagnostics); {
	case r.Session.Management.HeldForOther(management.CredentialsKind, management.CredentialsID(id), owner):
		resp.Diagnostics.AddWarning(fmt.Sprintf("The credentials of client %q are kept", id),
			"Another auth0api_client_credentials resource set them in this run, and manages them now. Only the old address was removed from the state.")
		return
	case turn.Refused:
		resp.Diagnostics.AddError(fmt.Sprintf("The credentials of client %q are kept", id),
			"Another auth0api_client_credentials resource was to be created for this client in the same run, and was refused because these exist. Deleting them now would leave the client without credentials. "+
				"Do what the other error says; to remove them for good, remove both blocks.")
		return
	}
	leftovers := r.deleteLeftovers(ctx, id, req.Private, &resp.Diagnostics)
	for _, credential := range leftovers {
		resp.Diagnostics.AddError(fmt.Sprintf("Credential %q of client %q was not deleted", credential, id), "An earlier apply detached it and could not delete it, either. Run terraform destroy again.")
	}
	if r.remove(ctx, id, state, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		r.Session.Management.Forget(management.CredentialsKind, management.CredentialsID(id))
	}
}

// remove detaches what the state has, and deletes it.
func (r *clientCredentialsResource) remove(ctx context.Context, id string, state clientCredentialsModel, diags *diag.Diagnostics) {
	keys, problems := keysOf(ctx, state.PrivateKeyJWT)
	diags.Append(problems...)
	answer, err := r.Session.Management.ReadApplication(ctx, id)
	if management.IsNotFound(err) {
		return
	}
	if err == nil {
		err = r.restoreMethod(ctx, answer, state, idsOf(keys), diags)
	}
	if err != nil {
		r.errorContext("Removing", id).Report(err, diags)
		return
	}
	var failures []error
	for _, credential := range idsOf(keys) {
		err := r.Session.Management.DeleteCredential(ctx, id, credential)
		if management.IsCredentialInUse(err) {
			err = fmt.Errorf("%w. Take %s out of the client's signed_request_object and token_vault_privileged_access, then run terraform destroy again", err, credential)
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	if len(failures) > 0 {
		r.errorContext("Removing", id).Report(errors.Join(failures...), diags)
	}
}

// restoreMethod restores the method of the client's type, provided that the
// client has the state's. Keys that the state does not have stay in use.
func (r *clientCredentialsResource) restoreMethod(ctx context.Context, answer *management.Application, state clientCredentialsModel, own []string, diags *diag.Diagnostics) error {
	method, restored := authMethodOf(answer), defaultAuthMethod(answer)
	if method != state.AuthenticationMethod.ValueString() {
		if method != restored {
			diags.AddWarning(fmt.Sprintf("The authentication method of client %q is kept", answer.ClientID),
				fmt.Sprintf("It is %q, while the state has %q: it was changed outside Terraform. Only the credentials of the state are deleted.", method, state.AuthenticationMethod.ValueString()))
		}
		return nil
	}
	if method == restored || method == "" && !kit.UsesKeys(answer) {
		return nil
	}
	body := management.Settings{"token_endpoint_auth_method": restored}
	if kit.UsesKeys(answer) {
		body["client_authentication_methods"] = nil
	}
	others := slices.DeleteFunc(attachedKeys(answer), func(id string) bool { return slices.Contains(own, id) })
	if len(others) > 0 {
		diags.AddWarning(fmt.Sprintf("Client %q still authenticates by keys", answer.ClientID),
			fmt.Sprintf("The client uses %s, which is not in the state and was attached outside Terraform. It is kept, and so is the authentication method.", listed(others)))
		change := keyChange{}
		body = change.attaching(management.Settings{}, others)
	}
	_, err := r.Session.Management.UpdateApplication(ctx, answer.ClientID, body)
	return err
}
