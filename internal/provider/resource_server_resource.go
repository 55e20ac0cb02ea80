package provider

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
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithConfigure      = (*resourceServerResource)(nil)
	_ resource.ResourceWithImportState    = (*resourceServerResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*resourceServerResource)(nil)
	_ resource.ResourceWithValidateConfig = (*resourceServerResource)(nil)
)

// maxIdentifierLength is the service's limit, in characters.
const maxIdentifierLength = 600

// resourceServerResource is an API of the tenant, without its scopes.
type resourceServerResource struct {
	identified
	clients  *clients
	settings settings.Table
}

func newResourceServerResource() resource.Resource { return newAPIResource() }

func newAPIResource() *resourceServerResource {
	return &resourceServerResource{identified: identified{"identifier"}, settings: resourceServerSettings()}
}

func (r *resourceServerResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource_server"
}

func (r *resourceServerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.settings.AddTo(writeOnlySecretAttributes())
	attributes[timeoutsName] = timeoutsAttribute()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "The API's ID, which the tenant gives.",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
	attributes["identifier"] = schema.StringAttribute{
		MarkdownDescription: "The unique identifier, which clients ask for as `audience`; by convention a URL, which is never called. It cannot change: another identifier makes another API.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, maxIdentifierLength)},
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
	r.clients = fromProvider(req.ProviderData, &resp.Diagnostics)
}

func (r *resourceServerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Create, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	var identifier string
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("identifier"), &identifier)...)
	plan, body := createBody(r.settings, req.Plan, &resp.Diagnostics)
	body = withWriteOnlySecret(ctx, req.Config, plan, nil, body, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Creating an API", &resp.Diagnostics) {
		return
	}
	created, err := r.clients.management.CreateResourceServer(ctx, identifier, body)
	if err != nil {
		if !existingAPI(identifier).report(err, &resp.Diagnostics) {
			r.attempt("Creating", identifier).fail(err, &resp.Diagnostics)
		}
		return
	}
	existingAPI(identifier).warn(created.Creation, created.ID, &resp.Diagnostics)
	keepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	resp.Diagnostics.Append(r.store(ctx, created, plan, &resp.State)...)
	r.clients.removals.manage(created.Identifier)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

// existingAPI describes an API that a create may meet.
func existingAPI(identifier string) existing {
	e := existing{resource: "auth0api_resource_server", object: fmt.Sprintf("API %q", identifier), at: path.Root("identifier"),
		details: func(found management.Settings) string {
			name, _ := found["name"].(string)
			return fmt.Sprintf("Its name is %q.", name)
		}}
	if strings.HasSuffix(identifier, managementAPIEnd) {
		e.advice = "The tenant's own Management API can be changed in part and is never deleted."
	}
	return e
}

func (r *resourceServerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Read, req.State, &resp.Diagnostics)
	defer cancel()
	r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id, state := knownBefore(ctx, req.State, &resp.Diagnostics)
	var identifier types.String // null after an import
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("identifier"), &identifier)...)
	if resp.Diagnostics.HasError() || !r.clients.refreshable("API "+id, &resp.Diagnostics) {
		return
	}
	read, err := r.readAPI(ctx, id, identifier.ValueString())
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		r.attempt("Reading", id).fail(err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(ctx, read, state, &resp.State)...)
	r.clients.management.Hold(management.ResourceServerKind, read.ID, ownerOf(ctx, req.Private, &resp.Diagnostics))
	if read.Settings[isSystem] != true { // which is never deleted
		r.clients.notes.exists(apiCalled(read.Identifier))
		r.clients.removals.manage(read.Identifier)
	}
}

func (r *resourceServerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Update, req.Plan, &resp.Diagnostics)
	defer cancel()
	defer r.identify(ctx, &resp.State, resp.Identity, &resp.Diagnostics)
	id := idOf(ctx, req.State, &resp.Diagnostics)
	var identifier string
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("identifier"), &identifier)...)
	plan, state, body := updateBody(r.settings, req.Plan, req.State, &resp.Diagnostics)
	body = withWriteOnlySecret(ctx, req.Config, plan, state, withoutSecretRemoval(body), &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.clients.ready("Updating an API", &resp.Diagnostics) {
		return
	}
	if system(state) {
		body = forSystem(body)
	}
	updated, err := r.clients.management.UpdateResourceServer(ctx, id, body)
	if err != nil {
		r.attempt("Updating", identifier).fail(err, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(r.store(ctx, updated, plan, &resp.State)...)
	keepTimeouts(ctx, req.Plan, &resp.State, &resp.Diagnostics)
	remember(ctx, r.settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

func (r *resourceServerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.clients.within(ctx, timeouts.Value.Delete, req.State, &resp.Diagnostics)
	defer cancel()
	id := idOf(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || forgotten(ctx, "This API", req.State, &resp.Diagnostics) || !r.clients.ready("Deleting an API", &resp.Diagnostics) {
		return
	}
	err := r.clients.management.DeleteResourceServer(ctx, id, ownerOf(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !keptForAnother(err, "API "+id, &resp.Diagnostics) {
		r.attempt("Deleting", id).fail(err, &resp.Diagnostics)
	}
}

// ImportState takes an ID or an identifier: the service reads by both, and the
// read that follows puts the real ID in its place.
func (r *resourceServerResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.clients.ready("Importing an API", &resp.Diagnostics) {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("identifier"), req, resp)
	}
}

// readAPI reads an API by what the state has of it. Right after an import, id
// may be an identifier.
func (r *resourceServerResource) readAPI(ctx context.Context, id, identifier string) (*management.ResourceServer, error) {
	if identifier == "" {
		return r.clients.management.ReadResourceServer(ctx, id)
	}
	return r.clients.management.ReadResourceServerByID(ctx, id, identifier)
}

// store writes an answer to the state. known are the values before it.
func (r *resourceServerResource) store(ctx context.Context, answer *management.ResourceServer, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	diags := state.SetAttribute(ctx, path.Root("id"), types.StringValue(answer.ID))
	diags.Append(state.SetAttribute(ctx, path.Root("identifier"), types.StringValue(answer.Identifier))...)
	diags.Append(storeSecretVersion(ctx, known, state)...)
	answered := maps.Clone(answer.Settings)
	answered[signingSecret] = signingSecretForState(answered, known)
	diags.Append(r.settings.Store(ctx, answered, known, state)...)
	return diags
}

func (r *resourceServerResource) attempt(action, which string) attempt {
	at := r.settings.Paths()
	at["identifier"] = path.Root("identifier")
	return attempt{action: action, object: fmt.Sprintf("API %q", which), attributes: at}
}
