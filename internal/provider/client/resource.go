package client

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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*clientResource)(nil)
	_ resource.ResourceWithMoveState      = (*clientResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientResource)(nil)
	_ resource.ResourceWithImportState    = (*clientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientResource)(nil)
)

// clientResource is an application of the tenant.
type clientResource struct {
	kit.IdentityAttributes
	session  *session.Session
	settings settings.Table
}

func newClientResource() resource.Resource { return newApplicationResource() }

func newApplicationResource() *clientResource {
	return &clientResource{IdentityAttributes: kit.IdentityAttributes{"client_id"}, settings: clientSettings()}
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
			"id":                 given("The client's ID, the same as `client_id`."),
			session.TimeoutsName: session.TimeoutsAttribute(),
			"client_id":          given("The client's ID, which the tenant gives."),
			secretInState: schema.BoolAttribute{
				MarkdownDescription: "Whether the state may hold the `client_secret` that the create of this resource makes. The default is `true`. With `false`, read the secret with the ephemeral resource `auth0api_client_secret`, or choose it with `client_secret_wo` of `auth0api_client_credentials`.",
				Optional:            true,
			},
		}),
	}
}

func (r *clientResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *clientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Create, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	plan, body := kit.CreateBody(r.settings, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Creating a client", &resp.Diagnostics) {
		return
	}
	created, err := r.session.Management.CreateApplication(ctx, body)
	if err != nil {
		attempted := r.attempt("Creating", fmt.Sprint(body["name"]))
		attempted.Hints = append([]kit.Hint{missingAPI(body["resource_server_identifier"])}, attempted.Hints...)
		attempted.Report(err, &resp.Diagnostics)
		return
	}
	kit.Existing{Object: fmt.Sprintf("client %q", body["name"]), At: path.Root("name")}.WarnTakenOver(created.Creation, created.ClientID, &resp.Diagnostics)
	kit.KeepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(rememberCreatedSecret(ctx, created, resp.Private)...)
	resp.Diagnostics.Append(r.store(ctx, created, plan, &resp.State)...)
	session.KeepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Read, req.State, &resp.Diagnostics)
	defer cancel()
	r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id, state := kit.PriorObject(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.BeginRefresh("Client "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.session.Management.ReadApplication(ctx, id)
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", id).Report(err, &resp.Diagnostics)
		return
	}
	r.session.Management.Hold(management.ApplicationKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	warnOfLostSecret(read, state, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, read, state, &resp.State)...)
}

func (r *clientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Update, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id := kit.ID(ctx, req.State, &resp.Diagnostics)
	plan, state, body := kit.UpdateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	created, diags := readCreatedSecret(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !r.session.Ready("Updating a client", &resp.Diagnostics) {
		return
	}
	updated, err := r.session.Management.UpdateApplication(ctx, id, body)
	if err != nil {
		r.attempt("Updating", id).Report(err, &resp.Diagnostics)
		return
	}
	withoutForeignSecret(updated, plan, state, created, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, updated, plan, &resp.State)...)
	session.KeepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *clientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Delete, req.State, &resp.Diagnostics)
	defer cancel()
	id := kit.ID(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Deleting a client", &resp.Diagnostics) {
		return
	}
	err := r.session.Management.DeleteApplication(ctx, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !kit.IsHeld(err, "client "+id, &resp.Diagnostics) {
		r.attempt("Deleting", id).Report(err, &resp.Diagnostics)
	}
}

// ImportState takes the client's ID.
func (r *clientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.session.Ready("Importing a client", &resp.Diagnostics) {
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

// missingAPI is the hint for a client that stands for an API that the tenant does
// not have: the service's refusal does not name it.
func missingAPI(identifier any) kit.Hint {
	return kit.Hint{
		Text: "inexistent_resource_server", At: path.Root("resource_server_identifier"),
		Advice: fmt.Sprintf("The tenant has no API %q. Where this configuration creates it, refer to it, so that the client waits for it: "+
			"resource_server_identifier = auth0api_resource_server.NAME.identifier.", identifier),
	}
}

func (r *clientResource) attempt(action, which string) kit.ErrorContext {
	at := r.settings.Paths()
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("client %q", which), Attributes: at, Hints: []kit.Hint{
		{Text: "Invalid grant types", At: at["grant_types"]},
		{Text: "resource_server_linked", At: at["resource_server_identifier"]},
	}}
}

// MoveState takes over the state of auth0_client, without the secret that old
// versions kept there: the create of this resource did not make it.
func (r *clientResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_client", []string{"id", "client_id"}, r.settings.Without(clientSecret))
}
