package provider

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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithConfigure      = (*clientGrantResource)(nil)
	_ resource.ResourceWithImportState    = (*clientGrantResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientGrantResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientGrantResource)(nil)
)

// defaultSubjectType is what the service takes when a grant does not say.
const defaultSubjectType = "client"

// clientGrantResource permits a client to ask for tokens for one API.
type clientGrantResource struct {
	identified
	clients  *clients
	settings settings.Table
}

// grantKeyNames are the attributes that make a grant unique in its tenant.
func grantKeyNames() []string {
	return []string{"client_id", "default_for", "audience", "subject_type"}
}

func newClientGrantResource() resource.Resource { return newGrantResource() }

func newGrantResource() *clientGrantResource {
	return &clientGrantResource{identified: identified{"id"}, settings: clientGrantSettings()}
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
			timeoutsName: timeoutsAttribute(),
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
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, maxIdentifierLength)},
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
	r.clients = fromProvider(req.ProviderData, &resp.Diagnostics)
}

func (r *clientGrantResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Create, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	key, diags := grantKeyOf(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	plan, body := createBody(r.settings, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Creating a client grant", &resp.Diagnostics) {
		return
	}
	if body["allow_all_scopes"] == false {
		// It is so by default, and a system API refuses to be told.
		delete(body, "allow_all_scopes")
	}
	grant, err := r.clients.management.CreateClientGrant(ctx, key, body)
	if err != nil {
		if !existingGrant(key).report(err, &resp.Diagnostics) {
			r.fail(ctx, "Creating", key, body, err, &resp.Diagnostics)
		}
		return
	}
	existingGrant(key).warn(grant.Creation, grant.ID, &resp.Diagnostics)
	keepOwner(ctx, grant.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, grant, plan, &resp.State)...)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

// existingGrant describes a grant that a create may meet.
func existingGrant(key management.GrantKey) existing {
	at := path.Root("client_id")
	if key.DefaultFor != "" {
		at = path.Root("default_for")
	}
	return existing{resource: "auth0api_client_grant", object: grantName(key), at: at,
		details: func(found management.Settings) string { return fmt.Sprintf("It permits %s.", permitted(found)) }}
}

func (r *clientGrantResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Read, req.State, &resp.Diagnostics)
	defer cancel()
	r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id, state := knownBefore(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.refreshable("Client grant "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.clients.management.ReadClientGrant(ctx, id)
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", "client grant "+id).fail(err, &resp.Diagnostics)
		return
	}
	r.clients.management.Hold(management.ClientGrantKind, id, ownerOf(ctx, req.Private, &resp.Diagnostics))
	resp.Diagnostics.Append(r.store(ctx, read, state, &resp.State)...)
}

func (r *clientGrantResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Update, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id := idOf(ctx, req.State, &resp.Diagnostics)
	key, diags := grantKeyOf(ctx, req.Plan)
	resp.Diagnostics.Append(diags...)
	plan, _, body := updateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Updating a client grant", &resp.Diagnostics) {
		return
	}
	if body["allow_all_scopes"] == true {
		// The service takes the list away by itself.
		delete(body, "scope")
	}
	updated, err := r.clients.management.UpdateClientGrant(ctx, id, body)
	if err != nil {
		r.fail(ctx, "Updating", key, body, err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(ctx, updated, plan, &resp.State)...)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientGrantResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Delete, req.State, &resp.Diagnostics)
	defer cancel()
	id := idOf(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || forgotten(ctx, "This client grant", req.State, &resp.Diagnostics) || !r.clients.ready("Deleting a client grant", &resp.Diagnostics) {
		return
	}
	err := r.clients.management.DeleteClientGrant(ctx, id, ownerOf(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !keptForAnother(err, "client grant "+id, &resp.Diagnostics) {
		r.attempt("Deleting", "client grant "+id).fail(err, &resp.Diagnostics)
	}
}

// ImportState takes the grant's ID.
func (r *clientGrantResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.clients.ready("Importing a client grant", &resp.Diagnostics) {
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

func (r *clientGrantResource) attempt(action, object string) attempt {
	at := r.settings.Paths()
	for _, name := range grantKeyNames() {
		at[name] = path.Root(name)
	}
	return attempt{action: action, object: object, attributes: at, hints: []hint{
		{part: "inexistent_client", at: at["client_id"]},
		{part: "inexistent_resource_server", at: at["audience"]},
		{part: "`allow_all_scopes` cannot", at: at["allow_all_scopes"]},
		{part: "scope", at: at["scope"]},
	}}
}

func grantKeyOf(ctx context.Context, plan attributesOf) (management.GrantKey, diag.Diagnostics) {
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

// grantName names a grant for a person.
func grantName(key management.GrantKey) string {
	if key.DefaultFor != "" {
		return fmt.Sprintf("the default grant for %s on API %q", key.DefaultFor, key.Audience)
	}
	return fmt.Sprintf("the grant of client %q on API %q", key.ClientID, key.Audience)
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
