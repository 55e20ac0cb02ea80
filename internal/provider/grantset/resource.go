package grantset

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*setResource)(nil)
	_ resource.ResourceWithConfigure      = (*setResource)(nil)
	_ resource.ResourceWithImportState    = (*setResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*setResource)(nil)
	_ resource.ResourceWithValidateConfig = (*setResource)(nil)
)

// setResource is the whole set of client grants for one API.
type setResource struct {
	session.Resource
	settings settings.Table
}

func newSetResource(table settings.Table) *setResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"resource_server_identifier"}, Type: "resource_server_grants", Object: "the client grants of an API"}
	return &setResource{base, table}
}

// grantsPath is the attribute of diagnostics about grants.
func grantsPath() path.Path { return path.Root("grants") }

func (r *setResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan setModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	planned, _ := blocksOf(ctx, plan.Grants, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating "+r.Object, &resp.Diagnostics) {
		return
	}
	found, err := r.Session.Management.ClientGrantsOn(ctx, plan.Identifier.ValueString())
	if err != nil {
		plan.describe("Creating").Report(err, &resp.Diagnostics)
		return
	}
	w := r.newWrite(plan, r.Session.Management.NewOwner())
	foreign := w.planCreates(ctx, planned, found, &resp.Diagnostics)
	if len(foreign) > 0 {
		plan.existing().Report(r.existsError(plan, found), &resp.Diagnostics)
		return
	}
	w.run(ctx, &resp.Diagnostics)
	if len(w.after) == 0 && resp.Diagnostics.HasError() {
		return
	}
	kit.KeepOwner(ctx, management.Creation{Owner: w.owner}, resp.Private, &resp.Diagnostics)
	r.finish(ctx, w, plan, &resp.State, resp.Private, &resp.Diagnostics)
}

// refreshedKind comes before the ID of a set to name it as what is refreshed.
const refreshedKind = "The client grants of API"

func (r *setResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, refreshedKind, req, resp, nil, func(ctx context.Context, _ string, _ settings.Object) error {
		var state setModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		known, _ := blocksOf(ctx, state.Grants, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return nil
		}
		found, err := r.Session.Management.ClientGrantsOn(ctx, state.Identifier.ValueString())
		if err == nil && len(found) == 0 {
			// The service also answers an empty list for an API that does not exist.
			_, err = r.Session.Management.SharedResourceServer(ctx, state.Identifier.ValueString())
		}
		if management.IsNotFound(err) {
			return err
		}
		if err != nil {
			state.describe("Reading").Report(err, &resp.Diagnostics)
			return nil
		}
		state.fill(ctx, found, known, &resp.Diagnostics)
		owner := kit.Owner(ctx, req.Private, &resp.Diagnostics)
		for _, id := range state.ids(ctx, &resp.Diagnostics) {
			r.Session.Management.Hold(management.ClientGrantKind, id, owner)
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		return nil
	})
}

// ids are the IDs of the grants in the tenant.
func (m setModel) ids(ctx context.Context, diags *diag.Diagnostics) map[string]string {
	ids := map[string]string{}
	if !m.GrantIDs.IsNull() && !m.GrantIDs.IsUnknown() {
		diags.Append(m.GrantIDs.ElementsAs(ctx, &ids, false)...)
	}
	return ids
}

