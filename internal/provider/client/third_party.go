package client

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

const (
	isFirstParty      = "is_first_party"
	securityMode      = "third_party_security_mode"
	redirectionPolicy = "redirection_policy"
)

// strict is the security mode under which a third party's client is allowed
// only what the service lists for it. The other mode is permissive.
const strict = "strict"

// thirdPartySettings say who owns the client, and how the service treats it if
// that is a third party. The service lets neither owner nor mode change
// (auth0.com/docs, Third-Party Applications, August 2026).
func thirdPartySettings() settings.Table {
	return settings.Table{
		settings.Bool(isFirstParty, "Whether the client belongs to the owner of the tenant. The default is `true`. A third-party client needs a client grant and the consent of the user. It cannot be changed: another value replaces the client.").ThatReplaces(),
		settings.String(securityMode, "What the service allows a third-party client to do: `strict`, only a listed set of settings and grant types; `permissive`, everything that a first-party client may do. Only with `is_first_party = false`. By default the tenant decides; many tenants allow only `strict`. It cannot be changed: another value replaces the client.",
			stringvalidator.OneOf(strict, "permissive")).ThatReplaces(),
		settings.String(redirectionPolicy, "Where a user sees an error of the login to a strict third-party client: `open_redirect_protection`, on a page of the tenant; `allow_always`, in the application, after a redirect to its callback. The default is `open_redirect_protection`.",
			stringvalidator.OneOf("allow_always", "open_redirect_protection")),
	}
}

// checkThirdParty refuses, at plan, what the service refuses of third parties'
// clients.
func checkThirdParty(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var firstParty, configuredFirstParty types.Bool
	var mode, configuredMode, policy types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(isFirstParty), &firstParty)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(securityMode), &mode)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(isFirstParty), &configuredFirstParty)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(securityMode), &configuredMode)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(redirectionPolicy), &policy)...)
	if resp.Diagnostics.HasError() {
		return
	}
	isNew := req.State.Raw.IsNull()
	// The service's default is a first party (recorded 2026).
	isFirst := firstParty.ValueBool() || isNew && configuredFirstParty.IsNull()
	var current types.String
	if !isNew {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(securityMode), &current)...)
	}
	// A tenant may answer a mode for a first party: a configuration that was generated from
	// it repeats the mode, and changes nothing.
	if isFirst && !configuredMode.IsNull() && !configuredMode.Equal(current) {
		resp.Diagnostics.AddAttributeError(path.Root(securityMode), "Only a third-party client has a security mode",
			"The client is a first-party client. Set is_first_party = false, or remove third_party_security_mode.")
		return
	}
	if !policy.IsNull() && (isFirst || isKnownAs(mode, "permissive")) {
		resp.Diagnostics.AddAttributeWarning(path.Root(redirectionPolicy), "The redirection policy has no effect",
			"It applies only to third-party clients in strict mode: is_first_party = false and third_party_security_mode = \"strict\".")
	}
	if isKnownAs(mode, strict) && !firstParty.IsUnknown() && !isFirst {
		checkStrict(ctx, req.Config, &resp.Diagnostics)
	}
}

func isKnownAs(value types.String, text string) bool {
	return !value.IsUnknown() && value.ValueString() == text
}

// checkStrict refuses what a strict client may not have (auth0.com/docs,
// Third-Party Applications, August 2026), as far as the configuration is known.
func checkStrict(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	refuse := func(at path.Path, format string, args ...any) {
		diags.AddAttributeError(at, "Not allowed for a third-party client in strict mode",
			fmt.Sprintf(format, args...)+" The client has third_party_security_mode = \"strict\".")
	}
	checkStrictKind(ctx, config, refuse, diags)
	checkStrictTokens(ctx, config, refuse, diags)
	for _, name := range []string{"callbacks", "web_origins"} {
		var urls types.List
		diags.Append(config.GetAttribute(ctx, path.Root(name), &urls)...)
		for i, url := range urls.Elements() {
			if text, ok := url.(types.String); ok && strings.Contains(text.ValueString(), "*") {
				refuse(path.Root(name).AtListIndex(i), "URLs must not contain wildcards: %q. List each URL.", text.ValueString())
			}
		}
	}
	for _, name := range []string{tokenExchange, tokenQuota} {
		var object types.Object
		diags.Append(config.GetAttribute(ctx, path.Root(name), &object)...)
		if !object.IsNull() {
			refuse(path.Root(name), "It may have only the settings that the service lists, and %s is not among them. Remove it.", name)
		}
	}
	var logout types.List
	diags.Append(config.GetAttribute(ctx, path.Root("allowed_logout_urls"), &logout)...)
	if len(logout.Elements()) > 0 {
		refuse(path.Root("allowed_logout_urls"), "It cannot use the tenant's logout endpoint. Remove allowed_logout_urls.")
	}
}

