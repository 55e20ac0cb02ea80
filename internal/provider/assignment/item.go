package assignment

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity    = (*itemResource)(nil)
	_ resource.ResourceWithMoveState   = (*itemResource)(nil)
	_ resource.ResourceWithConfigure   = (*itemResource)(nil)
	_ resource.ResourceWithImportState = (*itemResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*itemResource)(nil)
)

// itemResource is one item of a list. Its attributes are the holder and the item; it is
// never updated.
type itemResource struct {
	session.Resource
	kind
}

func newItemResource(k kind) *itemResource {
	identity := kit.IdentityAttributes{k.holder}
	for _, a := range k.items {
		identity = append(identity, a.name)
	}
	return &itemResource{session.Resource{IdentityAttributes: identity, Type: k.resource, Object: k.object}, k}
}

func (r *itemResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		session.TimeoutsName: session.TimeoutsAttribute(),
		"id": schema.StringAttribute{
			MarkdownDescription: "The values of the other attributes, joined by `::`.",
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
	for _, a := range append([]attribute{{r.holder, r.holderDescription}}, r.items...) {
		attributes[a.name] = identifying(a)
	}
	resp.Schema = schema.Schema{MarkdownDescription: r.description, Attributes: attributes}
}

// identifying is an attribute of which another value makes another object.
func identifying(a attribute) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: a.description + " Another value replaces the resource.",
		Required:            true,
		Validators:          a.validators(),
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

func pathOf(name string) path.Path { return path.Root(name) }

// of returns the list and the item that a plan or a state is about; known is false where
// an attribute is not known yet.
func (r *itemResource) of(values settings.Object) (l management.AssignmentList, i management.Assignment, known bool) {
	known = !values.String(r.holder).IsUnknown()
	for _, a := range r.items {
		known = known && !values.String(a.name).IsUnknown()
	}
	i.Name = values.Text(r.items[len(r.items)-1].name)
	if len(r.items) > 1 {
		i.API = values.Text(r.items[0].name)
	}
	return r.list(values.Text(r.holder)), i, known
}

// knowsItem reports whether the item of a plan is known, for a holder that may not be.
func (r *itemResource) knowsItem(values settings.Object) bool {
	return !slices.ContainsFunc(r.items, func(a attribute) bool { return values.String(a.name).IsUnknown() || values.Text(a.name) == "" })
}

// values are the attributes of an item in the state.
func (r *itemResource) values(l management.AssignmentList, i management.Assignment) settings.Object {
	values := settings.Object{"id": settings.Text(l.ID + separator + i.String()), r.holder: settings.Text(l.ID), r.items[len(r.items)-1].name: settings.Text(i.Name)}
	if len(r.items) > 1 {
		values[r.items[0].name] = settings.Text(i.API)
	}
	return values
}

func (r *itemResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	plan, problems := settings.ObjectOf(req.Plan.Raw)
	resp.Diagnostics.Append(problems...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating "+r.object, &resp.Diagnostics) {
		return
	}
	l, i, _ := r.of(plan)
	creation, err := r.Session.Management.Assign(ctx, l, i)
	if err != nil {
		if !r.existing(l, i).Report(err, &resp.Diagnostics) {
			r.attempt("Creating", r.describeItem(l.ID, i)).Report(err, &resp.Diagnostics)
		}
		return
	}
	r.existing(l, i).WarnTakenOver(creation, l.ID+separator+i.String(), &resp.Diagnostics)
	kit.KeepOwner(ctx, creation, resp.Private, &resp.Diagnostics)
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(r.values(l, i).Assign(&resp.State)...)
}

// existing describes an item that a create may meet.
func (r *itemResource) existing(l management.AssignmentList, i management.Assignment) kit.Existing {
	existing := kit.Existing{Resource: "auth0api_" + r.resource, Object: r.describeItem(l.ID, i), At: pathOf(r.items[len(r.items)-1].name)}
	if r.holder == roleID {
		existing.Advice = "If auth0api_role_permissions declares all permissions of this role, declare the permission there, and remove this block."
	}
	return existing
}

func (r *itemResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, r.resource, req, resp, r.attempt, func(ctx context.Context, _ string, state settings.Object) error {
		l, i, _ := r.of(state)
		assigned, err := r.Session.Management.Assigned(ctx, l)
		if err != nil {
			return err
		}
		if !slices.Contains(assigned, i) {
			resp.State.RemoveResource(ctx)
			return nil
		}
		r.Session.Management.HoldAssignment(l, i, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		resp.Diagnostics.Append(r.values(l, i).Assign(&resp.State)...)
		return nil
	})
}

// Update only changes the timeouts.
func (r *itemResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *itemResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state, problems := settings.ObjectOf(req.State.Raw)
	resp.Diagnostics.Append(problems...)
	l, i, _ := r.of(state)
	r.Destroy(ctx, req, resp, r.attempt, func(ctx context.Context, id, owner string) error {
		kept, err := r.Session.Management.Unassign(ctx, l, owner, i)
		if len(kept) > 0 {
			kit.WarnKept(r.describeItem(l.ID, i), id, &resp.Diagnostics)
		}
		return err
	})
}

func (r *itemResource) attempt(action, which string) kit.ErrorContext {
	last := r.items[len(r.items)-1].name
	return kit.ErrorContext{Action: action, Object: which, Hints: r.hints(last), Attributes: map[string]path.Path{"grant_id": pathOf(last)}}
}

// MoveState takes over the state of the official provider's resource of this name.
func (r *itemResource) MoveState(context.Context) []resource.StateMover {
	names := []string{"id", r.holder}
	for _, a := range r.items {
		names = append(names, a.name)
	}
	return kit.MoveStateFrom("auth0_"+r.resource, names, nil)
}

// assign writes the attributes of an import; timeouts are null.
func assign(values settings.Object, resp *resource.ImportStateResponse, diags *diag.Diagnostics) {
	timeoutsType := session.NoTimeouts().Type(context.Background()).TerraformType(context.Background())
	values[session.TimeoutsName] = tftypes.NewValue(timeoutsType, nil)
	diags.Append(values.Assign(&resp.State)...)
}
