package clientgrant

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*clientGrantResource)(nil)
	_ resource.ResourceWithMoveState      = (*clientGrantResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientGrantResource)(nil)
	_ resource.ResourceWithImportState    = (*clientGrantResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientGrantResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientGrantResource)(nil)
)

// clientGrantResource permits a client to ask for tokens for one API.
type clientGrantResource struct {
	kit.IdentityAttributes
	session  *session.Session
	settings settings.Table
}

// grantKeyNames are the attributes that make a grant unique in its tenant.
func grantKeyNames() []string {
	return []string{"client_id", "default_for", "audience", "subject_type"}
}

func newClientGrantResource() resource.Resource { return newGrantResource() }

func newGrantResource() *clientGrantResource {
	return &clientGrantResource{IdentityAttributes: kit.IdentityAttributes{"id"}, settings: clientGrantSettings()}
}

func (r *clientGrantResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_client_grant"
}

func (r *clientGrantResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replaced := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Permits a client to ask for access tokens for one API, with some or all of its scopes. " +
			"A tenant has one grant for a client, API and subject type: creating a second one is an error that names the first.",
		Attributes: r.settings.AddTo(map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The grant's ID, which the tenant gives.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client. Another client replaces the grant. Either this or `default_for`.",
				Optional:            true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					stringvalidator.ExactlyOneOf(path.MatchRoot("client_id"), path.MatchRoot("default_for")),
				},
				PlanModifiers: replaced,
			},
			"default_for": schema.StringAttribute{
				MarkdownDescription: "The clients that have the grant unless they have one of their own: `third_party_clients`. Another value replaces the grant. Either this or `client_id`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("third_party_clients")},
				PlanModifiers:       replaced,
			},
			"audience": schema.StringAttribute{
				MarkdownDescription: "The identifier of the API. Another API replaces the grant.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
				PlanModifiers:       replaced,
			},
			"subject_type": schema.StringAttribute{
				MarkdownDescription: "Whose tokens the grant is for: `client` (machine-to-machine, the tenant's default) or `user`. Another type replaces the grant.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("client", "user")},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(),
					stringplanmodifier.RequiresReplaceIfConfigured(),
				},
			},
		}),
	}
}

func (r *clientGrantResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *clientGrantResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Create, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	key, diags := grantKeyOf(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	plan, body := kit.CreateBody(r.settings, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Creating a client grant", &resp.Diagnostics) {
		return
	}
	if body["allow_all_scopes"] == false {
		// It is so by default, and a system API refuses to be told.
		delete(body, "allow_all_scopes")
	}
	grant, err := r.session.Management.CreateClientGrant(ctx, key, body)
	if err != nil {
		if !existingGrant(key).Report(err, &resp.Diagnostics) {
			r.attempt("Creating", kit.GrantName(key)).Report(err, &resp.Diagnostics)
		}
		return
	}
	existingGrant(key).WarnTakenOver(grant.Creation, grant.ID, &resp.Diagnostics)
	kit.KeepOwner(ctx, grant.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, grant, plan, &resp.State)...)
	session.KeepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

// existingGrant describes a grant that a create may meet.
func existingGrant(key management.GrantKey) kit.Existing {
	at := path.Root("client_id")
	if key.DefaultFor != "" {
		at = path.Root("default_for")
	}
	return kit.Existing{Resource: "auth0api_client_grant", Object: kit.GrantName(key), At: at,
		Details: func(found management.Settings) string { return fmt.Sprintf("It permits %s.", permitted(found)) }}
}

func (r *clientGrantResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Read, req.State, &resp.Diagnostics)
	defer cancel()
	r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id, state := kit.PriorObject(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.BeginRefresh("Client grant "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.session.Management.ReadClientGrant(ctx, id)
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", "client grant "+id).Report(err, &resp.Diagnostics)
		return
	}
	r.session.Management.Hold(management.ClientGrantKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	resp.Diagnostics.Append(r.store(ctx, read, state, &resp.State)...)
}

func (r *clientGrantResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Update, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id := kit.ID(ctx, req.State, &resp.Diagnostics)
	key, diags := grantKeyOf(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	plan, _, body := kit.UpdateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Updating a client grant", &resp.Diagnostics) {
		return
	}
	if body["allow_all_scopes"] == true {
		// The service takes the list away by itself.
		delete(body, "scope")
	}
	updated, err := r.session.Management.UpdateClientGrant(ctx, id, body)
	if err != nil {
		r.attempt("Updating", kit.GrantName(key)).Report(err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(ctx, updated, plan, &resp.State)...)
	session.KeepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientGrantResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Delete, req.State, &resp.Diagnostics)
	defer cancel()
	id := kit.ID(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || kit.ForgetSystemObject(ctx, "This client grant", req.State, &resp.Diagnostics) || !r.session.Ready("Deleting a client grant", &resp.Diagnostics) {
		return
	}
	err := r.session.Management.DeleteClientGrant(ctx, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !kit.IsHeld(err, "client grant "+id, &resp.Diagnostics) {
		r.attempt("Deleting", "client grant "+id).Report(err, &resp.Diagnostics)
	}
}

// ImportState takes the grant's ID.
func (r *clientGrantResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.session.Ready("Importing a client grant", &resp.Diagnostics) {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
	}
}

func (r *clientGrantResource) store(ctx context.Context, answer *management.ClientGrant, prior settings.Object, state *tfsdk.State) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, value := range map[string]string{
		"id": answer.ID, "client_id": answer.ClientID, "default_for": answer.DefaultFor, "audience": answer.Audience, "subject_type": answer.SubjectType,
	} {
		text := types.StringNull() // of client_id and default_for, a grant has one
		if value != "" {
			text = types.StringValue(value)
		}
		diags.Append(state.SetAttribute(ctx, path.Root(name), text)...)
	}
	diags.Append(r.settings.Store(ctx, answer.Settings, prior, state)...)
	return diags
}

func (r *clientGrantResource) attempt(action, object string) kit.ErrorContext {
	at := r.settings.Paths()
	for _, name := range grantKeyNames() {
		at[name] = path.Root(name)
	}
	return kit.ErrorContext{Action: action, Object: object, Attributes: at, Hints: []kit.Hint{
		{Text: "inexistent_client", At: at["client_id"]},
		{Text: "inexistent_resource_server", At: at["audience"]},
		{Text: "`allow_all_scopes` cannot", At: at["allow_all_scopes"]},
		{Text: "scope", At: at["scope"]},
	}}
}

func grantKeyOf(ctx context.Context, plan session.AttributeGetter) (management.GrantKey, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := map[string]string{}
	for _, name := range grantKeyNames() {
		var value types.String
		diags.Append(plan.GetAttribute(ctx, path.Root(name), &value)...)
		values[name] = value.ValueString()
	}
	return management.GrantKey{
		ClientID: values["client_id"], DefaultFor: values["default_for"],
		Audience: values["audience"], SubjectType: values["subject_type"],
	}, diags
}

// permitted describes which scopes a grant permits.
func permitted(grant management.Settings) string {
	if grant["allow_all_scopes"] == true {
		return "all scopes of the API"
	}
	list, _ := grant["scope"].([]any)
	if len(list) == 0 {
		return "no scopes"
	}
	scopes := make([]string, len(list))
	for i, scope := range list {
		scopes[i] = fmt.Sprint(scope)
	}
	slices.Sort(scopes)
	return strings.Join(scopes, ", ")
}

// MoveState takes over the state of auth0_client_grant.
func (r *clientGrantResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_client_grant", []string{"id", "client_id", "audience", "subject_type"}, r.settings)
}
