package client

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ action.ActionWithConfigure = (*rotateClientSecretAction)(nil)

// rotateClientSecretAction has the tenant make a client another secret.
type rotateClientSecretAction struct {
	session.Action
}

func newRotateClientSecretAction() action.Action {
	return &rotateClientSecretAction{Action: session.Action{Type: "rotate_client_secret"}}
}

func (a *rotateClientSecretAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Has the tenant make a client another secret. The old one ends at once, so that whoever uses it has to get the new one, " +
			"such as by the ephemeral resource `auth0api_client_secret`. The action shows neither, and an `auth0api_client` whose state has the old one has none after the next refresh. Needs Terraform 1.14 or later, and the scope `update:client_keys`.",
		Attributes: map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The client's ID.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
		},
	}
}

func (a *rotateClientSecretAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	at := path.Root("client_id")
	var id types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &id)...)
	if resp.Diagnostics.HasError() || !a.Session.Ready("Rotating a client's secret", &resp.Diagnostics) {
		return
	}
	telling, stop := session.WithProgress(ctx, resp)
	defer stop()
	if _, err := a.Session.Management.RotateSecret(telling, id.ValueString()); err != nil {
		kit.ErrorContext{Action: "Rotating the secret of", Object: fmt.Sprintf("client %q", id.ValueString()), Hints: []kit.Hint{
			{Text: "inexistent_client", At: at},
		}}.Report(err, &resp.Diagnostics)
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("Client %s has another secret; the old one has ended.", id.ValueString())})
}
