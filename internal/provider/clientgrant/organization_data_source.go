package clientgrant

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ datasource.DataSourceWithConfigure = (*organizationGrantsDataSource)(nil)

// organizationGrantsDataSource lists the client grants of an organization.
type organizationGrantsDataSource struct {
	session.DataSource
	grant settings.Table
}

func newOrganizationGrantsDataSource() datasource.DataSource {
	return &organizationGrantsDataSource{DataSource: session.DataSource{Type: "organization_client_grants"}, grant: clientGrantElements()}
}

func (d *organizationGrantsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the client grants that are associated with an organization: all of them, or those that match all filters. " +
			"A grant with `allow_any_organization` needs no association; without one, it is not part of the result. An empty result is not an error. Takes one request per 100 grants that the service selects.",
		Attributes: map[string]schema.Attribute{
			"organization_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the organization, such as `org_0123456789abcdef`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Only the grants of this client; the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			"audience": schema.StringAttribute{
				MarkdownDescription: "Only the grants for the API with this identifier; the service selects them. At most 600 characters.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			"client_grants": d.grant.Elements("The grants, sorted by API, client and subject type."),
		},
	}
}

func (d *organizationGrantsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Listing the client grants of an organization", &resp.Diagnostics) {
		return
	}
	organization := config.Text("organization_id")
	found, err := d.Session.Management.OrganizationClientGrants(ctx, organization, config.Text("audience"), config.Text("client_id"))
	if err != nil {
		kit.ErrorContext{
			Action: "Listing", Object: fmt.Sprintf("the client grants of organization %q", organization),
			Attributes: map[string]path.Path{"client_id": path.Root("client_id"), "audience": path.Root("audience")},
			Hints: []kit.Hint{{Text: "No organization found", At: path.Root("organization_id"), Advice: fmt.Sprintf(
				"The tenant has no organization with the ID %q. Check the ID, which begins with org_, and the tenant (domain).", organization)}},
		}.Report(err, &resp.Diagnostics)
		return
	}
	slices.SortFunc(found, compareGrants)
	answers := make([]management.Settings, len(found))
	for i, grant := range found {
		answers[i] = clientGrantAnswer(grant)
	}
	list, diags := d.grant.List(ctx, answers)
	if resp.Diagnostics.Append(diags...); !resp.Diagnostics.HasError() {
		resp.State.Raw = req.Config.Raw
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("client_grants"), list)...)
	}
}

// compareGrants orders grants by API, client and subject type.
func compareGrants(a, b *management.ClientGrant) int {
	return cmp.Or(cmp.Compare(a.Audience, b.Audience), cmp.Compare(a.ClientID, b.ClientID), cmp.Compare(a.SubjectType, b.SubjectType))
}
