package accessreview

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// defaultChanges and maxChanges are how many changes are shown. A search reads 500 events.
const (
	defaultChanges = 10
	maxChanges     = 500
)

var _ datasource.DataSourceWithConfigure = (*changesDataSource)(nil)

type changesDataSource struct {
	session.DataSource
	change settings.Table
}

type changesModel struct {
	ResourceServer types.String         `tfsdk:"resource_server"`
	ClientID       types.String         `tfsdk:"client_id"`
	ClientGrantID  types.String         `tfsdk:"client_grant_id"`
	Limit          settings.WholeNumber `tfsdk:"limit"`
	Changes        types.List           `tfsdk:"changes"`
	Complete       types.Bool           `tfsdk:"complete"`
}

func newChangesDataSource() datasource.DataSource {
	return &changesDataSource{DataSource: session.DataSource{Type: "changes"}, change: settings.Table{
		settings.ComputedString("log_id", "The ID of the log event."),
		settings.ComputedString("date", "When, in UTC."),
		settings.ComputedString("by_user_id", "Who: the ID of the user, or empty if a client made the change for itself."),
		settings.ComputedString("by_user_email", "The user's e-mail address, where the log has it."),
		settings.ComputedString("by_client_id", "The ID of the client that made the change."),
		settings.ComputedString("ip", "From where: the IP address."),
		settings.ComputedString("description", "What, in the service's words, such as `Update client grant`."),
		settings.ComputedString("method", "The HTTP method of the request, such as `PATCH`."),
		settings.ComputedString("path", "The path of the request."),
	}}
}

func (d *changesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	object := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description + " Exactly one of `resource_server`, `client_id` and `client_grant_id` is set.", Optional: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed(), stringvalidator.ExactlyOneOf(
				path.MatchRoot("resource_server"), path.MatchRoot("client_id"), path.MatchRoot("client_grant_id"),
			)},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the last changes of an API, a client or a client grant, from the tenant's log: when, who, from where and what. " +
			"Needs the scope `read:logs`. The provider reads the log for this data source only, never for the plan of a resource. " +
			"The service cannot search its log for an object, so that the latest 500 changes of the tenant are searched: in at most five requests, and 30 seconds. " +
			"How long the service keeps its log depends on the subscription, and an event can take a while to appear in it.",
		Attributes: map[string]schema.Attribute{
			"resource_server": object("The ID or the identifier of the API. The deletion of an API is found by the one of the two that its request had."),
			"client_id":       object("The ID of the client."),
			"client_grant_id": object("The ID of the client grant."),
			"limit": schema.Int64Attribute{
				CustomType:          settings.WholeNumberType{},
				MarkdownDescription: "How many changes to show, 1 to 500. The default is 10.", Optional: true,
				Validators: []validator.Int64{int64validator.Between(1, maxChanges)},
			},
			"changes":  d.change.Elements("The changes, the newest first."),
			"complete": schema.BoolAttribute{MarkdownDescription: "Whether `changes` has all that the log has, up to `limit`. If `false`, there may be older changes.", Computed: true},
		},
	}
}

func (d *changesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model changesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading the last changes", &resp.Diagnostics) {
		return
	}
	limit := defaultChanges
	if !model.Limit.IsNull() {
		limit = int(model.Limit.ValueInt64())
	}
	found, complete, err := d.Session.Management.Changes(ctx, model.object(), limit)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: "the last changes from the tenant's log"}.Report(err, &resp.Diagnostics)
		return
	}
	answers := make([]management.Settings, len(found))
	for i, c := range found {
		user := c.UserID
		if user == "" {
			user = c.Details.Request.Auth.User.ID
		}
		answers[i] = management.Settings{
			"log_id": c.LogID, "date": c.Date, "by_user_id": user, "by_user_email": c.Details.Request.Auth.User.Email, "by_client_id": c.ClientID,
			"ip": c.IP, "description": c.Description, "method": strings.ToUpper(c.Details.Request.Method), "path": c.Details.Request.Path,
		}
	}
	list, problems := d.change.List(ctx, answers)
	resp.Diagnostics.Append(problems...)
	model.Changes, model.Complete = list, types.BoolValue(complete)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// object returns the object of the argument that is set.
func (m changesModel) object() management.ChangesOf {
	switch {
	case !m.ClientID.IsNull():
		return management.ChangesOf{Kind: "clients", ID: m.ClientID.ValueString()}
	case !m.ClientGrantID.IsNull():
		return management.ChangesOf{Kind: "client-grants", ID: m.ClientGrantID.ValueString()}
	}
	return management.ChangesOf{Kind: "resource-servers", ID: m.ResourceServer.ValueString()}
}
