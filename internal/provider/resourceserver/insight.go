package resourceserver

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// adviseRS256 warns of a plan that introduces HS256, not of a plan that keeps it.
func adviseRS256(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root(signingAlg)
	var before, planned types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
	}
	if planned.ValueString() != hs256 || before.ValueString() == hs256 {
		return
	}
	resp.Diagnostics.AddAttributeWarning(at, "HS256 is not the recommended algorithm",
		"Use RS256 instead: with HS256, anyone who can verify a token of this API can also create one, and a new secret must reach the API and the tenant at the same time.")
}

// tellWhenTokensEnd warns of a plan that shortens a lifetime: existing tokens keep
// the lifetime that they were issued with.
func tellWhenTokensEnd(ctx context.Context, now time.Time, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	for _, name := range []string{tokenLifetime, tokenLifetimeForWeb} {
		var before, planned settings.WholeNumber
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(name), &before)...)
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(name), &planned)...)
		if above(before, planned) {
			warnOfOldTokens(name, before.ValueInt64(), planned.ValueInt64(), now, &resp.Diagnostics)
			return // tokens for the web do not outlast the others
		}
	}
}

func warnOfOldTokens(attribute string, before, planned int64, now time.Time, diags *diag.Diagnostics) {
	last := now.UTC().Truncate(time.Second).Add(time.Duration(before) * time.Second)
	diags.AddAttributeWarning(path.Root(attribute), "Existing tokens keep their lifetime",
		fmt.Sprintf("%s changes from %d to %d seconds for tokens that are issued after the apply. Tokens that were issued earlier stay valid for up to %d seconds (%s) after the apply: if it is applied now, the last of them expires at %s.",
			attribute, before, planned, before, time.Duration(before)*time.Second, last.Format(time.RFC3339)))
}

// tellGrantsThatGo warns of a plan that deletes an API: the tenant deletes the
// grants on the API with it. Grants that the same plan destroys are left out if
// Terraform plans their destruction first. Terraform presents a replacement that no
// attribute causes, such as by -replace, to providers as a creation. It is
// recognised as a replacement if the API was refreshed before.
func (r *resourceServerResource) tellGrantsThatGo(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at, how := path.Root("identifier"), "The tenant deletes them with the API"
	var before, planned types.String
	if !resp.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	}
	switch {
	case req.State.Raw.IsNull():
		if !r.Session.Plans.NoteCreate(session.APIObject(planned.ValueString())) {
			return
		}
		before, how = planned, "The API is replaced, and the tenant deletes them with the old API"
	case kit.IsSystemPlan(ctx, req):
		return
	default:
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
		if resp.Plan.Raw.IsNull() {
			at = path.Empty()
			break
		}
		if planned.Equal(before) {
			postponed := r.Session.Removals.Keep(before.ValueString())
			r.Session.WarnGrantsLoseScopes(ctx, before.ValueString(), postponed, path.Empty(), &resp.Diagnostics)
			return
		}
		how = "A different identifier is a different API, and the tenant deletes them with the old API"
	}
	if resp.Diagnostics.HasError() {
		return
	}
	r.Session.Plans.NoteAPIDeleted(before.ValueString())
	grants := r.Session.Remaining(r.Session.GrantsOn(ctx, before.ValueString(), &resp.Diagnostics))
	if len(grants) == 0 {
		return
	}
	lost := fmt.Sprintf("%d client grants are", len(grants))
	if len(grants) == 1 {
		lost = "1 client grant is"
	}
	resp.Diagnostics.Append(session.Warning(at, fmt.Sprintf("%s deleted with API %q", lost, before.ValueString()),
		fmt.Sprintf("%s: %s.", how, r.Session.GrantNames(grants, session.GrantHolder))))
}
