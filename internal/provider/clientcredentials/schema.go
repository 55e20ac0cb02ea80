package clientcredentials

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// methodPrivateKeyJWT is the authentication by keys (RFC 7523), and the name of
// the attribute that holds them.
const methodPrivateKeyJWT = "private_key_jwt"

// maxKeyBits is the length of the longest RSA key of a credential (reference of the
// Management API, Create a client credential).
const maxKeyBits = 4096

// maxKeys is how many keys the service lets a client use.
const maxKeys = 2

func (r *clientCredentialsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages how a client authenticates at the token endpoint: with a secret, or with keys (`private_key_jwt`). Declare at most one of these resources for each client.\n\n" +
			"Leave `token_endpoint_auth_method` out of the `auth0api_client`, and set `client_secret_in_state = false` there to keep the generated secret out of the state. " +
			"Removing this resource restores the method that the client's `app_type` implies, unless the method was changed outside Terraform, and deletes the keys that are in the state. It does not change the client's secret.\n\n" +
			"Creating this resource fails while the client uses keys, because another resource or another tool manages them. For the same reason, `create_before_destroy` does not work here: remove it, or run `terraform untaint`.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client, the same as `client_id`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client. Another client replaces this resource.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"authentication_method": schema.StringAttribute{
				MarkdownDescription: "How the client authenticates: `client_secret_post`, with its secret in the body; `client_secret_basic`, with its secret by HTTP Basic authentication; `private_key_jwt`, with assertions that it signs with its private key; `none`, as a public client, which uses no secret. By default it follows the tenant.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf(kit.MethodNone, kit.MethodClientSecretPost, kit.MethodClientSecretBasic, methodPrivateKeyJWT)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_secret": schema.StringAttribute{
				MarkdownDescription: "A secret of your own for the client. The state contains this secret, and never another one: `client_secret_wo` keeps it out of the state. " +
					"Without it, the client keeps its secret, which the ephemeral resource `auth0api_client_secret` reads. The action `auth0api_rotate_client_secret` generates a new secret.",
				Optional:   true,
				Sensitive:  true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"client_secret_wo": schema.StringAttribute{
				MarkdownDescription: "Like `client_secret`, but in neither a plan nor the state. Needs Terraform or OpenTofu 1.11 and `client_secret_wo_version`. It is sent when `client_secret_wo_version` changes, and when a public client becomes confidential.",
				Optional:            true,
				Sensitive:           true,
				WriteOnly:           true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					stringvalidator.ConflictsWith(path.MatchRoot("client_secret")),
					stringvalidator.AlsoRequires(path.MatchRoot("client_secret_wo_version")),
				},
			},
			"client_secret_wo_version": schema.Int64Attribute{
				CustomType:          settings.WholeNumberType{},
				MarkdownDescription: "The version of `client_secret_wo`: a number of your choice, at least 1. Changing it sends the secret again, which rotates it.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1), int64validator.AlsoRequires(path.MatchRoot("client_secret_wo"))},
			},
			methodPrivateKeyJWT: schema.SingleNestedAttribute{
				MarkdownDescription: "The keys with which the client signs its assertions. Only with `authentication_method = \"private_key_jwt\"`.",
				Optional:            true,
				Attributes: map[string]schema.Attribute{
					"credentials": schema.ListNestedAttribute{
						MarkdownDescription: "The public keys: one, or two while one replaces the other. Their order does not matter.",
						Required:            true,
						Validators:          []validator.List{listvalidator.SizeBetween(1, maxKeys)},
						NestedObject:        schema.NestedAttributeObject{Attributes: keyAttributes()},
					},
				},
			},
		},
	}
}

func keyAttributes() map[string]schema.Attribute {
	assigned := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "A name for the key. At most 128 characters. It cannot be changed: another name replaces the credential.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxKeyNameLength)},
		},
		"credential_type": schema.StringAttribute{
			MarkdownDescription: "The type of the credential: `public_key`, which is the default.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(publicKeyCredential),
			Validators:          []validator.String{stringvalidator.OneOf(publicKeyCredential)},
		},
		"pem": schema.StringAttribute{
			MarkdownDescription: "The public RSA key as PEM, of 2048 to 4096 bits, or a certificate that contains it. Required for a key that Terraform creates. Another certificate of the same key is not a change. The tenant never returns the key itself: after an import, the value is `" + kit.ThumbprintURI + "…` (RFC 9278), or null if the key's ID is not its thumbprint.",
			Optional:            true,
			Validators:          []validator.String{kit.PublicKeyValidator{Object: "The credential", ByThumbprint: true, MaxBits: maxKeyBits}},
		},
		"algorithm": schema.StringAttribute{
			MarkdownDescription: "The algorithm that signs the assertions: `RS256` or `RS384` (RSASSA-PKCS1-v1_5 with SHA-256 or SHA-384), or `PS256` (RSASSA-PSS with SHA-256). The default is `RS256`. It cannot be changed: another algorithm replaces the credential.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString("RS256"),
			Validators:          []validator.String{stringvalidator.OneOf("RS256", "RS384", "PS256")},
		},
		"parse_expiry_from_cert": schema.BoolAttribute{
			MarkdownDescription: "Whether the key expires when its certificate does. `pem` must then be a certificate. `expires_at` takes precedence.",
			Optional:            true,
		},
		"expires_at": schema.StringAttribute{
			MarkdownDescription: "When the key expires (RFC 3339), such as `2027-01-01T00:00:00Z`. By default, a key does not expire. Removing it leaves the expiry as it is.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{values.Timestamp()},
		},
		"id":         assigned("The ID of the credential."),
		"key_id":     assigned("The ID of the key, for the header `kid` of assertions."),
		"created_at": assigned("When the credential was created (RFC 3339)."),
		"updated_at": assigned("When the credential was last changed (RFC 3339)."),
	}
}
