package scope

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity    = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithMoveState   = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithConfigure   = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithImportState = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*resourceServerScopeResource)(nil)
)

// resourceServerScopeResource is one scope of an API.
type resourceServerScopeResource struct {
	kit.IdentityAttributes
	session *session.Session
}

type resourceServerScopeModel struct {
	ID          types.String `tfsdk:"id"`
	Identifier  types.String `tfsdk:"resource_server_identifier"`
	Scope       types.String `tfsdk:"scope"`
	Description types.String `tfsdk:"description"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func newResourceServerScopeResource() resource.Resource { return newScopeResource() }

func newScopeResource() *resourceServerScopeResource {
	return &resourceServerScopeResource{IdentityAttributes: kit.IdentityAttributes{"resource_server_identifier", "scope"}}
}

func (r *resourceServerScopeResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource_server_scope"
}

func (r *resourceServerScopeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One scope (permission) of an API. Several of them on one API, also in several configurations, leave each other alone. " +
			"To own all scopes of an API, use `auth0api_resource_server_scopes`; use one kind or the other for an API, not both.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "`IDENTIFIER::SCOPE`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"resource_server_identifier": scopeAPIAttribute(),
			"scope": schema.StringAttribute{
				MarkdownDescription: "The scope's name, such as `read:appointments`: 1 to 280 characters. Another name makes another scope.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxScopeLength)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "What the scope permits, for people: at most 500 characters.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(kit.MaxScopeDescriptionLength)},
			},
		},
	}
}

func (r *resourceServerScopeResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (r *resourceServerScopeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Create, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan resourceServerScopeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.session.Ready("Creating a scope", &resp.Diagnostics) {
		return
	}
	created, err := r.session.Management.CreateScope(ctx, plan.Identifier.ValueString(), plan.scope())
	if err != nil {
		if !plan.existing().Report(err, &resp.Diagnostics) {
			plan.fail("Creating", err, &resp.Diagnostics)
		}
		return
	}
	plan.ID = types.StringValue(scopeID{plan.Identifier.ValueString(), plan.Scope.ValueString()}.String())
	plan.existing().WarnTakenOver(created.Creation, plan.ID.ValueString(), &resp.Diagnostics)
	kit.KeepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	warnInterference(created.Interference, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	r.session.Removals.KeepAPI(ctx, plan.Identifier.ValueString(), resp.Private, &resp.Diagnostics)
}

func (r *resourceServerScopeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Read, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	id, state := kit.PriorObject(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.session.BeginRefresh("Scope "+id, &resp.Diagnostics) {
		return
	}
	identifier, name := state.String("resource_server_identifier"), state.String("scope")
	api, err := r.session.Management.ReadResourceServer(ctx, identifier.ValueString())
	if management.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resourceServerScopeModel{Identifier: identifier, Scope: name}.fail("Reading", err, &resp.Diagnostics)
		return
	}
	i := slices.IndexFunc(api.Scopes, func(s management.Scope) bool { return s.Value == name.ValueString() })
	if i < 0 {
		resp.State.RemoveResource(ctx)
		return
	}
	id = scopeID{api.Identifier, name.ValueString()}.String()
	resp.Diagnostics.Append(settings.Object{
		// An import may have named the API by its ID.
		"resource_server_identifier": settings.Text(api.Identifier), "id": settings.Text(id),
		"description": settings.TextPointer(describedAs(api.Scopes[i].Description, state.String("description")).ValueStringPointer()),
	}.Assign(&resp.State)...)
	r.session.Management.Hold(management.ScopeKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	r.session.Plans.NoteExists(session.ScopeObject(api.Identifier, name.ValueString()))
	r.session.Removals.KeepAPI(ctx, api.Identifier, resp.Private, &resp.Diagnostics)
}

func (r *resourceServerScopeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan resourceServerScopeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.session.Ready("Updating a scope", &resp.Diagnostics) {
		return
	}
	interference, err := r.session.Management.UpdateScope(ctx, plan.Identifier.ValueString(), plan.scope())
	if err != nil {
		plan.fail("Updating", err, &resp.Diagnostics)
		return
	}
	warnInterference(interference, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *resourceServerScopeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	var state resourceServerScopeModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.session.Ready("Deleting a scope", &resp.Diagnostics) {
		return
	}
	deleted, err := r.session.Management.DeleteScopes(ctx, state.Identifier.ValueString(), kit.Owner(ctx, req.Private, &resp.Diagnostics), state.Scope.ValueString())
	if err != nil {
		state.fail("Deleting", err, &resp.Diagnostics)
	}
	if len(deleted.Kept) > 0 {
		kit.WarnKept(state.existing().Object, state.ID.ValueString(), &resp.Diagnostics)
	}
	warnInterference(deleted.Interference, &resp.Diagnostics)
}

func (m resourceServerScopeModel) scope() management.Scope {
	return management.Scope{Value: m.Scope.ValueString(), Description: m.Description.ValueStringPointer()}
}

// existing describes a scope that a create may meet.
func (m resourceServerScopeModel) existing() kit.Existing {
	return kit.Existing{
		Resource: "auth0api_resource_server_scope", At: path.Root("scope"),
		Object: fmt.Sprintf("scope %q of API %q", m.Scope.ValueString(), m.Identifier.ValueString()),
		Details: func(found management.Settings) string {
			description, _ := found["description"].(string)
			return fmt.Sprintf("Its description is %q.", description)
		},
		Advice: "If auth0api_resource_server_scopes declares all scopes of this API, declare the scope there, and remove this block.",
	}
}

func (m resourceServerScopeModel) fail(action string, err error, diags *diag.Diagnostics) {
	failScopes(action, fmt.Sprintf("scope %q of API %q", m.Scope.ValueString(), m.Identifier.ValueString()), err, diags, map[string]path.Path{
		"scopes.value": path.Root("scope"), "scopes.description": path.Root("description"),
	})
}

// MoveState takes over the state of auth0_resource_server_scope.
func (r *resourceServerScopeResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_resource_server_scope", []string{"id", "resource_server_identifier", "scope", "description"}, nil)
}
