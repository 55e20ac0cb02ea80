package client

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*clientSecretEphemeralResource)(nil)

// clientSecretEphemeralResource reads a client's secret, and writes nothing
// of it to plan or state.
type clientSecretEphemeralResource struct {
	session.EphemeralResource
}

// clientSecretModel is the configuration and result.
type clientSecretModel struct {
	ClientID     types.String `tfsdk:"client_id"`
	Name         types.String `tfsdk:"name"`
	ClientSecret types.String `tfsdk:"client_secret"`
}

func newClientSecretEphemeralResource() ephemeral.EphemeralResource {
	return &clientSecretEphemeralResource{EphemeralResource: session.EphemeralResource{Type: "client_secret"}}
}

func (e *clientSecretEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the secret of a client, for the configuration of another provider or for a write-only attribute. " +
			"It is in neither a plan nor the state. Needs Terraform 1.10 or OpenTofu 1.11, and the scope `read:client_keys`.",
		Attributes: map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			"name":          schema.StringAttribute{MarkdownDescription: "The name of the client.", Computed: true},
			"client_secret": schema.StringAttribute{MarkdownDescription: "The secret of the client.", Computed: true, Sensitive: true},
		},
	}
}

func (e *clientSecretEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model clientSecretModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !e.Session.Ready("Reading a client's secret", &resp.Diagnostics) {
		return
	}
	client := readClient(ctx, e.Session, model.ClientID.ValueString(), &resp.Diagnostics)
	if client == nil {
		return
	}
	name, _ := client.Settings["name"].(string)
	secret, _ := client.Settings["client_secret"].(string)
	if secret == "" {
		resp.Diagnostics.AddAttributeError(path.Root("client_id"), "The client's secret cannot be read",
			fmt.Sprintf("Client %q (%s) has no readable secret: %s", name, client.ClientID, whyNoSecret(client)))
		return
	}
	model.Name, model.ClientSecret = types.StringValue(name), types.StringValue(secret)
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// whyNoSecret explains an answer without a secret: the client authenticates by
// keys, or the provider's client may not see the secret. Public clients have a
// secret, too, which the tenant shows (recorded 2026-07).
func whyNoSecret(client *management.Application) string {
	if kit.UsesKeys(client) {
		return "it authenticates by keys (client_authentication_methods), and the tenant shows no secret of such a client."
	}
	return "the provider's client may not see it. Grant that client the scope read:client_keys on the tenant's Management API."
}
