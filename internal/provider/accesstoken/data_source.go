package accesstoken

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ datasource.DataSourceWithConfigure = (*tokenDataSource)(nil)

// tokenDataSource fetches an access token and verifies it.
type tokenDataSource struct {
	session.DataSource
}

func newTokenDataSource() datasource.DataSource {
	return &tokenDataSource{DataSource: session.DataSource{Type: "token"}}
}

func (d *tokenDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Fetches an access token for an API with a client's credentials, and verifies it: signature, issuer, audience, expiry and requested scopes. " +
			"The token is stored in the state. With Terraform 1.10 or OpenTofu 1.11, the ephemeral resource `auth0api_token` does the same without storing it.",
		Attributes: tokenAttributes(true),
	}
}

func (d *tokenDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model tokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Fetching a token", &resp.Diagnostics) {
		return
	}
	model.fetch(ctx, d.Session, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	}
}
