package clientgrant

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ datasource.DataSourceWithConfigure = (*clientGrantsDataSource)(nil)

// clientGrantsDataSource lists the tenant's client grants.
type clientGrantsDataSource struct {
	session.DataSource
	grant settings.Table
}

// clientGrantsModel is the data source's configuration and result.
type clientGrantsModel struct {
	ClientID             types.String `tfsdk:"client_id"`
	Audience             types.String `tfsdk:"audience"`
	SubjectType          types.String `tfsdk:"subject_type"`
	DefaultFor           types.String `tfsdk:"default_for"`
	AllowAnyOrganization types.Bool   `tfsdk:"allow_any_organization"`
	ClientGrants         types.List   `tfsdk:"client_grants"`
}

func newClientGrantsDataSource() datasource.DataSource {
	return &clientGrantsDataSource{DataSource: session.DataSource{Type: "client_grants"}, grant: clientGrantElements()}
}

// clientGrantElements are the properties of a grant in a list.
func clientGrantElements() settings.Table {
	return slices.Concat(
		settings.Table{
			settings.ComputedString("id", "The ID of the grant."),
			settings.ComputedString("client_id", "The ID of the client; null for a default grant."),
			settings.ComputedString("audience", "The identifier of the API."),
			settings.ComputedString("subject_type", "Which tokens the grant permits: `client`, for the client itself; `user`, on behalf of a user."),
		},
		grantrules.Settings(), clientGrantDetails(),
	)
}

// clientGrantDetails are what the data source shows of a grant besides its
// settings.
func clientGrantDetails() settings.Table {
	return settings.Table{
		settings.ComputedString("default_for", "The group of clients that the grant applies to by default: `third_party_clients`; null for the grant of a single client."),
	}
}

func (d *clientGrantsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the client grants of the tenant: all of them, or those that match all filters. An empty result is not an error. " +
			"Takes one request per 100 grants that the service selects.",
		Attributes: map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Only the grants of this client; the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			"audience": schema.StringAttribute{
				MarkdownDescription: "Only the grants for the API with this identifier; the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			"subject_type": schema.StringAttribute{
				MarkdownDescription: "Only the grants for tokens of clients (`client`) or of users (`user`); the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("client", "user")},
			},
			"default_for": schema.StringAttribute{
				MarkdownDescription: "Only the default grants for this group of clients, `third_party_clients`; the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("third_party_clients")},
			},
			"allow_any_organization": schema.BoolAttribute{
				MarkdownDescription: "Only the grants that allow any organization (`true`; the service selects them), or only the others (`false`; the provider selects them).",
				Optional:            true,
			},
			"client_grants": d.grant.Elements("The grants, sorted by API, client and subject type."),
		},
	}
}

func (d *clientGrantsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clientGrantsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Listing client grants", &resp.Diagnostics) {
		return
	}
	found, err := d.Session.Management.ListClientGrants(ctx, management.ClientGrantFilter{
		ClientID: model.ClientID.ValueString(), Audience: model.Audience.ValueString(), SubjectType: model.SubjectType.ValueString(),
		DefaultFor: model.DefaultFor.ValueString(), AllowAnyOrganization: model.AllowAnyOrganization.ValueBool(),
	})
	if err != nil {
		attributes := map[string]path.Path{}
		for _, name := range []string{"client_id", "audience", "subject_type", "default_for", "allow_any_organization"} {
			attributes[name] = path.Root(name)
		}
		kit.ErrorContext{Action: "Listing", Object: "client grants", Attributes: attributes}.Report(err, &resp.Diagnostics)
		return
	}
	slices.SortFunc(found, compareGrants)
	var answers []management.Settings
	for _, grant := range found {
		if answer := clientGrantAnswer(grant); kit.FlagMatches(model.AllowAnyOrganization, answer, "allow_any_organization") {
			answers = append(answers, answer)
		}
	}
	var diags diag.Diagnostics
	model.ClientGrants, diags = d.grant.List(ctx, answers)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// clientGrantAnswer is a grant as the data source's table names its properties.
func clientGrantAnswer(grant *management.ClientGrant) management.Settings {
	answer := maps.Clone(grant.Settings)
	answer["id"], answer["audience"], answer["subject_type"] = grant.ID, grant.Audience, grant.SubjectType
	for name, holder := range map[string]string{"client_id": grant.ClientID, "default_for": grant.DefaultFor} {
		if holder != "" {
			answer[name] = holder
		}
	}
	return answer
}
