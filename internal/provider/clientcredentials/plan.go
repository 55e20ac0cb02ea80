package clientcredentials

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// ValidateConfig refuses what does not go together: a method and what it does
// not use, or a method without what it needs.
func (r *clientCredentialsResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config clientCredentialsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	method := config.AuthenticationMethod
	if resp.Diagnostics.HasError() || method.IsUnknown() {
		return
	}
	switch {
	case config.isPrivateKeyJWT() && config.PrivateKeyJWT.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("authentication_method"), "The keys are missing",
			"authentication_method = \"private_key_jwt\" needs private_key_jwt = { credentials = [ … ] }.")
	case !config.isPrivateKeyJWT() && !config.PrivateKeyJWT.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root(methodPrivateKeyJWT), "The keys are not used",
			"Set authentication_method = \"private_key_jwt\", or remove private_key_jwt.")
	}
	secrets := map[string]types.String{"client_secret": config.ClientSecret, "client_secret_wo": config.ClientSecretWO}
	for _, name := range []string{"client_secret", "client_secret_wo"} {
		if given := secrets[name]; !given.IsNull() && (config.isPrivateKeyJWT() || method.ValueString() == kit.MethodNone) {
			resp.Diagnostics.AddAttributeError(path.Root(name), "The secret is not used",
				fmt.Sprintf("A client that authenticates by %q uses no secret. Remove %s, or choose client_secret_post or client_secret_basic.", method.ValueString(), name))
		}
	}
	keys, diags := keysOf(ctx, config.PrivateKeyJWT)
	resp.Diagnostics.Append(diags...)
	for i, key := range keys {
		if !key.ParseExpiryFromCert.ValueBool() || key.PEM.IsUnknown() {
			continue
		}
		if _, err := certificateEnd(key.PEM.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root(methodPrivateKeyJWT).AtName("credentials").AtListIndex(i).AtName("parse_expiry_from_cert"),
				"There is no expiry to parse", "pem: "+err.Error()+". Give a certificate, or expires_at, or neither for a key that does not expire.")
		}
	}
}

// ModifyPlan plans which keys stay what they are.
func (r *clientCredentialsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.planKey(ctx, req, resp)
	if req.Plan.Raw.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	var plan, config, prior clientCredentialsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	fresh := req.State.Raw.IsNull()
	if !fresh {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if fresh {
		plan.ID = plan.ClientID
	}
	resp.Diagnostics.Append(plan.planKeys(ctx, config, prior)...)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// planKeys plans of each key what the service makes, or has made.
func (m *clientCredentialsModel) planKeys(ctx context.Context, config, prior clientCredentialsModel) diag.Diagnostics {
	wanted, diags := keysOf(ctx, m.PrivateKeyJWT)
	configured, problems := keysOf(ctx, config.PrivateKeyJWT)
	diags.Append(problems...)
	known, problems := keysOf(ctx, prior.PrivateKeyJWT)
	diags.Append(problems...)
	if diags.HasError() || len(wanted) == 0 || len(wanted) != len(configured) {
		return diags
	}
	for i, at := range match(wanted, known) {
		key := &wanted[i]
		switch {
		case at < 0:
			key.keep(keyModel{ID: types.StringUnknown(), KeyID: types.StringUnknown(), CreatedAt: types.StringUnknown(), UpdatedAt: types.StringUnknown()})
			key.ExpiresAt = configured[i].ExpiresAt
			if key.ExpiresAt.IsNull() {
				key.ExpiresAt = types.StringUnknown()
			}
		default:
			key.keep(known[at])
			key.ExpiresAt = key.expiry(configured[i].ExpiresAt, known[at])
			if !sameTime(key.ExpiresAt, known[at].ExpiresAt) {
				key.UpdatedAt = types.StringUnknown()
			}
		}
	}
	list, problems := types.ListValueFrom(ctx, keyType(), wanted)
	diags.Append(problems...)
	object, problems := types.ObjectValue(privateKeyJWTType().AttrTypes, map[string]attr.Value{"credentials": list})
	diags.Append(problems...)
	m.PrivateKeyJWT = object
	return diags
}

// timestampText validates a time.
type timestampText struct{}

func (timestampText) Description(context.Context) string {
	return "a time after RFC 3339, such as 2030-12-31T00:00:00Z"
}

// MarkdownDescription is the same as Description.
func (v timestampText) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v timestampText) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "The time is not one", fmt.Sprintf("%q is not %s.", req.ConfigValue.ValueString(), v.Description(ctx)))
	}
}
