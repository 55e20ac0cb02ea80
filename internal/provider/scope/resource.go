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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var (
	_ resource.ResourceWithIdentity    = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithMoveState   = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithConfigure   = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithImportState = (*resourceServerScopeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*resourceServerScopeResource)(nil)
)

// resourceServerScopeResource is one scope of an API.
type resourceServerScopeResource struct{ session.Resource }

type resourceServerScopeModel struct {
	ID          types.String `tfsdk:"id"`
	Identifier  types.String `tfsdk:"resource_server_identifier"`
	Scope       types.String `tfsdk:"scope"`
	Description types.String `tfsdk:"description"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func newResourceServerScopeResource() resource.Resource { return newScopeResource() }

func newScopeResource() *resourceServerScopeResource {
	return &resourceServerScopeResource{session.Resource{IdentityAttributes: kit.IdentityAttributes{"resource_server_identifier", "scope"}, Type: "resource_server_scope", Object: "a scope"}}
}

func (r *resourceServerScopeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages a single scope (permission) of an API. Several of these resources for one API, even in several configurations, do not affect each other. " +
			"To manage all scopes of an API, use `auth0api_resource_server_scopes`. Do not use both for the same API.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The ID of this resource: `IDENTIFIER::SCOPE`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"resource_server_identifier": scopeAPIAttribute(),
			"scope": schema.StringAttribute{
				MarkdownDescription: "The name of the scope, such as `read:appointments`. 1 to 280 characters. Another name replaces the scope.",
				Required:            true,
				Validators:          []validator.String{values.ScopeName()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "A description of what the scope permits, for people. At most 500 characters.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(kit.MaxScopeDescriptionLength)},
			},
		},
	}
}

func (r *resourceServerScopeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan resourceServerScopeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating a scope", &resp.Diagnostics) {
		return
	}
	created, err := r.Session.Management.CreateScope(ctx, plan.Identifier.ValueString(), plan.scope())
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
	r.Session.Removals.KeepAPI(ctx, plan.Identifier.ValueString(), resp.Private, &resp.Diagnostics)
}

func (r *resourceServerScopeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Scope", req, resp, nil, func(ctx context.Context, _ string, state settings.Object) error {
		known := resourceServerScopeModel{Identifier: state.String("resource_server_identifier"), Scope: state.String("scope"), Description: state.String("description")}
		api, err := r.Session.Management.SharedResourceServer(ctx, known.Identifier.ValueString())
		if management.IsNotFound(err) {
			return err
		}
		if err != nil {
			known.fail("Reading", err, &resp.Diagnostics)
			return nil
		}
		name := known.Scope.ValueString()
		i := slices.IndexFunc(api.Scopes, func(s management.Scope) bool { return s.Value == name })
		if i < 0 {
			resp.State.RemoveResource(ctx)
			return nil
		}
		// An import may have named the API by its ID.
		id := scopeID{api.Identifier, name}.String()
		description := describedAs(api.Scopes[i].Description, known.Description)
		resp.Diagnostics.Append(settings.Object{
			"id": settings.Text(id), "resource_server_identifier": settings.Text(api.Identifier), "description": settings.TextPointer(description.ValueStringPointer()),
		}.Assign(&resp.State)...)
		r.Session.Management.Hold(management.ScopeKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		r.Session.Plans.NoteExists(session.ScopeObject(api.Identifier, name))
		r.Session.Removals.KeepAPI(ctx, api.Identifier, resp.Private, &resp.Diagnostics)
		return nil
	})
}

func (r *resourceServerScopeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan resourceServerScopeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating a scope", &resp.Diagnostics) {
		return
	}
	interference, err := r.Session.Management.UpdateScope(ctx, plan.Identifier.ValueString(), plan.scope())
	if err != nil {
		plan.fail("Updating", err, &resp.Diagnostics)
		return
	}
	warnInterference(interference, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *resourceServerScopeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	var state resourceServerScopeModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Deleting a scope", &resp.Diagnostics) {
		return
	}
	deleted, err := r.Session.Management.DeleteScopes(ctx, state.Identifier.ValueString(), kit.Owner(ctx, req.Private, &resp.Diagnostics), state.Scope.ValueString())
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