type refusal func(at path.Path, format string, args ...any)

// checkStrictKind checks what kind of client it is.
func checkStrictKind(ctx context.Context, config tfsdk.Config, refuse refusal, diags *diag.Diagnostics) {
	var appType, method types.String
	var grantTypes types.List
	var conformant types.Bool
	for name, to := range map[string]any{"app_type": &appType, "token_endpoint_auth_method": &method, "grant_types": &grantTypes, "oidc_conformant": &conformant} {
		diags.Append(config.GetAttribute(ctx, path.Root(name), to)...)
	}
	if known := appType.ValueString(); known != "" && !slices.Contains([]string{"regular_web", "spa", "native", kit.DefaultAppType}, known) {
		refuse(path.Root("app_type"), "Its app_type is regular_web, spa, native or non_interactive, not %s.", known)
	}
	if !conformant.IsNull() && !conformant.IsUnknown() && !conformant.ValueBool() {
		refuse(path.Root("oidc_conformant"), "It must conform to OpenID Connect. Remove oidc_conformant.")
	}
	allowed := []string{"authorization_code", "refresh_token", clientCredentialsGrant}
	for i, each := range grantTypes.Elements() {
		name, ok := each.(types.String)
		if !ok || name.IsUnknown() {
			continue
		}
		at := path.Root("grant_types").AtListIndex(i)
		switch {
		case !slices.Contains(allowed, name.ValueString()):
			refuse(at, "It may use the grant types authorization_code, refresh_token and client_credentials, not %s.", name.ValueString())
		case name.ValueString() == clientCredentialsGrant && method.ValueString() == kit.MethodNone:
			refuse(at, "A public client (token_endpoint_auth_method = \"none\") may not use client_credentials.")
		}
	}
}

// checkStrictTokens checks what its tokens are like.
func checkStrictTokens(ctx context.Context, config tfsdk.Config, refuse refusal, diags *diag.Diagnostics) {
	var jwt, refresh types.Object
	diags.Append(config.GetAttribute(ctx, path.Root("jwt_configuration"), &jwt)...)
	diags.Append(config.GetAttribute(ctx, path.Root("refresh_token"), &refresh)...)
	at := path.Root("jwt_configuration")
	members := jwt.Attributes()
	if isOther(members["alg"], "RS256") {
		refuse(at.AtName("alg"), "Its ID tokens are signed with RS256.")
	}
	if isTrue(members["secret_encoded"]) {
		refuse(at.AtName("secret_encoded"), "In jwt_configuration, only alg and lifetime_in_seconds are allowed.")
	}
	if scopes := members["scopes"]; scopes != nil && !scopes.IsNull() {
		refuse(at.AtName("scopes"), "In jwt_configuration, only alg and lifetime_in_seconds are allowed.")
	}
	at, members = path.Root("refresh_token"), refresh.Attributes()
	if is(members["expiration_type"], "non-expiring") {
		refuse(at.AtName("expiration_type"), "Its refresh tokens expire. Set expiration_type = \"expiring\".")
	}
	if isTrue(members["infinite_idle_token_lifetime"]) {
		refuse(at.AtName("infinite_idle_token_lifetime"), "Its refresh tokens expire when they are not used.")
	}
}

func isTrue(value attr.Value) bool {
	b, ok := value.(types.Bool)
	return ok && b.ValueBool()
}
