package accesstoken

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*tokenEphemeralResource)(nil)

// tokenEphemeralResource fetches an access token and verifies it, as the
// data source does, and writes nothing of it to plan or state.
type tokenEphemeralResource struct {
	session.EphemeralResource
}

func newTokenEphemeralResource() ephemeral.EphemeralResource {
	return &tokenEphemeralResource{EphemeralResource: session.EphemeralResource{Type: "token"}}
}

func (e *tokenEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Fetches an access token for an API with a client's credentials, and verifies it: signature, issuer, audience, expiry and requested scopes. " +
			"The token is in neither a plan nor the state. Needs Terraform 1.10 or OpenTofu 1.11.",
		Attributes: ephemeralAttributes(tokenAttributes(false)),
	}
}

func (e *tokenEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model tokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !e.Session.Ready("Fetching a token", &resp.Diagnostics) {
		return
	}
	model.fetch(ctx, e.Session, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
	}
}
