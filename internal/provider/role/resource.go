package role

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity    = (*roleResource)(nil)
	_ resource.ResourceWithMoveState   = (*roleResource)(nil)
	_ resource.ResourceWithConfigure   = (*roleResource)(nil)
	_ resource.ResourceWithImportState = (*roleResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*roleResource)(nil)
)

// roleResource is a role, without its permissions and users.
type roleResource struct{ session.SettingsResource }

func newRoleResource(table settings.Table) *roleResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"id"}, Type: "role", Object: "a role"}
	return &roleResource{session.SettingsResource{Resource: base, Settings: table}}
}

// roleSettings are the settings of a role.
func roleSettings() settings.Table {
	// The answer to a create lacks a description that was not sent; later answers have
	// it empty.
	description := settings.String("description", "What the role is for, for people. Removing it leaves it as it is; an empty one empties it.")
	description.Absent = ""
	return settings.Table{
		settings.RequiredString("name", "The role's name, which no other role of the tenant has.", stringvalidator.LengthAtLeast(1)),
		description,
		settings.String("type", "`tenant`, the default, or `organization`. Another value replaces the role.",
			stringvalidator.OneOf("tenant", "organization")).ThatReplaces(),
		settings.String("owner_id", "The ID of the organization that a role with `type = \"organization\"` belongs to. Another value replaces the role.",
			stringvalidator.LengthAtLeast(1)).ThatReplaces(),
	}
}

func (r *roleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A role, which users can have. Its permissions are resources of their own: `auth0api_role_permissions` for all of them, or `auth0api_role_permission` for single ones. " +
			"A tenant has one role of a name: creating a second one is an error that names the first.",
		Attributes: r.Settings.AddTo(map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The role's ID, which the tenant assigns.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		}),
	}
}

func (r *roleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation {
		created, err := r.Session.Management.CreateRole(ctx, body)
		if err != nil {
			if !existing(plan.Text("name")).Report(err, &resp.Diagnostics) {
				r.attempt("Creating", plan.Text("name")).Report(err, &resp.Diagnostics)
			}
			return nil
		}
		existing(plan.Text("name")).WarnTakenOver(created.Creation, created.ID, &resp.Diagnostics)
		resp.Diagnostics.Append(r.store(created, plan, &resp.State)...)
		return &created.Creation
	})
}

// existing describes a role that a create may meet.
func existing(name string) kit.Existing {
	return kit.Existing{
		Resource: "auth0api_role", Object: fmt.Sprintf("role %q", name), At: path.Root("name"),
		Details: func(found management.Settings) string {
			return fmt.Sprintf("Its description is %q.", found["description"])
		},
	}
}

func (r *roleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Role", req, resp, r.attempt, func(ctx context.Context, id string, state settings.Object) error {
		read, err := r.Session.Management.ReadRole(ctx, id)
		if err != nil {
			return err
		}
		r.Session.Management.Hold(management.RoleKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		resp.Diagnostics.Append(r.store(read, state, &resp.State)...)
		return nil
	})
}

func (r *roleResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		updated, err := r.Session.Management.UpdateRole(ctx, u.ID, u.Body)
		if err != nil {
			r.attempt("Updating", u.Plan.Text("name")).Report(err, &resp.Diagnostics)
			return false
		}
		resp.Diagnostics.Append(r.store(updated, u.Plan, &resp.State)...)
		return true
	})
}

func (r *roleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.Destroy(ctx, req, resp, r.attempt, func(ctx context.Context, id, owner string) error {
		return r.Session.Management.DeleteRole(ctx, id, owner)
	})
}

// ImportState takes the role's ID.
func (r *roleResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.Session.Ready("Importing a role", &resp.Diagnostics) {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
	}
}

// ModifyPlan notes what the plan does with the role's name, for other resources that
// declare the same role.
func (r *roleResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	state, problems := settings.ObjectOf(req.State.Raw)
	resp.Diagnostics.Append(problems...)
	if !req.Plan.Raw.IsNull() {
		kit.PlanSettings(ctx, r.Settings, req, resp)
	}
	plan, problems := settings.ObjectOf(resp.Plan.Raw)
	resp.Diagnostics.Append(problems...)
	if len(state) > 0 {
		r.Session.Recorded(state.Text("id"))
	}
	before, planned, at := session.RoleKey(state.Text("name")), session.RoleKey(plan.Text("name")), path.Root("name")
	switch {
	case resp.Diagnostics.HasError() || plan.String("name").IsUnknown():
	case req.State.Raw.IsNull():
		r.Session.PlanCreate(planned, req.Config, at, &resp.Diagnostics)
	case req.Plan.Raw.IsNull():
		r.Session.PlanDestroy(before, &resp.Diagnostics)
	default:
		r.Session.PlanKeep(before, at, &resp.Diagnostics)
	}
}

// store writes an answer to the state. known are the values before it: the plan, or the
// state that is refreshed.
func (r *roleResource) store(answer *management.Role, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName)
	others["id"] = settings.Text(answer.ID)
	return r.Settings.Store(answer.Settings, known, others, state)
}

func (r *roleResource) attempt(action, which string) kit.ErrorContext {
	at := r.Settings.Paths()
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("role %q", which), Attributes: at, Hints: []kit.Hint{
		{Text: "role_conflict", At: at["name"]},
		{Text: "No organization found", At: at["owner_id"]},
		{Text: "owner_id", At: at["owner_id"]},
	}}
}

// MoveState takes over the state of auth0_role.
func (r *roleResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_role", []string{"id"}, r.Settings)
}
