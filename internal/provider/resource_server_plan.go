package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const hs256 = "HS256"

// resourceServerRules are the values that the rules between settings look at.
type resourceServerRules struct {
	signingAlg, signingSecret types.String
	lifetime, lifetimeForWeb  types.Int64
}

// ValidateConfig checks what one attribute's validators cannot: the rules
// between settings, as far as the values are known.
func (r *resourceServerResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config resourceServerRules
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("signing_alg"), &config.signingAlg)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("signing_secret"), &config.signingSecret)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token_lifetime"), &config.lifetime)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token_lifetime_for_web"), &config.lifetimeForWeb)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !config.signingSecret.IsNull() && !config.signingAlg.IsUnknown() && config.signingAlg.ValueString() != hs256 {
		resp.Diagnostics.AddAttributeError(path.Root("signing_secret"), "A signing secret needs HS256",
			"signing_secret signs tokens with HS256 only. Set signing_alg = \"HS256\", or remove signing_secret: with the other algorithms the tenant signs with its own key.")
	}
	if bothKnown(config.lifetime, config.lifetimeForWeb) && config.lifetimeForWeb.ValueInt64() > config.lifetime.ValueInt64() {
		resp.Diagnostics.AddAttributeError(path.Root("token_lifetime_for_web"), "The lifetime for the web is above the lifetime",
			fmt.Sprintf("token_lifetime_for_web (%d seconds) must not be above token_lifetime (%d seconds).",
				config.lifetimeForWeb.ValueInt64(), config.lifetime.ValueInt64()))
	}
}

func bothKnown(a, b types.Int64) bool {
	return !a.IsNull() && !a.IsUnknown() && !b.IsNull() && !b.IsUnknown()
}

// ModifyPlan plans what follows from other settings: the signing secret from
// the algorithm, and a lifetime for the web that a shorter lifetime cuts.
func (r *resourceServerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	r.planSigningSecret(ctx, req, resp)
	r.planLifetimeForWeb(ctx, req, resp)
}

func (r *resourceServerResource) planSigningSecret(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("signing_secret")
	var configured, prior, alg, priorAlg types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("signing_alg"), &alg)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &prior)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("signing_alg"), &priorAlg)...)
	}
	if !configured.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	planned := types.StringUnknown()
	switch {
	case alg.IsUnknown():
	case alg.ValueString() != hs256:
		planned = types.StringNull()
	case priorAlg.ValueString() == hs256 && !prior.IsNull():
		planned = prior
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, planned)...)
}

// planLifetimeForWeb keeps token_lifetime_for_web within token_lifetime when
// only the latter is configured; the service would refuse the change otherwise.
func (r *resourceServerResource) planLifetimeForWeb(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("token_lifetime_for_web")
	var configured, planned, lifetime types.Int64
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, at, &planned)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("token_lifetime"), &lifetime)...)
	if !configured.IsNull() || resp.Diagnostics.HasError() || lifetime.IsNull() || lifetime.IsUnknown() {
		return
	}
	switch {
	case req.State.Raw.IsNull() && lifetime.ValueInt64() < defaultTokenLifetimeForWeb,
		bothKnown(planned, lifetime) && planned.ValueInt64() > lifetime.ValueInt64():
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, lifetime)...)
	}
}
