package resourceserver

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// An API has a signing secret while it signs with HS256, and only then: the
// service makes one when none is sent, and drops it with the algorithm. The state
// holds none but the configuration's.

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

// withoutSecretRemoval is an update's body as the service takes it: null is no
// secret, and without HS256 the service removes it.
func withoutSecretRemoval(body management.Settings) management.Settings {
	if value, sent := body[signingSecret]; sent && value == nil {
		delete(body, signingSecret)
	}
	return body
}

// signingSecretForState returns the secret that the state holds after an answer;
// nil for none. known are the values before it: the plan, or the state that is
// refreshed. Only a secret that the configuration gave is there, and only while
// the tenant has it, or does not show it: where it has another one, the state has
// none, so that the next plan writes the configuration's.
func signingSecretForState(answer management.Settings, known settings.Object) any {
	configured := known.Text(signingSecret)
	if configured == "" || answer[signingAlg] != hs256 {
		return nil
	}
	if shown, isShown := answer[signingSecret].(string); isShown && shown != configured {
		return nil
	}
	return configured
}
