package signingkey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ action.ActionWithConfigure = (*revokeSigningKeyAction)(nil)

// revokeSigningKeyAction takes the previous signing key out of the JWKS.
type revokeSigningKeyAction struct {
	session.Action
}

func newRevokeSigningKeyAction() action.Action {
	return &revokeSigningKeyAction{Action: session.Action{Type: "revoke_signing_key"}}
}

func (a *revokeSigningKeyAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes the tenant's previous signing key: the tenant removes it from its JWKS, so that tokens that it signed are no longer valid. " +
			"Needs Terraform 1.14 or later and the scope `update:signing_keys`; without `kid`, also `read:signing_keys`.",
		Attributes: map[string]schema.Attribute{
			"kid": schema.StringAttribute{
				MarkdownDescription: "The ID of the key. The default is the previous key, which is the only key that can be revoked, after `auth0api_rotate_signing_keys`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
		},
	}
}

func (a *revokeSigningKeyAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	at := path.Root("kid")
	var configured types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	if resp.Diagnostics.HasError() || !a.Session.Ready("Revoking a signing key", &resp.Diagnostics) {
		return
	}
	telling, stop := session.WithProgress(ctx, resp)
	defer stop()
	kid := configured.ValueString()
	if configured.IsNull() {
		if kid = a.previous(telling, &resp.Diagnostics); kid == "" {
			return
		}
	}
	if err := a.Session.Management.RevokeSigningKey(telling, kid); err != nil {
		kit.ErrorContext{Action: "Revoking", Object: fmt.Sprintf("the signing key %q", kid), Hints: []kit.Hint{
			{Text: "inexistent_signing_key", At: at}, {Text: "signing_key_not_revocable", At: at},
		}}.Report(err, &resp.Diagnostics)
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("The key %s is revoked: tokens that it signed are no longer valid.", kid)})
}

// previous returns the ID of the previous key. It is empty, with an error, if there
// is no key to revoke.
func (a *revokeSigningKeyAction) previous(ctx context.Context, diags *diag.Diagnostics) string {
	keys, err := a.Session.Management.ListSigningKeys(ctx)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: "the tenant's signing keys"}.Report(err, diags)
		return ""
	}
	for _, key := range keys {
		if kid, ok := key["kid"].(string); ok && key["previous"] == true && key["revoked"] != true {
			return kid
		}
	}
	diags.AddError("There is no signing key to revoke",
		"The tenant has no previous key, or it is revoked already. Rotate the keys first (auth0api_rotate_signing_keys), so that the key to be revoked no longer signs.")
	return ""
}
