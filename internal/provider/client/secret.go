package client

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// The state holds a client's secret only if the create of the resource made it
// and client_secret_in_state allows it. A refresh, an import or an update writes
// no other secret: when the tenant's secret changes, client_secret is null.

const (
	clientSecret = "client_secret"
	// secretInState is the attribute that says whether the state has client_secret.
	secretInState = "client_secret_in_state"
	// createdSecretKey is the key of the private state that identifies the secret
	// that the create made, by its SHA-256. The tenant makes secrets of 64 random
	// characters, so that the digest does not reveal one.
	createdSecretKey = "created_secret_sha256"
)

// createdSecret identifies the secret that the create of a resource made.
type createdSecret string

// rememberCreatedSecret notes which secret the create made. If the answer has no
// secret, there is nothing to note. The secret of a client that was adopted under
// adopt_existing was not made by a create of this provider, so it is removed from
// the answer.
func rememberCreatedSecret(ctx context.Context, created *management.Application, private settings.PrivateState) diag.Diagnostics {
	if created.Creation.Origin == management.Adopted {
		delete(created.Settings, clientSecret)
	}
	secret, isShown := created.Settings[clientSecret].(string)
	if !isShown || secret == "" {
		return nil
	}
	digest, err := json.Marshal(fingerprint(secret)) // the framework takes only JSON
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Noting the client's secret failed", err.Error())}
	}
	return private.SetKey(ctx, createdSecretKey, digest)
}

// readCreatedSecret returns what rememberCreatedSecret noted; empty for a client
// that was imported or taken over.
func readCreatedSecret(ctx context.Context, private settings.PrivateState) (createdSecret, diag.Diagnostics) {
	encoded, diags := private.GetKey(ctx, createdSecretKey)
	if len(encoded) == 0 || diags.HasError() {
		return "", diags
	}
	var digest createdSecret
	if err := json.Unmarshal(encoded, &digest); err != nil {
		diags.AddError("Reading the private state of the client failed", "The digest of the client's secret: "+err.Error()+".")
	}
	return digest, diags
}

func fingerprint(secret string) createdSecret {
	return createdSecret(fmt.Sprintf("%x", sha256.Sum256([]byte(secret))))
}

// planSecret plans client_secret: null where the state may not hold one, the
// state's where it holds one, and unknown where the create will make one or an
// update makes the create's readable or allowed again.
func (r *clientResource) planSecret(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var method, priorMethod, prior types.String
	var inState, priorInState types.Bool
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("token_endpoint_auth_method"), &method)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(secretInState), &inState)...)
	created, diags := readCreatedSecret(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("token_endpoint_auth_method"), &priorMethod)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(secretInState), &priorInState)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(clientSecret), &prior)...)
	}
	public, no := types.StringValue(kit.MethodNone), types.BoolValue(false)
	planned := types.StringNull()
	switch {
	case inState.Equal(no), method.Equal(public):
	case exists && prior.IsNull() && created == "":
	case !exists, inState.IsUnknown(), method.IsUnknown():
		planned = types.StringUnknown()
	case !prior.IsNull():
		planned = prior
	case priorInState.Equal(no), priorMethod.Equal(public):
		planned = types.StringUnknown()
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(clientSecret), planned)...)
}

// secretForState returns the secret that the state holds after an answer; nil
// if it holds no secret. known are the values before the answer. If they leave the
// secret unknown, as the plan of a create does, the result is the answer's secret.
// If they have no secret, as with client_secret_in_state = false, the result is
// nil. A secret that they have stays unless the tenant shows a different secret.
func secretForState(answer *management.Application, known settings.Object) any {
	if answer.Settings["token_endpoint_auth_method"] == kit.MethodNone {
		return nil
	}
	value, has := known[clientSecret]
	shown, isShown := answer.Settings[clientSecret].(string)
	if has && !value.IsKnown() && isShown {
		return shown
	}
	if before := known.Text(clientSecret); before != "" && (!isShown || shown == before) {
		return before
	}
	return nil
}

// withoutForeignSecret removes the secret from the answer to an update, unless
// the create made it or the state has it. A secret that the plan knows stays as
// planned, for the next refresh to check.
func withoutForeignSecret(answer *management.Application, planned, state settings.Object, created createdSecret, diags *diag.Diagnostics) {
	shown, isShown := answer.Settings[clientSecret].(string)
	value, has := planned[clientSecret]
	switch {
	case !isShown || !has || value.IsNull():
	case value.IsKnown():
		delete(answer.Settings, clientSecret)
	case fingerprint(shown) != created && shown != state.Text(clientSecret):
		delete(answer.Settings, clientSecret)
		warnOfAnotherSecret(answer, diags)
	}
}

// warnOfLostSecret warns if a refresh finds a secret that differs from the state's.
func warnOfLostSecret(answer *management.Application, known settings.Object, diags *diag.Diagnostics) {
	before := known.Text(clientSecret)
	shown, isShown := answer.Settings[clientSecret].(string)
	if before != "" && isShown && shown != before && answer.Settings["token_endpoint_auth_method"] != kit.MethodNone {
		warnOfAnotherSecret(answer, diags)
	}
}

func warnOfAnotherSecret(answer *management.Application, diags *diag.Diagnostics) {
	diags.AddAttributeWarning(path.Root(clientSecret), "The client no longer has the secret that its create made", fmt.Sprintf(
		"The secret of client %q (%s) was changed after the client was created. "+
			"The state never stores a later secret, so client_secret is null now.\n\n"+
			"To use the current secret without keeping it, read it with an ephemeral resource:\n\n"+
			"  ephemeral \"auth0api_client_secret\" \"NAME\" {\n    client_id = %[2]q\n  }\n\n"+
			"To keep it in the state, read it with the data source auth0api_client, with client_secret_in_state = true there. "+
			"To get a new client with a new ID and secret: terraform apply -replace=ADDRESS. "+
			"If the state needs no secret, set client_secret_in_state = false on this resource.",
		fmt.Sprint(answer.Settings["name"]), answer.ClientID))
}
