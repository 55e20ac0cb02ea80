package resourceserver

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ datasource.DataSourceWithConfigure        = (*resourceServerDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*resourceServerDataSource)(nil)
)

// signingSecretInState is the data source's argument that brings signing_secret
// into the state.
const signingSecretInState = "signing_secret_in_state"

// resourceServerDataSource reads an API with its scopes.
type resourceServerDataSource struct {
	session.DataSource
	settings settings.Table
}

func newResourceServerDataSource() datasource.DataSource {
	return &resourceServerDataSource{DataSource: session.DataSource{Type: "resource_server"}, settings: append(resourceServerSettings(), resourceServerDetails()...)}
}

func (d *resourceServerDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := d.settings.AddToDataSource(map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "The ID of the API. Set either this or `identifier`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"identifier": schema.StringAttribute{
			MarkdownDescription: "The identifier of the API. Set either this or `id`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		signingSecretInState: kit.SecretInStateArgument(signingSecret, "The ephemeral resource `auth0api_resource_server_signing_secret` reads the secret without storing it."),
	})
	attributes[signingSecret] = schema.StringAttribute{
		MarkdownDescription: "The secret that signs access tokens with `HS256`; null unless `signing_secret_in_state = true`, and for other algorithms.",
		Computed:            true,
		Sensitive:           true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads an API (resource server) of the tenant and its scopes, by `id` or by `identifier`. The signing secret is omitted unless `signing_secret_in_state = true`.",
		Attributes:          attributes,
	}
}

func (d *resourceServerDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("identifier"))}
}

func (d *resourceServerDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading an API", &resp.Diagnostics) {
		return
	}
	api := readAPIBy(ctx, d.Session, config.String("id"), config.String("identifier"), "", &resp.Diagnostics)
	if api == nil {
		return
	}
	answer := resourceServerAnswer(api)
	if !config.IsTrue(signingSecretInState) {
		delete(answer, signingSecret)
	}
	others := settings.Object{"id": settings.Text(api.ID), "identifier": settings.Text(api.Identifier), signingSecretInState: config[signingSecretInState]}
	resp.Diagnostics.Append(d.settings.Store(answer, nil, others, &resp.State)...)
}

// readAPIBy reads an API by whichever of the attributes id and identifier is
// configured; nil when it was not found, or another error was reported. advice is for
// an identifier that no API has.
func readAPIBy(ctx context.Context, c *session.Session, id, identifier types.String, advice string, diags *diag.Diagnostics) *management.ResourceServer {
	at, key, detail := path.Root("id"), id.ValueString(), "The tenant has no API %q."
	if id.IsNull() {
		at, key, detail = path.Root("identifier"), identifier.ValueString(), detail+advice
	}
	api, err := c.Management.ReadResourceServer(ctx, key)
	if management.IsNotFound(err) {
		diags.AddAttributeError(at, "There is no such API", fmt.Sprintf(detail, key))
		return nil
	}
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: fmt.Sprintf("API %q", key)}.Report(err, diags)
		return nil
	}
	return api
}
