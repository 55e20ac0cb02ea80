package client

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var (
	_ datasource.DataSourceWithConfigure        = (*clientDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*clientDataSource)(nil)
)

// clientDataSource reads a client.
type clientDataSource struct {
	session.DataSource
	settings settings.Table
}

func newClientDataSource() datasource.DataSource {
	return &clientDataSource{DataSource: session.DataSource{Type: "client"}, settings: append(clientSettings(), clientDetails()...)}
}

func (d *clientDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := d.settings.AddToDataSource(map[string]schema.Attribute{
		"id": schema.StringAttribute{
			MarkdownDescription: "The ID of the client, the same as `client_id`.",
			Computed:            true,
		},
		"client_id": schema.StringAttribute{
			MarkdownDescription: "The ID of the client. Set either this or `name`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
		},
	})
	attributes["name"] = schema.StringAttribute{
		MarkdownDescription: "The name of the client, if no other client has the same name. Set either this or `client_id`, which takes fewer requests.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes[secretInState] = kit.SecretInStateArgument("client_secret", "The ephemeral resource `auth0api_client_secret` reads the secret without storing it.")
	attributes[clientSecret] = schema.StringAttribute{
		MarkdownDescription: "The client's secret; null unless `client_secret_in_state = true`. Reading it needs the scope `read:client_keys`.",
		Computed:            true,
		Sensitive:           true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a client of the tenant, by `client_id` or by `name`. Its secret is omitted unless `client_secret_in_state = true`.",
		Attributes:          attributes,
	}
}

func (d *clientDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("client_id"), path.MatchRoot("name"))}
}

func (d *clientDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading a client", &resp.Diagnostics) {
		return
	}
	var found *management.Application
	if id := config.String("client_id"); id.IsNull() {
		found = d.byName(ctx, config.Text("name"), &resp.Diagnostics)
	} else {
		found = readClient(ctx, d.Session, id.ValueString(), &resp.Diagnostics)
	}
	if found == nil {
		return
	}
	answer := clientAnswer(found)
	if !config.IsTrue(secretInState) {
		delete(answer, clientSecret)
	} else if secret, _ := answer[clientSecret].(string); secret == "" {
		resp.Diagnostics.AddAttributeWarning(path.Root(secretInState), "The client's secret cannot be read",
			fmt.Sprintf("client_secret is null, since client %q has no readable secret: %s", found.ClientID, whyNoSecret(found)))
	}
	id := settings.Text(found.ClientID)
	others := settings.Object{"id": id, "client_id": id, secretInState: config[secretInState]}
	resp.Diagnostics.Append(d.settings.Store(answer, nil, others, &resp.State)...)
}

// readClient reads a client by the ID in the attribute client_id; nil
// when it was not found, or another error was reported.
func readClient(ctx context.Context, c *session.Session, id string, diags *diag.Diagnostics) *management.Application {
	found, err := c.Management.ReadApplication(ctx, id)
	if management.IsNotFound(err) {
		diags.AddAttributeError(path.Root("client_id"), "There is no such client", fmt.Sprintf("The tenant has no client with the ID %q.", id))
		return nil
	}
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: fmt.Sprintf("client %q", id)}.Report(err, diags)
		return nil
	}
	return found
}

func (d *clientDataSource) byName(ctx context.Context, name string, diags *diag.Diagnostics) *management.Application {
	found, err := d.Session.Management.FindApplicationsByName(ctx, name)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: fmt.Sprintf("client %q", name)}.Report(err, diags)
		return nil
	}
	switch len(found) {
	case 0:
		diags.AddAttributeError(path.Root("name"), "There is no such client", fmt.Sprintf("The tenant has no client named %q.", name))
		return nil
	case 1:
		return found[0]
	}
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.ClientID
	}
	diags.AddAttributeError(path.Root("name"), "Several clients have this name",
		fmt.Sprintf("%d clients are named %q: %s. Use client_id to say which one.", len(found), name, strings.Join(ids, ", ")))
	return nil
}
