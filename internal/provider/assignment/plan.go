package assignment

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// ModifyPlan refuses a permission that cannot exist, replaces a permission that goes with its
// scope, and notes the item for other resources that declare it.
func (r *itemResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	state, problems := settings.ObjectOf(req.State.Raw)
	resp.Diagnostics.Append(problems...)
	plan, problems := settings.ObjectOf(req.Plan.Raw)
	resp.Diagnostics.Append(problems...)
	stored, item, _ := r.of(state)
	planned, next, known := r.of(plan)
	if len(state) > 0 {
		r.Session.Recorded(state.Text("id"))
	}
	at := pathOf(r.items[len(r.items)-1].name)
	if resp.Diagnostics.HasError() || !known {
		if !resp.Diagnostics.HasError() && r.knowsItem(plan) {
			r.checkScopes(r.Session, "", []management.Assignment{next}, at, &resp.Diagnostics)
		}
		return
	}
	key := func(l management.AssignmentList, i management.Assignment) session.NaturalKey {
		return session.AssignmentKey("auth0api_"+r.resource, r.describeItem(l.ID, i))
	}
	switch {
	case req.State.Raw.IsNull():
		r.Session.PlanCreate(key(planned, next), req.Config, at, &resp.Diagnostics)
	case req.Plan.Raw.IsNull() || planned != stored || item != next:
		r.Session.PlanDestroy(key(stored, item), &resp.Diagnostics)
		r.noteUnassigned(r.Session, stored.ID, item)
	default:
		r.Session.PlanKeep(key(stored, item), at, &resp.Diagnostics)
		r.followScopes(ctx, resp, next)
	}
	if !req.Plan.Raw.IsNull() && (req.State.Raw.IsNull() || item != next) {
		r.checkScopes(r.Session, planned.ID, []management.Assignment{next}, at, &resp.Diagnostics)
	}
}

// ModifyPlan does the same for a whole list.
func (r *wholeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	var before, planned types.String
	var stored, next []management.Assignment
	known, at := true, pathOf(r.holder)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
		stored, _ = r.itemsOf(ctx, req.State, &resp.Diagnostics)
		for _, i := range stored {
			r.Session.Recorded(before.ValueString() + separator + i.String())
		}
	}
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, at, &planned)...)
		next, known = r.itemsOf(ctx, req.Plan, &resp.Diagnostics)
	}
	key := func(holder types.String) session.NaturalKey {
		return session.AssignmentKey("auth0api_"+r.resource, r.describe(holder.ValueString()))
	}
	switch {
	case resp.Diagnostics.HasError():
		return
	case planned.IsUnknown():
	case req.State.Raw.IsNull():
		r.Session.PlanCreate(key(planned), req.Config, at, &resp.Diagnostics)
	case !planned.Equal(before):
		r.Session.PlanDestroy(key(before), &resp.Diagnostics)
	default:
		r.Session.PlanKeep(key(before), at, &resp.Diagnostics)
		r.followScopes(ctx, resp, next...)
	}
	for _, i := range stored {
		if known && !slices.Contains(next, i) {
			r.noteUnassigned(r.Session, before.ValueString(), i)
		}
	}
	added := slices.DeleteFunc(slices.Clone(next), func(i management.Assignment) bool { return slices.Contains(stored, i) })
	if known && len(added) > 0 {
		r.checkScopes(r.Session, planned.ValueString(), added, pathOf(r.attribute()), &resp.Diagnostics)
	}
}

// noteUnassigned notes a permission that the plan takes from a role.
func (k kind) noteUnassigned(s *session.Session, holder string, i management.Assignment) {
	if k.holder == roleID {
		s.Plans.NoteUnassigned(holder, i)
	}
}

// followScopes replaces a permission with its scope, or with its API: the tenant removes
// it with them.
func (r *itemResource) followScopes(ctx context.Context, resp *resource.ModifyPlanResponse, items ...management.Assignment) {
	followScopes(ctx, r.Session, resp, items)
}

func (r *wholeResource) followScopes(ctx context.Context, resp *resource.ModifyPlanResponse, items ...management.Assignment) {
	followScopes(ctx, r.Session, resp, items)
}

func followScopes(ctx context.Context, s *session.Session, resp *resource.ModifyPlanResponse, items []management.Assignment) {
	if slices.ContainsFunc(items, func(i management.Assignment) bool { return i.API != "" && s.ScopeIsReplaced(i.API, i.Name) }) {
		session.PlanReplacement(ctx, resp)
	}
}

// checkScopes refuses permissions on scopes that an API will not have, where the plan
// declares all of its scopes: the service refuses them, too.
func (k kind) checkScopes(s *session.Session, holder string, items []management.Assignment, at path.Path, diags *diag.Diagnostics) {
	who := fmt.Sprintf("%s %q", noun(k.holder), holder)
	if holder == "" {
		who = "a " + noun(k.holder) + " that is not known yet"
	}
	for api, names := range byAPI(items) {
		s.CheckPermissions(api, session.PlannedGrant{Holder: who, Scopes: names, MustExist: true}, at, diags)
	}
}

func byAPI(items []management.Assignment) map[string][]string {
	names := map[string][]string{}
	for _, i := range items {
		if i.API != "" {
			names[i.API] = append(names[i.API], i.Name)
		}
	}
	return names
}
