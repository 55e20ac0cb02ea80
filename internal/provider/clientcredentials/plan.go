package clientcredentials

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
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
	warnShortSecret(config, &resp.Diagnostics)
	secrets := map[string]types.String{"client_secret": config.ClientSecret, "client_secret_wo": config.ClientSecretWO}
	for _, name := range []string{"client_secret", "client_secret_wo"} {
		if secret := secrets[name]; !secret.IsNull() && (config.isPrivateKeyJWT() || method.ValueString() == kit.MethodNone) {
			resp.Diagnostics.AddAttributeError(path.Root(name), "The secret is not used",
				fmt.Sprintf("A client that authenticates by %q uses no secret. Remove %s, or choose client_secret_post or client_secret_basic.", method.ValueString(), name))
		}
	}
	keys, diags := keysOf(ctx, config.PrivateKeyJWT)
	resp.Diagnostics.Append(diags...)
	validateKeys(keys, &resp.Diagnostics)
	for i, key := range keys {
		if !key.ParseExpiryFromCert.ValueBool() || key.PEM.IsUnknown() {
			continue
		}
		if _, err := kit.CertificateEnd(key.PEM.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(credentialPath(i).AtName("parse_expiry_from_cert"),
				"There is no expiry to parse", "parse_expiry_from_cert = true needs a certificate in pem, and it has a public key. Set pem to a certificate, or set expires_at instead; a key with neither does not expire.")
		}
	}
}

// minSecretLength is the length of a secret below which a warning says that it can
// be guessed, in characters: 128 bits of entropy (RFC 6819, section 5.1.4.2.2) take
// 22 random letters and digits. The service accepts a shorter one.
const minSecretLength = 22

func warnShortSecret(config clientCredentialsModel, diags *diag.Diagnostics) {
	for name, secret := range map[string]types.String{"client_secret": config.ClientSecret, "client_secret_wo": config.ClientSecretWO} {
		if length := utf8.RuneCountInString(secret.ValueString()); length == 0 || length >= minSecretLength {
			continue
		}
		diags.AddAttributeWarning(path.Root(name), "The client secret is short",
			fmt.Sprintf("It has fewer than %d characters, so that it can be guessed (RFC 6819, section 5.1.4.2.2). The tenant accepts it. "+
				"Generate a secret, such as with random_password (length = 64), or leave %s out: the tenant makes secrets of 64 characters.", minSecretLength, name))
	}
}

// warnExpiredKey warns of a new expiry in the past: the tenant accepts it, and
// no assertion of the key verifies.
func warnExpiredKey(at path.Path, expires types.String, now time.Time, diags *diag.Diagnostics) {
	if when, err := values.ParseTime(expires.ValueString()); err == nil && when.Before(now) {
		diags.AddAttributeWarning(at, "The key has expired",
			fmt.Sprintf("The key expires at %s, which is in the past. The tenant stores it, but the client cannot authenticate with it. Set a later time, or remove expires_at for a key that does not expire.", expires.ValueString()))
	}
}

// validateKeys refuses one key under two names: a client stores it once.
func validateKeys(keys []keyModel, diags *diag.Diagnostics) {
	first := map[string]int{}
	for i, key := range keys {
		thumbprint := kit.KeyNames(key.PEM.ValueString())
		if thumbprint == "" {
			continue
		}
		if j, twice := first[thumbprint]; twice {
			diags.AddAttributeError(credentialPath(i).AtName("pem"), "One key is declared twice",
				fmt.Sprintf("credentials[%d] has the same key as credentials[%d], and a client can have a key only once. Remove one of them, or generate another key.", i, j))
			continue
		}
		first[thumbprint] = i
	}
}

func credentialPath(i int) path.Path {
	return path.Root(methodPrivateKeyJWT).AtName("credentials").AtListIndex(i)
}

// ModifyPlan plans which keys stay what they are.
func (r *clientCredentialsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	r.planKey(ctx, req, resp)
	if req.Plan.Raw.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	var plan, config, prior clientCredentialsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	creates := req.State.Raw.IsNull()
	if !creates {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if creates {
		plan.ID = plan.ClientID
	}
	resp.Diagnostics.Append(plan.planKeys(ctx, config, prior)...)
	r.warnExpiredKeys(ctx, plan, prior, &resp.Diagnostics)
	r.checkGrantTypes(plan, prior, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// warnExpiredKeys warns of each key whose expiry the plan sets to the past.
func (r *clientCredentialsResource) warnExpiredKeys(ctx context.Context, plan, prior clientCredentialsModel, diags *diag.Diagnostics) {
	wanted, problems := keysOf(ctx, plan.PrivateKeyJWT)
	diags.Append(problems...)
	known, problems := keysOf(ctx, prior.PrivateKeyJWT)
	diags.Append(problems...)
	for i, key := range wanted {
		if kept := slices.ContainsFunc(known, func(k keyModel) bool { return k.ID.Equal(key.ID) && values.SameTime(k.ExpiresAt, key.ExpiresAt) }); !kept {
			warnExpiredKey(credentialPath(i).AtName("expires_at"), key.ExpiresAt, r.Session.Now(), diags)
		}
	}
}

// checkGrantTypes refuses to make a client public that may use client_credentials,
// where the plan knows its grant types: the service refuses it ("Invalid grant
// types").
func (r *clientCredentialsResource) checkGrantTypes(plan, prior clientCredentialsModel, diags *diag.Diagnostics) {
	id := plan.ClientID
	if plan.AuthenticationMethod.ValueString() != kit.MethodNone || plan.AuthenticationMethod.Equal(prior.AuthenticationMethod) || id.IsUnknown() {
		return
	}
	if slices.Contains(r.Session.Plans.GrantTypes(id.ValueString()), "client_credentials") {
		diags.AddAttributeError(path.Root("authentication_method"), "A public client cannot use client_credentials",
			fmt.Sprintf("The plan leaves client %q with the grant type client_credentials, which needs a secret or a key. "+
				"Remove client_credentials from grant_types of its auth0api_client, or choose another authentication_method.", id.ValueString()))
	}
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
		case at < 0 && key.PEM.IsNull(), at < 0 && strings.HasPrefix(key.PEM.ValueString(), kit.ThumbprintURI):
			diags.AddAttributeError(credentialPath(i).AtName("pem"), "The public key is missing",
				"This plan creates the credential, for which the tenant needs the key itself. Set pem to the public key as PEM, such as file(\"key.pub.pem\"). "+
					"A thumbprint, or no pem, only keeps a key that was imported, with the name and algorithm that it has.")
		case at < 0:
			key.keep(keyModel{ID: types.StringUnknown(), KeyID: types.StringUnknown(), CreatedAt: types.StringUnknown(), UpdatedAt: types.StringUnknown()})
			key.ExpiresAt = configured[i].ExpiresAt
			if key.ExpiresAt.IsNull() {
				key.ExpiresAt = types.StringUnknown()
			}
		default:
			key.keep(known[at])
			key.ExpiresAt = key.expiry(configured[i].ExpiresAt, known[at])
			if !values.SameTime(key.ExpiresAt, known[at].ExpiresAt) {
				key.UpdatedAt = types.StringUnknown()
			}
			if at == i { // Terraform compares a planned element with the one in its place
				key.keepTexts(known[at])
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
