package grantset

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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

// ModifyPlan plans the computed attributes, names the grants that go although no
// configuration declared them, and notes the rest for the plans of other resources.
func (r *setResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	var state, plan setModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	before, _ := blocksOf(ctx, state.Grants, &resp.Diagnostics)
	planned, known := blocksOf(ctx, plan.Grants, &resp.Diagnostics)
	known = known && !slices.ContainsFunc(planned, func(b grantBlock) bool { return !b.identified() })
	if resp.Diagnostics.HasError() {
		return
	}
	ids := state.ids(ctx, &resp.Diagnostics)
	for _, id := range ids {
		r.Session.Recorded(id)
	}
	r.planKey(req, state, plan, &resp.Diagnostics)
	if req.Plan.Raw.IsNull() {
		for _, id := range ids {
			r.Session.Plans.NoteGrantDestroyed(id)
		}
		return
	}
	if !plan.Identifier.IsUnknown() {
		except, exceptKnown := knownTexts(plan.Except)
		set := session.GrantSet{Except: except, ExceptKnown: exceptKnown}
		for _, b := range planned {
			if !b.DefaultFor.IsNull() {
				set.Defaults = append(set.Defaults, b.id().key(""))
			}
		}
		r.Session.DeclareGrantSet(plan.Identifier.ValueString(), set, &resp.Diagnostics)
	}
	same := session.Unchanged(plan.Identifier, state.Identifier)
	if same {
		r.planComputed(ctx, state, plan, before, planned, known, resp)
	}
	if same && known && !r.Session.Pending {
		r.noteChanges(plan, before, planned, ids)
		r.warnRemoved(ctx, req, state, plan, before, planned, &resp.Diagnostics)
		r.followReplacement(ctx, plan, planned, resp)
	}
	r.checkBlocks(ctx, plan, before, planned, same, &resp.Diagnostics)
	r.warnNotRefreshed(state, req, resp)
}

// warnNotRefreshed warns of a plan that does not change the set, and for which it was not
// refreshed: it cannot show the grants that were made elsewhere. Terraform plans nothing
// without a change when it applies a plan.
func (r *setResource) warnNotRefreshed(state setModel, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.Session.Pending || !resp.Plan.Raw.Equal(req.State.Raw) || r.Session.Management.Refreshed(refreshedKind+" "+state.ID.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(path.Root("resource_server_identifier"), "Not refreshed: grants that were made elsewhere are not in this plan",
		fmt.Sprintf("This plan did not read the grants for API %q. A grant that was made outside of this resource since the last refresh is not in the plan, and the apply keeps it. "+
			"To find such grants, plan without -minimal-refresh and -refresh=false.", state.Identifier.ValueString()))
}

// planKey notes what the plan does with the set of the API's grants, for other resources
// that declare the same set.
func (r *setResource) planKey(req resource.ModifyPlanRequest, state, plan setModel, diags *diag.Diagnostics) {
	at := path.Root("resource_server_identifier")
	key := func(m setModel) session.NaturalKey { return session.GrantSetKey(m.Identifier.ValueString()) }
	switch {
	case plan.Identifier.IsUnknown():
	case req.State.Raw.IsNull():
		r.Session.PlanCreate(key(plan), req.Config, at, diags)
	case !plan.Identifier.Equal(state.Identifier):
		r.Session.PlanDestroy(key(state), diags)
	default:
		r.Session.PlanKeep(key(state), at, diags)
	}
}

// planComputed plans what is computed as it is, unless the plan changes it.
func (r *setResource) planComputed(ctx context.Context, state, plan setModel, before, planned []grantBlock, known bool, resp *resource.ModifyPlanResponse) {
	keys := func(blocks []grantBlock, which func(grantBlock) bool) []string {
		var texts []string
		for _, b := range blocks {
			if which(b) {
				texts = append(texts, b.id().String())
			}
		}
		return texts
	}
	every := func(grantBlock) bool { return true }
	defaults := func(b grantBlock) bool { return b.ClientID.IsNull() }
	if known && slices.Equal(keys(before, every), keys(planned, every)) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("grant_ids"), state.GrantIDs)...)
	}
	if known && plan.Except.Equal(state.Except) && slices.Equal(keys(before, defaults), keys(planned, defaults)) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("kept"), state.Kept)...)
	}
}

// noteChanges notes the grants that the plan removes and the scopes that it leaves to
// others, for the plans that take scopes from the API.
func (r *setResource) noteChanges(plan setModel, before, planned []grantBlock, ids map[string]string) {
	wanted := byID(planned)
	except, _ := knownTexts(plan.Except)
	for _, b := range before {
		id := ids[b.id().String()]
		next, stays := wanted[b.id()]
		if !stays && !slices.Contains(except, b.ClientID.ValueString()) {
			r.Session.Plans.NoteGrantDestroyed(id)
		}
		if names, whole := next.scopeNames(); stays && whole && !next.Scopes.IsNull() {
			r.Session.Removals.Grant(id, names)
		}
	}
}

