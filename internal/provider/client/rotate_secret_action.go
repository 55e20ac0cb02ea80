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
		MarkdownDescription: "Rotates the secret of a client: the tenant generates a new secret, and the old one becomes invalid at once. The action shows neither of them; the ephemeral resource `auth0api_client_secret` reads the new secret. " +
			"If the state of an `auth0api_client` contains the old secret, the next refresh removes it. Needs Terraform 1.14 or later and the scope `update:client_keys`.",
		Attributes: map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client.",
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
			kit.MissingClient(at, id.ValueString()),
		}}.Report(err, &resp.Diagnostics)
		return
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("Client %s has another secret; the old one has ended.", id.ValueString())})
}