func (r *setResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan, state setModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	planned, _ := blocksOf(ctx, plan.Grants, &resp.Diagnostics)
	before, _ := blocksOf(ctx, state.Grants, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating "+r.Object, &resp.Diagnostics) {
		return
	}
	found, err := r.Session.Management.ClientGrantsOn(ctx, plan.Identifier.ValueString())
	if err != nil {
		plan.describe("Updating").Report(err, &resp.Diagnostics)
		return
	}
	w := r.newWrite(plan, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	foreign := w.planUpdates(ctx, planned, before, state.keptIDs(ctx, &resp.Diagnostics), found, &resp.Diagnostics)
	if len(foreign) > 0 {
		resp.Diagnostics.AddAttributeError(grantsPath(), "The API has grants that are not declared here",
			fmt.Sprintf("API %q has grants that were made after the plan, and which this resource would remove: %s. Nothing was changed. "+
				"Run terraform plan again, which shows what it removes. To leave the grants of a client alone, add its ID to except.",
				plan.Identifier.ValueString(), strings.Join(r.describeGrants(foreign), "; ")))
		return
	}
	w.run(ctx, &resp.Diagnostics)
	r.finish(ctx, w, plan, &resp.State, resp.Private, &resp.Diagnostics)
}

// keptIDs are the IDs of the grants that the state shows as kept.
func (m setModel) keptIDs(ctx context.Context, diags *diag.Diagnostics) map[string]bool {
	var kept []keptGrant
	if !m.Kept.IsNull() && !m.Kept.IsUnknown() {
		diags.Append(m.Kept.ElementsAs(ctx, &kept, false)...)
	}
	ids := make(map[string]bool, len(kept))
	for _, each := range kept {
		ids[each.ID.ValueString()] = true
	}
	return ids
}

func (r *setResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	var state setModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	before, _ := blocksOf(ctx, state.Grants, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Deleting "+r.Object, &resp.Diagnostics) {
		return
	}
	w := r.newWrite(state, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	ids := state.ids(ctx, &resp.Diagnostics)
	for _, b := range before {
		if id := ids[b.id().String()]; id != "" {
			w.removes = append(w.removes, grantChange{grantID: b.id(), id: id, block: b})
		}
	}
	w.run(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		state.keepBlocks(ctx, w, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
}

// finish writes the state after a write, and keeps which grants the configuration
// declared. Where a grant failed, the state has what the tenant has.
func (r *setResource) finish(ctx context.Context, w *grantWrite, plan setModel, state stateSetter, private settings.PrivateState, diags *diag.Diagnostics) {
	after := plan
	after.fill(ctx, w.remaining(), w.blocksAfter(), diags)
	if !plan.Kept.IsUnknown() {
		after.Kept = plan.Kept
	}
	after.keepBlocks(ctx, w, diags)
	diags.Append(state.Set(ctx, after)...)
	keepDeclared(ctx, w.blocksAfter(), private, diags)
}

// stateSetter is a state that is written.
type stateSetter interface {
	Set(ctx context.Context, value any) diag.Diagnostics
}

// keepBlocks sets the grants to those that the tenant has after a write.
func (m *setModel) keepBlocks(ctx context.Context, w *grantWrite, diags *diag.Diagnostics) {
	blocks, ids := w.blocksAfter(), make(map[string]string, len(w.after))
	for id, each := range w.after {
		ids[id.String()] = each.id
	}
	var problems diag.Diagnostics
	m.Grants, problems = types.SetValueFrom(ctx, grantBlockType(), blocks)
	diags.Append(problems...)
	m.GrantIDs, problems = types.MapValueFrom(ctx, types.StringType, ids)
	diags.Append(problems...)
}

// ImportState takes the API's identifier.
func (r *setResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.BeginImport(req, resp, "the API's identifier", "https://appointments.example.test/") {
		return
	}
	for _, name := range []string{"id", "resource_server_identifier"} {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root(name), path.Root("resource_server_identifier"), req, resp)
	}
}

func (m setModel) object() string {
	return fmt.Sprintf("the client grants of API %q", m.Identifier.ValueString())
}

func (m setModel) describe(action string) kit.ErrorContext {
	attributes := map[string]path.Path{"audience": path.Root("resource_server_identifier")}
	for _, s := range append(grantrules.Settings(), settings.ComputedString("client_id", ""), settings.ComputedString("subject_type", "")) {
		attributes[s.Name] = grantsPath()
	}
	attributes["scope"] = grantsPath()
	missingAPI := kit.MissingAPI(path.Root("resource_server_identifier"), m.Identifier.ValueString())
	return kit.ErrorContext{Action: action, Object: m.object(), Attributes: attributes, Hints: []kit.Hint{missingAPI, {Text: "`allow_all_scopes` cannot", At: grantsPath()}}}
}

// existing describes grants that a create may meet.
func (m setModel) existing() kit.Existing {
	return kit.Existing{
		Resource: "auth0api_resource_server_grants", At: path.Root("resource_server_identifier"), Object: m.object(), Plural: true,
		Details: func(found management.Settings) string {
			grants, _ := found["grants"].([]string)
			return fmt.Sprintf("They are %s.", strings.Join(grants, "; "))
		},
		Advice: "If auth0api_client_grant blocks declare them, remove those blocks first: with `removed` blocks (destroy = false) Terraform forgets them and the tenant keeps the grants. " +
			"To leave the grants of a client alone, add its ID to except.",
	}
}

// existsError reports the grants that are in the way of a create.
func (r *setResource) existsError(m setModel, found []*management.ClientGrant) *management.ExistsError {
	except, _ := knownTexts(m.Except)
	exists := &management.ExistsError{ID: m.Identifier.ValueString()}
	var inTheWay []*management.ClientGrant
	for _, g := range found {
		if reasonToKeep(g, nil, except) == "" {
			inTheWay = append(inTheWay, g)
			exists.Held = exists.Held || r.Session.Management.Held(management.ClientGrantKind, g.ID)
		}
	}
	exists.Settings = management.Settings{"grants": r.describeGrants(inTheWay)}
	return exists
}

// describeGrants names grants with what they permit.
func (r *setResource) describeGrants(grants []*management.ClientGrant) []string {
	texts := make([]string, len(grants))
	for i, g := range grants {
		texts[i] = fmt.Sprintf("%s: %s", session.GrantHolder(r.Session, g), grantrules.Permitted(g.Settings))
	}
	return texts
}
