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
		MarkdownDescription: "How a client authenticates at the token endpoint: by a secret, or by keys (`private_key_jwt`). A client has one set of credentials: declare one of these resources for a client.\n\n" +
			"Leave `token_endpoint_auth_method` of the `auth0api_client` out, and `client_secret_in_state = false` there keeps the secret out of the state. " +
			"Replacing or removing this resource does not change the client's secret. Removing it restores the method of the client's `app_type`, unless the method was changed outside Terraform, and deletes the keys that are in the state.\n\n" +
			"Creating it is an error while the client uses keys: they have another owner. `create_before_destroy` cannot work here for the same reason; " +
			"replace it without, or run `terraform untaint`.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The client's ID, the same as `client_id`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The client's ID.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"authentication_method": schema.StringAttribute{
				MarkdownDescription: "How the client authenticates: `client_secret_post`, `client_secret_basic`, `private_key_jwt`, or `none` for a public client. Follows the tenant when left out.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf(kit.MethodNone, kit.MethodClientSecretPost, kit.MethodClientSecretBasic, methodPrivateKeyJWT)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_secret": schema.StringAttribute{
				MarkdownDescription: "A secret of your choice for the client; another value replaces it. The state holds it as the configuration gives it, and no other: `client_secret_wo` keeps it out. Without one, the client keeps the secret that it has, which the ephemeral resource `auth0api_client_secret` reads; the action `auth0api_rotate_client_secret` has the tenant make another.",
				Optional:            true,
				Sensitive:           true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"client_secret_wo": schema.StringAttribute{
				MarkdownDescription: "Like `client_secret`, but kept neither in a plan nor in the state (Terraform 1.11 or later). It is sent when `client_secret_wo_version` changes, and when the client was public before.",
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
				MarkdownDescription: "The version of `client_secret_wo`, a number of your own from 1. Another one sends the secret again: so a secret is rotated.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AtLeast(1), int64validator.AlsoRequires(path.MatchRoot("client_secret_wo"))},
			},
			methodPrivateKeyJWT: schema.SingleNestedAttribute{
				MarkdownDescription: "The keys that the client signs its assertions with, where `authentication_method` is `private_key_jwt`.",
				Optional:            true,
				Attributes: map[string]schema.Attribute{
					"credentials": schema.ListNestedAttribute{
						MarkdownDescription: "One key, or two while one replaces the other.",
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
	given := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "What the key is called. It cannot change: another name makes another credential.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxKeyNameLength)},
		},
		"credential_type": schema.StringAttribute{
			MarkdownDescription: "`public_key`, which there need not be said.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(publicKeyCredential),
			Validators:          []validator.String{stringvalidator.OneOf(publicKeyCredential)},
		},
		"pem": schema.StringAttribute{
			MarkdownDescription: "The public key as PEM, RSA of 2048 to 4096 bits, or a certificate of it. Required for a key that Terraform creates. A certificate that renews another of the same key changes no credential. " +
				"The tenant never returns the key: for an imported one, the value is `" + kit.ThumbprintURI + "…` (RFC 9278), or null where the key has an ID other than its thumbprint.",
			Optional:   true,
			Validators: []validator.String{kit.PublicKeyValidator{Object: "The credential", ByThumbprint: true, MaxBits: maxKeyBits}},
		},
		"algorithm": schema.StringAttribute{
			MarkdownDescription: "What assertions are signed with: `RS256` unless set, `RS384` or `PS256`. It cannot change: another one makes another credential.",
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString("RS256"),
			Validators:          []validator.String{stringvalidator.OneOf("RS256", "RS384", "PS256")},
		},
		"parse_expiry_from_cert": schema.BoolAttribute{
			MarkdownDescription: "Whether the key expires with the certificate, unless `expires_at` is given.",
			Optional:            true,
		},
		"expires_at": schema.StringAttribute{
			MarkdownDescription: "When the key expires, after RFC 3339. Never, when neither this nor `parse_expiry_from_cert` is given; once set, it follows the tenant.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{values.Timestamp()},
		},
		"id":         given("The credential's ID."),
		"key_id":     given("The key's ID, for the `kid` of assertions."),
		"created_at": given("When the credential was made."),
		"updated_at": given("When it was last changed."),
	}
}
