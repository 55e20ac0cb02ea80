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
		MarkdownDescription: "An access token for an API, fetched with a client's credentials and verified: signature, issuer, audience, expiry and wanted scopes. " +
			"The token reaches neither plan nor state. Needs Terraform 1.10 or later.",
		Attributes: ephemeralAttributes(tokenAttributes()),
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
