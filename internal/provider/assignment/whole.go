package assignment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
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
	_ resource.ResourceWithIdentity    = (*wholeResource)(nil)
	_ resource.ResourceWithMoveState   = (*wholeResource)(nil)
	_ resource.ResourceWithConfigure   = (*wholeResource)(nil)
	_ resource.ResourceWithImportState = (*wholeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*wholeResource)(nil)

	_ resource.ResourceWithValidateConfig = (*wholeResource)(nil)
)

// wholeResource is the whole of a list. The ID is that of its holder.
type wholeResource struct {
	session.Resource
	kind
}

func newWholeResource(k kind) *wholeResource {
	return &wholeResource{session.Resource{IdentityAttributes: kit.IdentityAttributes{k.holder}, Type: k.resource, Object: k.object}, k}
}

// attribute is the name of the attribute or block that has the items.
func (k kind) attribute() string {
	if k.ofPermissions() {
		return permissions
	}
	return k.items[0].name
}

func (r *wholeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: r.description,
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: fmt.Sprintf("The same as `%s`.", r.holder),
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			r.holder: identifying(attribute{r.holder, r.holderDescription}),
		},
	}
	if !r.ofPermissions() {
		resp.Schema.Attributes[r.attribute()] = schema.SetAttribute{
			MarkdownDescription: r.items[0].description + " At least one.",
			ElementType:         types.StringType,
			Required:            true,
			Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(r.items[0].validators()...)},
		}
		return
	}
	members := map[string]schema.Attribute{}
	for _, a := range r.items {
		members[a.name] = schema.StringAttribute{MarkdownDescription: a.description, Required: true, Validators: a.validators()}
	}
	resp.Schema.Blocks = map[string]schema.Block{permissions: schema.SetNestedBlock{
		MarkdownDescription: "A permission; at least one. The order does not matter.",
		NestedObject:        schema.NestedBlockObject{Attributes: members},
	}}
}

// ValidateConfig refuses a list of permissions without a block.
func (r *wholeResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var set types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, pathOf(r.attribute()), &set)...)
	if r.ofPermissions() && !resp.Diagnostics.HasError() && !set.IsUnknown() && len(set.Elements()) == 0 {
		resp.Diagnostics.AddAttributeError(pathOf(permissions), "No permissions are declared", fmt.Sprintf(
			"Add a block for each permission of the %s, at least one:\n\n  permissions {\n    resource_server_identifier = \"https://appointments.example.test/\"\n    name                       = \"read:appointments\"\n  }\n\n"+
				"To remove all permissions, remove this resource.", noun(r.holder)))
	}
}

// permissionBlock is a block of a list of permissions.
type permissionBlock struct {
	API  types.String `tfsdk:"resource_server_identifier"`
	Name types.String `tfsdk:"name"`
}

// attributeGetter is a plan, a state or a configuration.
type attributeGetter interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}

// itemsOf returns the items of a plan or a state, sorted; known is false where they are
// not all known yet.
func (r *wholeResource) itemsOf(ctx context.Context, from attributeGetter, diags *diag.Diagnostics) (items []management.Assignment, known bool) {
	var set types.Set
	diags.Append(from.GetAttribute(ctx, pathOf(r.attribute()), &set)...)
	if diags.HasError() || set.IsUnknown() {
		return nil, false
	}
	known = true
	if r.ofPermissions() {
		var blocks []permissionBlock
		diags.Append(set.ElementsAs(ctx, &blocks, false)...)
		for _, b := range blocks {
			known = known && !b.API.IsUnknown() && !b.Name.IsUnknown()
			items = append(items, management.Assignment{API: b.API.ValueString(), Name: b.Name.ValueString()})
		}
	} else {
		var texts []types.String
		diags.Append(set.ElementsAs(ctx, &texts, false)...)
		for _, t := range texts {
			known = known && !t.IsUnknown()
			items = append(items, management.Assignment{Name: t.ValueString()})
		}
	}
	slices.SortFunc(items, func(a, b management.Assignment) int { return strings.Compare(a.String(), b.String()) })
	return items, known
}

// value is the attribute or block that has the items.
func (r *wholeResource) value(items []management.Assignment) any {
	if !r.ofPermissions() {
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i] = item.Name
		}
		return texts
	}
	blocks := make([]permissionBlock, len(items))
	for i, item := range items {
		blocks[i] = permissionBlock{types.StringValue(item.API), types.StringValue(item.Name)}
	}
	return blocks
}

