package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// An API has a signing secret while it signs with HS256, and only then: the
// service makes one when none is sent, and drops it with the algorithm.

const (
	hs256         = "HS256"
	signingAlg    = "signing_alg"
	signingSecret = "signing_secret"
)

func validateSigningSecret(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var alg types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(signingAlg), &alg)...)
	for _, name := range []string{signingSecret, signingSecretWO} {
		var secret types.String
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), &secret)...)
		if resp.Diagnostics.HasError() || secret.IsNull() || secret.IsUnknown() || alg.IsUnknown() || alg.ValueString() == hs256 {
			continue
		}
		resp.Diagnostics.AddAttributeError(path.Root(name), "A signing secret needs HS256",
			fmt.Sprintf("%s signs tokens with HS256 only. Set signing_alg = \"HS256\", or remove %s: with the other algorithms the tenant signs with its own key.", name, name))
	}
}

// planSigningSecret plans the secret that the configuration leaves out: none
// without HS256 or beside a write-only one, the one there is, or one that the
// service will make or tell.
func planSigningSecret(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root(signingSecret)
	var configured, prior, alg, priorAlg types.String
	var version, priorVersion types.Int64
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(signingSecretVersion), &version)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(signingAlg), &alg)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &prior)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(signingAlg), &priorAlg)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(signingSecretVersion), &priorVersion)...)
	}
	if !configured.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	planned := types.StringUnknown()
	switch {
	case !version.IsNull():
		planned = types.StringNull() // no secret reaches the state
	case alg.IsUnknown() || !priorVersion.IsNull():
	case alg.ValueString() != hs256:
		planned = types.StringNull()
	case priorAlg.ValueString() == hs256:
		// Null when the token may not read it.
		planned = prior
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, planned)...)
}

// withoutSecretRemoval is an update's body as the service takes it: null is no
// secret, and without HS256 it goes by itself.
func withoutSecretRemoval(body management.Settings) management.Settings {
	if value, sent := body[signingSecret]; sent && value == nil {
		delete(body, signingSecret)
	}
	return body
}

// withoutStaleSecret is what was known of an API before an answer, without a
// secret that it no longer has.
func withoutStaleSecret(known settings.Object, answer management.Settings) settings.Object {
	if answer[signingAlg] == hs256 {
		return known
	}
	rest := maps.Clone(known)
	delete(rest, signingSecret)
	return rest
}