// warnRemoved names the grants that the plan removes although no configuration declared
// them, and what leaves except; it refuses to remove the grant that the provider uses.
func (r *setResource) warnRemoved(ctx context.Context, req resource.ModifyPlanRequest, state, plan setModel, before, planned []grantBlock, diags *diag.Diagnostics) {
	declared := declaredBefore(ctx, req.Private, diags)
	wanted := byID(planned)
	except, exceptKnown := knownTexts(plan.Except)
	var foreign []string
	for _, b := range before {
		if _, stays := wanted[b.id()]; stays || !exceptKnown || slices.Contains(except, b.ClientID.ValueString()) {
			continue
		}
		if r.isOwn(state.Identifier.ValueString(), b.id()) {
			diags.AddAttributeError(grantsPath(), "The plan removes the provider's own grant",
				fmt.Sprintf("Client %s, with which this provider authenticates, has a grant on the Management API that no block declares. Without it, no later run could do anything. Declare it, or add the client to except.", b.ClientID.ValueString()))
		} else if !slices.Contains(declared, b.id().String()) {
			foreign = append(foreign, r.describeBlock(ctx, b, diags))
		}
	}
	if len(foreign) > 0 {
		diags.AddAttributeWarning(grantsPath(), fmt.Sprintf("The plan removes grants for API %q that were not made here", state.Identifier.ValueString()),
			"The tenant has grants that this resource did not make, and that no block declares. The apply removes them:\n\n  "+strings.Join(foreign, "\n  ")+
				"\n\nTo keep a grant, declare it in a block. To leave all grants of a client alone, add its ID to except.")
	}
	r.warnUncovered(ctx, state, plan, planned, diags)
}

// warnUncovered names the kept grants whose clients leave except: the plan does not show
// them, so that this apply does not remove them, and the next plan does.
func (r *setResource) warnUncovered(ctx context.Context, state, plan setModel, planned []grantBlock, diags *diag.Diagnostics) {
	var kept []keptGrant
	if !state.Kept.IsNull() {
		diags.Append(state.Kept.ElementsAs(ctx, &kept, false)...)
	}
	wanted := byID(planned)
	except, known := knownTexts(plan.Except)
	var names []string
	for _, k := range kept {
		id := grantID{k.ClientID.ValueString(), k.DefaultFor.ValueString(), k.SubjectType.ValueString()}
		if _, declared := wanted[id]; known && !declared && k.Reason.ValueString() == keptExcept && !slices.Contains(except, id.clientID) {
			names = append(names, id.String())
		}
	}
	if len(names) > 0 {
		diags.AddAttributeWarning(path.Root("except"), fmt.Sprintf("The next plan removes grants for API %q", state.Identifier.ValueString()),
			fmt.Sprintf("The grants %s are neither declared nor excepted any longer. This apply keeps them; the next plan shows their removal. Declare them in blocks to keep them.", strings.Join(names, ", ")))
	}
}

// isOwn reports whether a grant is the one by which the provider's own client uses the
// Management API.
func (r *setResource) isOwn(audience string, id grantID) bool {
	return id.clientID != "" && id.clientID == r.Session.Credentials.ClientID && id.subjectType == kit.DefaultSubjectType && strings.HasSuffix(audience, kit.ManagementAPISuffix)
}

// describeBlock names a grant with what it permits.
func (r *setResource) describeBlock(ctx context.Context, b grantBlock, diags *diag.Diagnostics) string {
	body, problems := r.settings.Create(b.object(ctx, diags))
	diags.Append(problems...)
	id := b.id()
	return fmt.Sprintf("%s: %s", session.GrantHolder(r.Session, &management.ClientGrant{GrantKey: id.key("")}), grantrules.Permitted(body))
}

// followReplacement replaces the set with its API, or with scopes that it grants.
func (r *setResource) followReplacement(ctx context.Context, plan setModel, planned []grantBlock, resp *resource.ModifyPlanResponse) {
	for _, b := range append(planned, grantBlock{Scopes: types.SetNull(types.StringType)}) {
		if r.Session.GrantIsReplaced(plan.Identifier.ValueString(), b.Scopes) {
			session.PlanReplacement(ctx, resp)
			return
		}
	}
}

// checkBlocks warns of scopes that the API does not define, and refuses what a system
// API does not take, for the blocks that the plan writes.
func (r *setResource) checkBlocks(ctx context.Context, plan setModel, before, planned []grantBlock, same bool, diags *diag.Diagnostics) {
	if r.Session.Pending || plan.Identifier.IsUnknown() {
		return
	}
	had := byID(before)
	for _, b := range planned {
		prior, was := had[b.id()]
		if same && was && b.identified() && b.Scopes.Equal(prior.Scopes) && b.AllowAllScopes.Equal(prior.AllowAllScopes) {
			continue // it was checked when it was written
		}
		if names, _ := b.scopeNames(); len(names) > 0 {
			grantrules.WarnUndefined(ctx, r.Session, plan.Identifier.ValueString(), session.PlannedGrant{Holder: grantrules.Holder(r.Session, b.ClientID), Scopes: names}, grantsPath(), diags)
		}
		if !b.DefaultFor.IsNull() || b.AllowAllScopes.ValueBool() {
			grantrules.RefuseOnSystemAPI(ctx, r.Session, plan.Identifier.ValueString(), !b.DefaultFor.IsNull(), grantsPath(), diags)
		}
	}
}

// declaredKey is the key, in the private state, of the grants that the last write
// declared: what else the state has was made outside of Terraform.
const declaredKey = "declared_grants"

func keepDeclared(ctx context.Context, blocks []grantBlock, private settings.PrivateState, diags *diag.Diagnostics) {
	names := make([]string, len(blocks))
	for i, b := range blocks {
		names[i] = b.id().String()
	}
	encoded, err := json.Marshal(names)
	if err != nil {
		diags.AddError("Writing the private state failed", fmt.Sprintf("%q: %s.", declaredKey, err))
		return
	}
	diags.Append(private.SetKey(ctx, declaredKey, encoded)...)
}

func declaredBefore(ctx context.Context, private settings.PrivateState, diags *diag.Diagnostics) []string {
	var names []string
	encoded, problems := private.GetKey(ctx, declaredKey)
	diags.Append(problems...)
	if len(encoded) > 0 {
		if err := json.Unmarshal(encoded, &names); err != nil {
			diags.AddError("Reading the private state failed", fmt.Sprintf("%q is not a list of texts: %s.", declaredKey, err))
		}
	}
	return names
}