func (r *wholeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var holder types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, pathOf(r.holder), &holder)...)
	items, _ := r.itemsOf(ctx, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating "+r.object, &resp.Diagnostics) {
		return
	}
	l := r.list(holder.ValueString())
	creation, err := r.Session.Management.AssignWhole(ctx, l, items)
	if err != nil {
		if !r.existing(l.ID).Report(err, &resp.Diagnostics) {
			r.attempt("Creating", l.ID).Report(err, &resp.Diagnostics)
		}
		return
	}
	r.existing(l.ID).WarnTakenOver(creation, l.ID, &resp.Diagnostics)
	kit.KeepOwner(ctx, creation, resp.Private, &resp.Diagnostics)
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), l.ID)...)
}

// existing describes a list with items that a create may meet.
func (r *wholeResource) existing(holder string) kit.Existing {
	existing := kit.Existing{
		Resource: "auth0api_" + r.resource, Object: r.describe(holder), Plural: true, At: pathOf(r.attribute()),
		Details: func(found management.Settings) string {
			for _, value := range found {
				if texts, is := value.([]string); is {
					return fmt.Sprintf("They are %s.", strings.Join(texts, ", "))
				}
			}
			return ""
		},
	}
	if r.holder == roleID {
		existing.Advice = "If auth0api_role_permission blocks declare them, remove those blocks first: with `removed` blocks (destroy = false) Terraform forgets them and the tenant keeps the permissions."
	}
	return existing
}

func (r *wholeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, r.resource, req, resp, r.attempt, func(ctx context.Context, id string, _ settings.Object) error {
		l := r.list(id)
		assigned, err := r.Session.Management.Assigned(ctx, l)
		if err != nil {
			return err
		}
		if len(assigned) == 0 {
			resp.State.RemoveResource(ctx)
			return nil
		}
		owner := kit.Owner(ctx, req.Private, &resp.Diagnostics)
		for _, i := range assigned {
			r.Session.Management.HoldAssignment(l, i, owner)
		}
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathOf(r.holder), id)...)
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathOf(r.attribute()), r.value(assigned))...)
		return nil
	})
}

func (r *wholeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	known, _ := r.itemsOf(ctx, req.State, &resp.Diagnostics)
	items, _ := r.itemsOf(ctx, req.Plan, &resp.Diagnostics)
	id := kit.ID(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating "+r.object, &resp.Diagnostics) {
		return
	}
	err := r.Session.Management.ReplaceAssigned(ctx, r.list(id), kit.Owner(ctx, req.Private, &resp.Diagnostics), items, known)
	foreign, isForeign := errors.AsType[*management.ForeignAssignmentsError](err)
	switch {
	case err == nil:
		resp.State.Raw = req.Plan.Raw
	case isForeign:
		resp.Diagnostics.AddAttributeError(pathOf(r.attribute()), "There is more than what is declared here",
			fmt.Sprintf("Of %s, %s came into being after the plan was made. Nothing was changed. Run terraform plan again to see what would be removed.",
				r.describe(id), strings.Join(foreign.Items, ", ")))
	case !r.existing(id).Report(err, &resp.Diagnostics):
		r.attempt("Updating", id).Report(err, &resp.Diagnostics)
	}
}

func (r *wholeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	items, _ := r.itemsOf(ctx, req.State, &resp.Diagnostics)
	r.Destroy(ctx, req, resp, r.attempt, func(ctx context.Context, id, owner string) error {
		l := r.list(id)
		kept, err := r.Session.Management.Unassign(ctx, l, owner, items...)
		for _, i := range kept {
			kit.WarnKept(r.describeItem(id, i), id+separator+i.String(), &resp.Diagnostics)
		}
		return err
	})
}

// ImportState takes the ID of the holder.
func (r *wholeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.Session.Ready("Importing "+r.object, &resp.Diagnostics) {
		return
	}
	for _, name := range []string{"id", r.holder} {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root(name), path.Root(r.holder), req, resp)
	}
}

func (r *wholeResource) attempt(action, holder string) kit.ErrorContext {
	return kit.ErrorContext{Action: action, Object: r.describe(holder), Hints: r.hints(r.attribute()), Attributes: map[string]path.Path{
		"permissions": pathOf(r.attribute()), "roles": pathOf(r.attribute()),
	}}
}

// MoveState takes over the state of the official provider's resource of this name.
func (r *wholeResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_"+r.resource, []string{"id", r.holder}, settings.Table{r.setting()})
}

// setting is the set of items, which has the same form there.
func (r *wholeResource) setting() settings.Setting {
	if !r.ofPermissions() {
		return settings.Setting{Name: r.attribute(), Attribute: schema.SetAttribute{ElementType: types.StringType, Required: true}}
	}
	return settings.Setting{Name: permissions, Attribute: schema.SetNestedAttribute{NestedObject: schema.NestedAttributeObject{
		Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}, apiIdentifier: schema.StringAttribute{Required: true}},
	}}}
}
