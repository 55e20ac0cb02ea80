package clientcredentials

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*clientCredentialsResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientCredentialsResource)(nil)
	_ resource.ResourceWithImportState    = (*clientCredentialsResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientCredentialsResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientCredentialsResource)(nil)
)

// clientCredentialsResource is how a client proves who it is: a secret, or keys.
type clientCredentialsResource struct{ session.Resource }

func newClientCredentialsResource() resource.Resource {
	return &clientCredentialsResource{session.Resource{IdentityAttributes: kit.IdentityAttributes{"client_id"}, Type: "client_credentials", Object: "a client's credentials"}}
}

// clientCredentialsModel is a plan, configuration or state.
type clientCredentialsModel struct {
	ID                    types.String         `tfsdk:"id"`
	ClientID              types.String         `tfsdk:"client_id"`
	AuthenticationMethod  types.String         `tfsdk:"authentication_method"`
	ClientSecret          types.String         `tfsdk:"client_secret"`
	ClientSecretWO        types.String         `tfsdk:"client_secret_wo"`
	ClientSecretWOVersion settings.WholeNumber `tfsdk:"client_secret_wo_version"`
	PrivateKeyJWT         types.Object         `tfsdk:"private_key_jwt"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func (r *clientCredentialsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan, config clientCredentialsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Setting a client's credentials", &resp.Diagnostics) {
		return
	}
	id := plan.ClientID.ValueString()
	turn, done, err := r.Session.CredentialsTurns.Take(ctx, id)
	if err != nil {
		r.errorContext("Setting", id).Report(err, &resp.Diagnostics)
		return
	}
	defer done()
	note, problems := r.note(ctx, plan)
	resp.Diagnostics.Append(problems...)
	prior, unowned := r.unowned(ctx, plan, turn, note.Interrupted, &resp.Diagnostics)
	if !unowned || resp.Diagnostics.HasError() {
		return
	}
	result := r.write(ctx, "Setting", &plan, prior, config, &resp.Diagnostics)
	note.Done(id, result.done)
	if result.done {
		owner := r.Session.Management.HoldCreated(management.CredentialsKind, management.CredentialsID(id))
		kit.KeepOwner(ctx, management.Creation{Owner: owner}, resp.Private, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

func (r *clientCredentialsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan, prior, config clientCredentialsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating a client's credentials", &resp.Diagnostics) {
		return
	}
	id := plan.ClientID.ValueString()
	_, done, err := r.Session.CredentialsTurns.Take(ctx, id)
	if err != nil {
		r.errorContext("Updating", id).Report(err, &resp.Diagnostics)
		return
	}
	defer done()
	owner := kit.Owner(ctx, req.Private, &resp.Diagnostics)
	if r.Session.Management.HeldForOther(management.CredentialsKind, management.CredentialsID(id), owner) {
		refuseSecondOwner(id, "Another auth0api_client_credentials resource created them in this run.", &resp.Diagnostics)
		return
	}
	r.Session.Management.Hold(management.CredentialsKind, management.CredentialsID(id), owner)
	leftovers := r.deleteLeftovers(ctx, id, req.Private, &resp.Diagnostics)
	result := r.write(ctx, "Updating", &plan, prior, config, &resp.Diagnostics)
	resp.Diagnostics.Append(setLeftovers(ctx, resp.Private, append(leftovers, result.leftovers...))...)
	switch {
	case result.done:
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	case result.answer != nil:
		resp.Diagnostics.Append(prior.store(ctx, result.answer, result.keys)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, prior)...)
	}
}

// write brings the tenant from prior to plan, and completes the plan to the new
// state.
func (r *clientCredentialsResource) write(ctx context.Context, action string, plan *clientCredentialsModel, prior, config clientCredentialsModel, diags *diag.Diagnostics) outcome {
	id := plan.ClientID.ValueString()
	wanted, problems := keysOf(ctx, plan.PrivateKeyJWT)
	diags.Append(problems...)
	known, problems := keysOf(ctx, prior.PrivateKeyJWT)
	diags.Append(problems...)
	if diags.HasError() {
		return outcome{}
	}
	change := newKeyChange(r.Session.Management, id, wanted, known, prior.isPrivateKeyJWT())
	body := plan.body(prior, config)
	answer, err := change.run(ctx, body)
	if err != nil {
		result := change.recover(ctx, body)
		if !result.done {
			r.errorContext(action, id).Report(fmt.Errorf("%w.\n\n%s", err, result.text), diags)
			return result
		}
		answer = result.answer
	}
	if len(change.takenOver) > 0 {
		diags.AddAttributeWarning(path.Root(methodPrivateKeyJWT), "An unused credential was taken over",
			fmt.Sprintf("Client %q had %s with the same key, name and algorithm, which an apply that was interrupted may have left. It was attached instead of a new one, and is managed here from now on.", id, listed(change.takenOver)))
	}
	leftovers, err := change.finish(ctx)
	if err != nil {
		diags.AddWarning("A credential that is no longer used was not deleted",
			fmt.Sprintf("Client %q: %s\n\nThe client does not authenticate by it. The next apply that changes the keys, or the destroy, deletes it.", id, kit.Sentence(err)))
	}
	diags.Append(plan.store(ctx, answer, change.wanted)...)
	return outcome{done: !diags.HasError(), answer: answer, keys: change.wanted, leftovers: leftovers}
}

func (r *clientCredentialsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Credentials of client", req, resp, r.errorContext, func(ctx context.Context, id string, _ settings.Object) error {
		var state clientCredentialsModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		if resp.Diagnostics.HasError() {
			return nil
		}
		imported := state.ClientID.IsNull()
		turn, done, err := r.Session.CredentialsTurns.Take(ctx, id)
		if err != nil {
			return err
		}
		defer done()
		answer, err := r.Session.Management.ReadApplication(ctx, id)
		if management.IsNotFound(err) {
			turn.Refused = false
			r.Session.Management.Forget(management.CredentialsKind, management.CredentialsID(id))
		}
		if err != nil {
			return err
		}
		r.Session.Plans.NoteExists(credentialsObject(id))
		r.Session.Management.Hold(management.CredentialsKind, management.CredentialsID(id), kit.Owner(ctx, req.Private, &resp.Diagnostics))
		known, problems := keysOf(ctx, state.PrivateKeyJWT)
		resp.Diagnostics.Append(problems...)
		var keys []keyModel
		if attached := attachedKeys(answer); len(attached) > 0 && imported || !state.PrivateKeyJWT.IsNull() {
			list, err := r.Session.Management.ListCredentials(ctx, id)
			if err != nil {
				r.errorContext("Reading", id).Report(err, &resp.Diagnostics)
				return nil // a missing list does not mean that the client is missing
			}
			keys = readKeys(attached, list, known)
		}
		resp.Diagnostics.Append(state.store(ctx, answer, keys)...)
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return nil
	})
}

// ImportState takes the client's ID.
func (r *clientCredentialsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.BeginImport(req, resp, "the client's ID", "CLIENT_ID") {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("client_id"), req, resp)
	}
}

func (r *clientCredentialsResource) errorContext(action, clientID string) kit.ErrorContext {
	keys := path.Root("private_key_jwt")
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("credentials of client %q", clientID), Attributes: map[string]path.Path{
		"token_endpoint_auth_method": path.Root("authentication_method"), "client_secret": path.Root("client_secret"),
		"client_authentication_methods": keys, "pem": keys, "alg": keys, "name": keys, "expires_at": keys, "parse_expiry_from_cert": keys,
	}, Hints: []kit.Hint{
		kit.MissingClient(path.Root("client_id"), clientID),
		{Text: "client_credential_conflict", At: keys},
		{Text: "Invalid grant types", At: path.Root("authentication_method")},
		{Text: "Payload validation error: pem", At: keys},
		{Text: "already exist in client", At: keys},
		{Text: "can have a maximum of", At: keys},
		{Text: "maximum 2", At: keys},
	}}
}
