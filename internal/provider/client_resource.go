package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithConfigure      = (*clientResource)(nil)
	_ resource.ResourceWithImportState    = (*clientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientResource)(nil)
)

// clientResource is an application of the tenant.
type clientResource struct {
	identified
	clients  *clients
	settings settings.Table
}

func newClientResource() resource.Resource { return newApplicationResource() }

func newApplicationResource() *clientResource {
	return &clientResource{identified: identified{"client_id"}, settings: clientSettings()}
}

func (r *clientResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_client"
}

func (r *clientResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	given := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A client (application) of the tenant; machine-to-machine unless `app_type` says otherwise.\n\n" +
			"Settings that the configuration leaves out follow the tenant.",
		Attributes: r.settings.AddTo(map[string]schema.Attribute{
			"id":         given("The client's ID, the same as `client_id`."),
			timeoutsName: timeoutsAttribute(),
			"client_id":  given("The client's ID, which the tenant gives."),
			secretInState: schema.BoolAttribute{
				MarkdownDescription: "Whether the state may hold the `client_secret` that the create of this resource makes. The default is `true`. With `false`, read the secret with the ephemeral resource `auth0api_client_secret`, or choose it with `client_secret_wo` of `auth0api_client_credentials`.",
				Optional:            true,
			},
		}),
	}
}

func (r *clientResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.clients = fromProvider(req.ProviderData, &resp.Diagnostics)
}

func (r *clientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Create, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	plan, body := createBody(r.settings, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Creating a client", &resp.Diagnostics) {
		return
	}
	created, err := r.clients.management.CreateApplication(ctx, body)
	if err != nil {
		r.attempt("Creating", fmt.Sprint(body["name"])).fail(err, &resp.Diagnostics)
		return
	}
	existing{object: fmt.Sprintf("client %q", body["name"]), at: path.Root("name")}.warn(created.Creation, created.ClientID, &resp.Diagnostics)
	keepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(rememberCreatedSecret(ctx, created, resp.Private)...)
	resp.Diagnostics.Append(r.store(ctx, created, plan, &resp.State)...)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Read, req.State, &resp.Diagnostics)
	defer cancel()
	r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id, state := knownBefore(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.refreshable("Client "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.clients.management.ReadApplication(ctx, id)
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", id).fail(err, &resp.Diagnostics)
		return
	}
	r.clients.management.Hold(management.ApplicationKind, id, ownerOf(ctx, req.Private, &resp.Diagnostics))
	warnOfLostSecret(read, state, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, read, state, &resp.State)...)
}

func (r *clientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Update, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id := idOf(ctx, req.State, &resp.Diagnostics)
	plan, state, body := updateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	created, diags := readCreatedSecret(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !r.clients.ready("Updating a client", &resp.Diagnostics) {
		return
	}
	updated, err := r.clients.management.UpdateApplication(ctx, id, body)
	if err != nil {
		r.attempt("Updating", id).fail(err, &resp.Diagnostics)
		return
	}
	withoutForeignSecret(updated, plan, state, created, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, updated, plan, &resp.State)...)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Delete, req.State, &resp.Diagnostics)
	defer cancel()
	id := idOf(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Deleting a client", &resp.Diagnostics) {
		return
	}
	err := r.clients.management.DeleteApplication(ctx, id, ownerOf(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !keptForAnother(err, "client "+id, &resp.Diagnostics) {
		r.attempt("Deleting", id).fail(err, &resp.Diagnostics)
	}
}

// ImportState takes the client's ID.
func (r *clientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.clients.ready("Importing a client", &resp.Diagnostics) {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("client_id"), req, resp)
	}
}

// store writes an answer to the state. known are the values before it: the plan,
// or the state that is refreshed.
func (r *clientResource) store(ctx context.Context, answer *management.Application, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	inState, diags := storesSecret(ctx, known)
	answered := maps.Clone(answer.Settings)
	answered[clientSecret] = secretForState(answer, known)
	diags.Append(state.SetAttribute(ctx, path.Root(secretInState), inState)...)
	diags.Append(state.SetAttribute(ctx, path.Root("id"), types.StringValue(answer.ClientID))...)
	diags.Append(state.SetAttribute(ctx, path.Root("client_id"), types.StringValue(answer.ClientID))...)
	diags.Append(r.settings.Store(ctx, answered, known, state)...)
	return diags
}

func (r *clientResource) attempt(action, which string) attempt {
	at := r.settings.Paths()
	return attempt{action: action, object: fmt.Sprintf("client %q", which), attributes: at, hints: []hint{
		{part: "Invalid grant types", at: at["grant_types"]},
		{part: "inexistent_resource_server", at: at["resource_server_identifier"]},
		{part: "resource_server_linked", at: at["resource_server_identifier"]},
	}}
}
