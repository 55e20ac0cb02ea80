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
		settings.ComputedString("kid", "The ID of the key, which tokens that it signed name in their header."),
		settings.ComputedString("kty", "The type of the key: `RSA`."),
		settings.ComputedString("use", "The use of the key: `sig`, signatures."),
		settings.ComputedString("alg", "The algorithm that the tenant publishes for the key, which may also sign with another algorithm if an API's `signing_alg` says so."),
		settings.ComputedString("n", "The modulus of the RSA key (base64url)."),
		settings.ComputedString("e", "The exponent of the RSA key (base64url)."),
		settings.ComputedStrings("x5c", "The key's certificate chain (base64 of DER, RFC 7517, section 4.7)."),
		settings.ComputedString("x5t", "The SHA-1 thumbprint of the key's certificate (base64url)."),
	}}
}

func (d *jwksDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the public keys that verify the tenant's access tokens, as published at `/.well-known/jwks.json` (RFC 7517). " +
			"Takes one request, without a token: the provider's client needs no scope for it.",
		Attributes: map[string]schema.Attribute{
			"json": schema.StringAttribute{MarkdownDescription: "The JWKS as JSON, for `verify_token` or the configuration of a gateway.", Computed: true},
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
