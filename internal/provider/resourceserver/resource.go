package resourceserver

import (
	"context"
	"fmt"
	"maps"
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

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*resourceServerResource)(nil)
	_ resource.ResourceWithMoveState      = (*resourceServerResource)(nil)
	_ resource.ResourceWithConfigure      = (*resourceServerResource)(nil)
	_ resource.ResourceWithImportState    = (*resourceServerResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*resourceServerResource)(nil)
	_ resource.ResourceWithValidateConfig = (*resourceServerResource)(nil)
)

// resourceServerResource is an API of the tenant, without its scopes.
type resourceServerResource struct {
	kit.IdentityAttributes
	session  *session.Session
	settings settings.Table
}

func newResourceServerResource(table settings.Table) *resourceServerResource {
	return &resourceServerResource{IdentityAttributes: kit.IdentityAttributes{"identifier"}, settings: table}
}

func (r *resourceServerResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource_server"
}

func (r *resourceServerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.settings.AddTo(writeOnlySecretAttributes())
	attributes[session.TimeoutsName] = session.TimeoutsAttribute()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "The API's ID, which the tenant gives.",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
	attributes["identifier"] = schema.StringAttribute{
		MarkdownDescription: "The unique identifier, which clients ask for as `audience`; by convention a URL, which is never called. It cannot change: another identifier makes another API.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API (OAuth's *resource server*) of the tenant. Its scopes are resources of their own: " +
			"`auth0api_resource_server_scopes` for all of them, or `auth0api_resource_server_scope` for each.\n\n" +
			"Settings that the configuration leaves out follow the tenant. A setting that is taken out of the configuration stays as it is; " +
			"where its description says so, that ends it instead, provided that an apply of this resource has written with it.\n\n" +
			"The tenant's own Management API (`https://DOMAIN/api/v2/`) can be imported. Few of its settings can be changed, and destroying the resource leaves it in the tenant.",
		Attributes: attributes,
	}
}

func (r *resourceServerResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *resourceServerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Create, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var identifier string
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("identifier"), &identifier)...)
	plan, body := kit.CreateBody(r.settings, req.Plan, &resp.Diagnostics)
	body = withWriteOnlySecret(ctx, req.Config, plan, nil, body, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Creating an API", &resp.Diagnostics) {
		return
	}
	created, err := r.session.Management.CreateResourceServer(ctx, identifier, body)
	if err != nil {
		if !existingAPI(identifier).Report(err, &resp.Diagnostics) {
			r.attempt("Creating", identifier).Report(err, &resp.Diagnostics)
		}
		return
	}
	existingAPI(identifier).WarnTakenOver(created.Creation, created.ID, &resp.Diagnostics)
	kit.KeepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(created, plan, &resp.State)...)
	r.session.Removals.Manage(created.Identifier)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

// existingAPI describes an API that a create may meet.
func existingAPI(identifier string) kit.Existing {
	e := kit.Existing{Resource: "auth0api_resource_server", Object: fmt.Sprintf("API %q", identifier), At: path.Root("identifier"),
		Details: func(found management.Settings) string {
			name, _ := found["name"].(string)
			return fmt.Sprintf("Its name is %q.", name)
		}}
	if strings.HasSuffix(identifier, kit.ManagementAPISuffix) {
		e.Advice = "The tenant's own Management API can be changed in part and is never deleted."
	}
	return e
}

func (r *resourceServerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Read, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	id, state := kit.PriorObject(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.BeginRefresh("API "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.readAPI(ctx, id, state.Text("identifier"))
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", id).Report(err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(read, state, &resp.State)...)
	r.session.Management.Hold(management.ResourceServerKind, read.ID, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	if read.Settings[kit.IsSystemAttribute] != true { // which is never deleted
		r.session.Plans.NoteExists(session.APIObject(read.Identifier))
		r.session.Removals.Manage(read.Identifier)
	}
}

func (r *resourceServerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	id := kit.ID(req.State, &resp.Diagnostics)
	var identifier string
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("identifier"), &identifier)...)
	plan, state, body := kit.UpdateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	body = withWriteOnlySecret(ctx, req.Config, plan, state, withoutSecretRemoval(body), &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.Ready("Updating an API", &resp.Diagnostics) {
		return
	}
	if kit.IsSystemState(state) {
		body = forSystem(body)
	}
	updated, err := r.session.Management.UpdateResourceServer(ctx, id, body)
	if err != nil {
		r.attempt("Updating", identifier).Report(err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(updated, plan, &resp.State)...)
	kit.RememberConfigured(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *resourceServerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	id := kit.ID(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || kit.ForgetSystemObject(ctx, "This API", req.State, &resp.Diagnostics) || !r.session.Ready("Deleting an API", &resp.Diagnostics) {
		return
	}
	err := r.session.Management.DeleteResourceServer(ctx, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !kit.IsHeld(err, "API "+id, &resp.Diagnostics) {
		r.attempt("Deleting", id).Report(err, &resp.Diagnostics)
	}
}

// ImportState takes an ID or an identifier: the service reads by both, and the
// read that follows puts the real ID in its place.
func (r *resourceServerResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.session.Ready("Importing an API", &resp.Diagnostics) {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("identifier"), req, resp)
	}
}

// readAPI reads an API by what the state has of it. Right after an import, id
// may be an identifier, and identifier is empty.
func (r *resourceServerResource) readAPI(ctx context.Context, id, identifier string) (*management.ResourceServer, error) {
	if identifier == "" {
		return r.session.Management.ReadResourceServer(ctx, id)
	}
	return r.session.Management.ReadResourceServerByID(ctx, id, identifier)
}

// store writes an answer to the state. known are the values before it: the plan,
// or the state that is refreshed. The service does not know the version of the
// write-only secret.
func (r *resourceServerResource) store(answer *management.ResourceServer, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName, signingSecretVersion)
	others["id"], others["identifier"] = settings.Text(answer.ID), settings.Text(answer.Identifier)
	answered := maps.Clone(answer.Settings)
	answered[signingSecret] = signingSecretForState(answered, known)
	return r.settings.Store(answered, known, others, state)
}

func (r *resourceServerResource) attempt(action, which string) kit.ErrorContext {
	at := r.settings.Paths()
	at["identifier"] = path.Root("identifier")
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("API %q", which), Attributes: at}
}

// MoveState takes over the state of auth0_resource_server.
func (r *resourceServerResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_resource_server", []string{"id", "identifier"}, r.settings)
}
