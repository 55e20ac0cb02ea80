package signingkey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ action.ActionWithConfigure = (*rotateSigningKeysAction)(nil)

// rotateSigningKeysAction has the tenant sign with its next key.
type rotateSigningKeysAction struct {
	session.Action
}

func newRotateSigningKeysAction() action.Action {
	return &rotateSigningKeysAction{Action: session.Action{Type: "rotate_signing_keys"}}
}

func (a *rotateSigningKeysAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Rotates the tenant's signing keys: the next key becomes the current one and signs all further tokens. Tokens that were signed with the previous key remain valid until `auth0api_revoke_signing_key` or the next rotation. " +
			"Needs Terraform 1.14 or later, and the scopes `create:signing_keys` and `update:signing_keys`.",
	}
}

func (a *rotateSigningKeysAction) Invoke(ctx context.Context, _ action.InvokeRequest, resp *action.InvokeResponse) {
	if !a.Session.Ready("Rotating the signing keys", &resp.Diagnostics) {
		return
	}
	telling, stop := session.WithProgress(ctx, resp)
	defer stop()
	kid, err := a.Session.Management.RotateSigningKeys(telling)
	if err != nil {
		kit.ErrorContext{Action: "Rotating", Object: "the tenant's signing keys"}.Report(err, &resp.Diagnostics)
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("The tenant signs with the key %s from now on.", kid)})
}
