package signingkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var _ datasource.DataSourceWithConfigure = (*signingKeysDataSource)(nil)

// signingKeysDataSource reads the keys that sign the tenant's tokens.
type signingKeysDataSource struct {
	session.DataSource
	key settings.Table
}

func newSigningKeysDataSource() datasource.DataSource {
	return &signingKeysDataSource{DataSource: session.DataSource{Type: "signing_keys"}, key: settings.Table{
		settings.ComputedString("kid", "The ID of the key, which tokens that it signed name in their header."),
		settings.ComputedString("cert", "The certificate of the key (PEM)."),
		settings.ComputedString("pkcs7", "The certificate in PKCS #7 (PEM)."),
		settings.ComputedBool("current", "Whether the key signs tokens now."),
		settings.ComputedBool("next", "Whether the key signs after the next rotation."),
		settings.ComputedBool("previous", "Whether the key signed before the last rotation."),
		settings.ComputedString("current_since", "When the key became the current one (RFC 3339)."),
		settings.ComputedString("current_until", "When the key ceased to be the current one (RFC 3339)."),
		settings.ComputedString("fingerprint", "The certificate's SHA-1 fingerprint, with colons."),
		settings.ComputedString("thumbprint", "The certificate's SHA-1 fingerprint, without colons."),
		settings.ComputedBool("revoked", "Whether the key was revoked, so that the tenant no longer publishes it."),
		settings.ComputedString("revoked_at", "When the key was revoked (RFC 3339)."),
	}}
}

func (d *signingKeysDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the keys that sign the tenant's access tokens, except those of `HS256`: their certificates, and which of them is current, next, previous or revoked. " +
			"Takes one request, which needs the scope `read:signing_keys`. For the public keys alone, `auth0api_jwks` needs no scope.",
		Attributes: map[string]schema.Attribute{
			"signing_keys": d.key.Elements("The keys, in the order in which the service lists them."),
		},
	}
}

func (d *signingKeysDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.Session.Ready("Reading the signing keys", &resp.Diagnostics) {
		return
	}
	keys, err := d.Session.Management.ListSigningKeys(ctx)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: "the signing keys"}.Report(err, &resp.Diagnostics)
		return
	}
	list, diags := d.key.List(ctx, keys)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("signing_keys"), list)...)
}
