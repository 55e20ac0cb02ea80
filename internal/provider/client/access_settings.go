package client

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

const (
	organizationUsage           = "organization_usage"
	organizationRequireBehavior = "organization_require_behavior"
	tokenQuota                  = "token_quota"
	tokenExchange               = "token_exchange"
	proofOfPossession           = "require_proof_of_possession"
)

// organizationID is the form of the ID of an organization (facts 10.1).
var organizationID = regexp.MustCompile(`^org_[0-9A-Za-z]{16}$`)

// clientAccessSettings say for whom the client gets tokens, how many, and to what they
// are bound.
func clientAccessSettings() settings.Table {
	bound := settings.Bool(proofOfPossession, "Whether the access tokens of the client must be bound to a key that it has (DPoP, RFC 9449, or mTLS, RFC 8705). Removing it sets `false`.").ThatClears()
	bound.Absent = false
	return settings.Table{
		settings.String(organizationUsage, "Whether users log in to the client through an organization: `deny`, never; `allow`, if they want to; `require`, always. Removing it restores the tenant's default, `deny`.",
			stringvalidator.OneOf("deny", "allow", "require")).ThatResets(),
		settings.String(organizationRequireBehavior, "What a user sees who logs in without an organization: `no_prompt`, no question; `pre_login_prompt`, the question for the organization before the login; `post_login_prompt`, after the login, which needs `oidc_conformant = true`. "+
			"It has no effect with `organization_usage = \"deny\"`. Removing it restores the tenant's default, `no_prompt`.",
			stringvalidator.OneOf("no_prompt", "pre_login_prompt", "post_login_prompt")).ThatResets(),
		settings.Nested("default_organization", "The organization that a token request is for if it names none and the client's grant has `organization_usage = \"require\"`. Removing it removes the default.", map[string]schema.Attribute{
			"organization_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the organization, such as `org_0123456789abcdef`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.RegexMatches(organizationID, "must be the ID of an organization: org_ and 16 letters and digits")},
			},
			"flows": schema.ListAttribute{
				MarkdownDescription: "The flows in which it is used: `client_credentials`.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          []validator.List{listvalidator.UniqueValues(), listvalidator.ValueStringsAre(stringvalidator.OneOf(clientCredentialsGrant))},
			},
		}).ThatClears(),
		settings.Nested(tokenQuota, "How many tokens the client can get. It replaces the tenant's default for clients (`default_token_quota` of `auth0api_tenant_settings`), and is written as a whole: leaving out a limit removes it. Removing it restores the tenant's default. Early Access.",
			map[string]schema.Attribute{"client_credentials": kit.ClientCredentialsQuota()}).ThatClears(),
		bound,
	}
}

// warnOrganizationBehavior warns where organization_require_behavior does not do what it
// says (documentation of the Management API, Create a Client; Define Organization
// Behavior). Whether the service refuses it is unknown.
func warnOrganizationBehavior(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var behavior, usage types.String
	var conformant types.Bool
	at := path.Root(organizationRequireBehavior)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &behavior)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(organizationUsage), &usage)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("oidc_conformant"), &conformant)...)
	if known := behavior.ValueString(); known == "" || known == "no_prompt" {
		return
	}
	if usage.ValueString() == "deny" {
		resp.Diagnostics.AddAttributeWarning(at, "organization_require_behavior has no effect",
			"Users do not log in to this client through an organization: organization_usage is \"deny\". Set it to \"require\" or \"allow\".")
	}
	if behavior.ValueString() == "post_login_prompt" && !conformant.IsUnknown() && !conformant.IsNull() && !conformant.ValueBool() {
		resp.Diagnostics.AddAttributeWarning(at, "post_login_prompt needs a client that conforms to OpenID Connect",
			"The service asks after the login only where oidc_conformant = true. Set it, or choose pre_login_prompt.")
	}
}
