package resourceserver

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// A write-only secret is in the configuration alone: Terraform keeps it neither
// in a plan nor in the state, so its version shows that it has changed.

const (
	signingSecretWO      = "signing_secret_wo"
	signingSecretVersion = "signing_secret_wo_version"
)

func writeOnlySecretAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		signingSecretWO: schema.StringAttribute{
			MarkdownDescription: "Like `signing_secret`, but in neither a plan nor the state. Needs Terraform or OpenTofu 1.11 and `signing_secret_wo_version`. It is sent when the API is created, when its algorithm changes to `HS256`, and when `signing_secret_wo_version` changes.",
			Optional:            true,
			Sensitive:           true,
			WriteOnly:           true,
			Validators: []validator.String{
				stringvalidator.UTF8LengthAtLeast(kit.MinSigningSecretLength),
				stringvalidator.ConflictsWith(path.MatchRoot(signingSecret)),
				stringvalidator.AlsoRequires(path.MatchRoot(signingSecretVersion)),
			},
		},
		signingSecretVersion: schema.Int64Attribute{
			CustomType:          settings.WholeNumberType{},
			MarkdownDescription: "The version of `signing_secret_wo`: a number of your choice. Changing it sends the secret again, which rotates it.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot(signingSecretWO))},
		},
	}
}

// withWriteOnlySecret adds the write-only secret to a body, where it is due:
// with another version, and whenever the service would make a secret itself.
// before is the state, empty for a create.
func withWriteOnlySecret(ctx context.Context, config tfsdk.Config, plan, before settings.Object, body management.Settings, diags *diag.Diagnostics) management.Settings {
	var secret types.String
	diags.Append(config.GetAttribute(ctx, path.Root(signingSecretWO), &secret)...)
	unchanged := plan[signingSecretVersion].Equal(before[signingSecretVersion]) && plan[signingAlg].Equal(before[signingAlg])
	if secret.IsNull() || unchanged {
		return body
	}
	with := maps.Clone(body)
	with[signingSecret] = secret.ValueString()
	return with
}
