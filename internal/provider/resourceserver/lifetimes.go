package resourceserver

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// What the service sets when a create says nothing, in seconds.
const (
	defaultTokenLifetime       = 86400
	defaultTokenLifetimeForWeb = 7200
)

const (
	tokenLifetime       = "token_lifetime"
	tokenLifetimeForWeb = "token_lifetime_for_web"
)

func validateLifetimes(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var lifetime, forWeb settings.WholeNumber
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(tokenLifetime), &lifetime)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(tokenLifetimeForWeb), &forWeb)...)
	if !resp.Diagnostics.HasError() && above(forWeb, lifetime) {
		refuseLifetimeForWeb(forWeb, lifetime, "", &resp.Diagnostics)
	}
}

// planLifetimeForWeb holds token_lifetime_for_web at or below token_lifetime
// when only one of them is configured.
func planLifetimeForWeb(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root(tokenLifetimeForWeb)
	var configured, configuredForWeb, lifetime, forWeb settings.WholeNumber
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(tokenLifetime), &configured)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configuredForWeb)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(tokenLifetime), &lifetime)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, at, &forWeb)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		// A create without a value gets the service's.
		if configured.IsNull() {
			lifetime = settings.NewWholeNumber(defaultTokenLifetime)
		}
		if configuredForWeb.IsNull() {
			forWeb = settings.NewWholeNumber(defaultTokenLifetimeForWeb)
		}
	}
	switch {
	case !configuredForWeb.IsNull():
		if configured.IsNull() && above(forWeb, lifetime) {
			refuseLifetimeForWeb(forWeb, lifetime, " That is the tenant's value: set token_lifetime as well.", &resp.Diagnostics)
		}
	case lifetime.IsUnknown() || above(forWeb, lifetime) && kit.IsSystemPlan(ctx, req):
		// Of a system API, the service lowers it; whether it can be told to is not
		// documented.
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, types.Int64Unknown())...)
	case above(forWeb, lifetime):
		// The service would refuse the change, or cut the other lifetime
		// without the plan saying so.
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, lifetime)...)
	}
}

// above reports whether both values are known and a is greater than b.
func above(a, b settings.WholeNumber) bool {
	known := func(v settings.WholeNumber) bool { return !v.IsNull() && !v.IsUnknown() }
	return known(a) && known(b) && a.ValueInt64() > b.ValueInt64()
}

func refuseLifetimeForWeb(forWeb, lifetime settings.WholeNumber, hint string, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(tokenLifetimeForWeb), "token_lifetime_for_web is above token_lifetime",
		fmt.Sprintf("token_lifetime_for_web (%d seconds) must not be above token_lifetime (%d seconds).%s", forWeb.ValueInt64(), lifetime.ValueInt64(), hint))
}
