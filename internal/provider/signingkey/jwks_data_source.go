package signingkey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var _ datasource.DataSourceWithConfigure = (*jwksDataSource)(nil)

// jwksDataSource reads the public keys that the tenant publishes.
type jwksDataSource struct {
	session.DataSource
	key settings.Table
}

func newJWKSDataSource() datasource.DataSource {
	return &jwksDataSource{DataSource: session.DataSource{Type: "jwks"}, key: settings.Table{
		settings.ComputedString("kid", "The key's ID, which the tokens that it signed name in their header."),
		settings.ComputedString("kty", "The key's type: `RSA`."),
		settings.ComputedString("use", "What the key is for: `sig`."),
		settings.ComputedString("alg", "The algorithm that the tenant names for the key. It may sign with others too, as an API's `signing_alg` says."),
		settings.ComputedString("n", "The modulus of the RSA key (base64url)."),
		settings.ComputedString("e", "The exponent of the RSA key (base64url)."),
		settings.ComputedStrings("x5c", "The key's certificate chain (base64 of DER, RFC 7517, section 4.7)."),
		settings.ComputedString("x5t", "The SHA-1 thumbprint of the key's certificate (base64url)."),
	}}
}

func (d *jwksDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The public keys that verify the tenant's access tokens, as published at `/.well-known/jwks.json` (RFC 7517). " +
			"Takes one request, which carries no token: the provider's client needs no scope for it.",
		Attributes: map[string]schema.Attribute{
			"json": schema.StringAttribute{MarkdownDescription: "The whole key set, for `verify_token` or a gateway's configuration.", Computed: true},
			"keys": d.key.Elements("The keys, in the order in which the tenant publishes them."),
		},
	}
}

func (d *jwksDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.Session.Ready("Reading the tenant's published keys", &resp.Diagnostics) {
		return
	}
	const failed = "Reading the tenant's published keys failed"
	text, err := d.Session.Tokens.PublishedJWKS(ctx)
	if err != nil {
		resp.Diagnostics.AddError(failed, kit.Sentence(err)+" Check the provider's domain.")
		return
	}
	var set struct {
		Keys []management.Settings `json:"keys"`
	}
	var compact bytes.Buffer
	if err := errors.Join(json.Unmarshal(text, &set), json.Compact(&compact, text)); err != nil {
		resp.Diagnostics.AddError(failed, kit.Sentence(err))
		return
	}
	list, diags := d.key.List(ctx, set.Keys)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("json"), compact.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("keys"), list)...)
}
