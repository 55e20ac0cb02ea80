package accessreview

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ datasource.DataSourceWithConfigure = (*accessDataSource)(nil)

// accessDataSource shows who can call what.
type accessDataSource struct {
	session.DataSource
	entry settings.Table
}

type accessModel struct {
	Audience     types.String `tfsdk:"audience"`
	Scope        types.String `tfsdk:"scope"`
	ClientID     types.String `tfsdk:"client_id"`
	UserID       types.String `tfsdk:"user_id"`
	Organization types.String `tfsdk:"organization"`
	Access       types.List   `tfsdk:"access"`
	Denied       types.List   `tfsdk:"denied"`
}

func newAccessDataSource() datasource.DataSource {
	texts := func(name, description string) settings.Setting {
		return settings.Setting{Name: name, Absent: []any{}, Attribute: resourceschema.ListAttribute{MarkdownDescription: description, ElementType: types.StringType, Computed: true}}
	}
	return &accessDataSource{DataSource: session.DataSource{Type: "access"}, entry: settings.Table{
		settings.ComputedString("client_id", "The ID of the client."),
		settings.ComputedString("client_name", "The name of the client."),
		settings.ComputedString("audience", "The identifier of the API."),
		settings.ComputedString("subject_type", "Whose tokens these are: `client`, the client's own; `user`, those of its users."),
		texts("scopes", "The scopes, sorted. An empty list stands for a token without scopes."),
		texts("reasons", "Why, from the API's policy to the permission of the user: `client policy require_client_grant`, `client grant cgr_…`, `default grant cgr_…`, `allow_all_scopes`, `user policy allow_all`, `role editor`, `direct permission`."),
	}}
}

func (d *accessDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filter := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()}}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads who can call what, and why: which clients can get which scopes of which API, as the service decides it when it issues a token. " +
			"It covers the API's policies, client grants, default grants for third-party clients, and, for a user, roles and direct permissions. " +
			"It does not run Actions, which may change the scopes of a token, and does not read the roles that a user has in an organization. " +
			"Takes one list request per kind of object, with a page per 100 objects.",
		Attributes: map[string]schema.Attribute{
			"audience":     filter("Only access to the API with this identifier."),
			"scope":        filter("Only access to this scope."),
			"client_id":    filter("Only the access of this client."),
			"user_id":      filter("The user whose tokens are asked about: only `user` entries, narrowed to the user's permissions where the API has `enforce_policies`."),
			"organization": filter("The ID of the organization that the requests name. Without it, requests name none."),
			"access":       d.entry.Elements("What clients can get. The scopes that a client gets for the same reasons are one entry. Sorted by API, client, subject type and scopes."),
			"denied":       d.entry.Elements("Why the client cannot get a token for the API, or not with the scope. Set only if `audience` and `client_id` are both set."),
		},
	}
}

func (d *accessDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model accessModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading who can call what", &resp.Diagnostics) {
		return
	}
	question := access.Question{
		Audience: model.Audience.ValueString(), Scope: model.Scope.ValueString(), ClientID: model.ClientID.ValueString(),
		UserID: model.UserID.ValueString(), Organization: model.Organization.ValueString(),
	}
	tenant, err := load(ctx, d.Session.Management, question)
	if err != nil {
		describe(question).Report(err, &resp.Diagnostics)
		return
	}
	if question.Audience != "" && len(tenant.APIs) == 0 {
		resp.Diagnostics.AddAttributeError(path.Root("audience"), "There is no such API",
			fmt.Sprintf("The tenant has no API with the identifier %q. Identifiers are compared exactly, including letter case and a slash at the end.", question.Audience))
		return
	}
	answer := access.Ask(tenant, question)
	model.Access = d.list(ctx, answer.Access, &resp.Diagnostics)
	model.Denied = d.list(ctx, answer.Denied, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (d *accessDataSource) list(ctx context.Context, entries []access.Entry, diags *diag.Diagnostics) types.List {
	answers := make([]management.Settings, len(entries))
	for i, e := range entries {
		answers[i] = management.Settings{
			"client_id": e.ClientID, "client_name": e.ClientName, "audience": e.Audience, "subject_type": e.SubjectType,
			"scopes": anyList(e.Scopes), "reasons": anyList(e.Reasons),
		}
	}
	list, problems := d.entry.List(ctx, answers)
	diags.Append(problems...)
	return list
}

func anyList(texts []string) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = text
	}
	return out
}

// describe says what failed, at the attribute that names an object which does not exist.
func describe(q access.Question) kit.ErrorContext {
	return kit.ErrorContext{Action: "Reading", Object: "who can call what", Hints: []kit.Hint{
		kit.MissingClient(path.Root("client_id"), q.ClientID),
		{Text: "inexistent_user", At: path.Root("user_id"), Advice: fmt.Sprintf("The tenant has no user with the ID %q. IDs have the form auth0|42.", q.UserID)},
		{Text: "No organization found", At: path.Root("organization"), Advice: fmt.Sprintf("The tenant has no organization with the ID %q. IDs have the form org_….", q.Organization)},
	}}
}
