package resourceserver

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// The provider sends the PEM of an encryption key, and the service answers with the
// key's thumbprint. The state keeps the PEM that the provider wrote as long as the
// service answers the same thumbprint. For any other key, from an import or set
// outside Terraform, the state has the URI of the thumbprint.

const (
	tokenEncryption  = "token_encryption"
	encryptionKey    = "encryption_key"
	keyAlgorithm     = "algorithm"
	keyAlgorithmAPI  = "alg"
	keyPEM           = "pem"
	thumbprintSHA256 = "thumbprint_sha256"
)

// Limits of an encryption key, in characters.
const (
	maxPEMLength = 4096
)

func encryptionKeyPath() path.Path { return path.Root(tokenEncryption).AtName(encryptionKey) }

func tokenEncryptionSetting() settings.Setting {
	named := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description, Optional: true, Computed: true,
			Validators: []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxKeyNameLength)},
		}
	}
	s := settings.Nested(tokenEncryption, "How access tokens are encrypted (JWE), so that only the API can read them. Removing it ends the encryption.", map[string]schema.Attribute{
		"format": schema.StringAttribute{
			MarkdownDescription: "The format of the encrypted tokens: `compact-nested-jwe`, a signed JWT inside a JWE in compact form (RFC 7516).",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf("compact-nested-jwe")},
		},
		encryptionKey: schema.SingleNestedAttribute{
			MarkdownDescription: "The public key of the API, for which tokens are encrypted.",
			Required:            true,
			Attributes: map[string]schema.Attribute{
				keyAlgorithm: schema.StringAttribute{
					MarkdownDescription: "The algorithm that encrypts the content encryption key: `RSA-OAEP-256`, `RSA-OAEP-384` or `RSA-OAEP-512`, that is RSA-OAEP with SHA-256, SHA-384 or SHA-512.",
					Required:            true,
					Validators:          []validator.String{stringvalidator.OneOf("RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512")},
				},
				keyPEM: schema.StringAttribute{
					MarkdownDescription: "The public key as PEM, or a certificate that contains it; as a thumbprint if this provider did not write the key. At most 4096 characters. The tenant never returns the key itself, only its thumbprint: after an import the value is `" + kit.ThumbprintURI + "…` (RFC 9278), which you can copy into the configuration to keep the key. Another PEM of the same key is not a change.",
					Required:            true,
					Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, maxPEMLength), kit.PublicKeyValidator{Object: "The encryption key", ByThumbprint: true}},
				},
				"kid":  named("The ID of the key, which encrypted tokens name in their header. At most 128 characters."),
				"name": named("A descriptive name of the key. At most 128 characters."),
				thumbprintSHA256: schema.StringAttribute{
					MarkdownDescription: "The SHA-256 thumbprint of the key (RFC 7638), which shows if the key changes.",
					Computed:            true,
				},
			},
		},
	}).ThatClears()
	s.Encode, s.Decode = encodeTokenEncryption, decodeTokenEncryption
	return s
}

func encodeTokenEncryption(value any) any {
	encryption, _ := value.(map[string]any)
	key, _ := encryption[encryptionKey].(map[string]any)
	sent := map[string]any{}
	for name, value := range key {
		switch name {
		case keyAlgorithm:
			sent[keyAlgorithmAPI] = value
		case thumbprintSHA256:
		default:
			sent[name] = value
		}
	}
	return map[string]any{"format": encryption["format"], encryptionKey: sent}
}

func decodeTokenEncryption(answered, known any) any {
	encryption, _ := answered.(map[string]any)
	key, ok := encryption[encryptionKey].(map[string]any)
	if !ok {
		return answered
	}
	before, _ := known.(map[string]any)
	keyBefore, _ := before[encryptionKey].(map[string]any)
	thumbprint, _ := key[thumbprintSHA256].(string)
	read := map[string]any{keyAlgorithm: key[keyAlgorithmAPI], keyPEM: kit.ThumbprintURI + thumbprint}
	for _, name := range []string{"kid", "name", thumbprintSHA256} {
		read[name] = key[name]
	}
	// No thumbprint is known of a PEM that was just written.
	if expected, said := keyBefore[thumbprintSHA256]; keyBefore != nil && (!said || expected == thumbprint) {
		read[keyPEM] = keyBefore[keyPEM]
	}
	return map[string]any{"format": encryption["format"], encryptionKey: read}
}

// planEncryptionKey plans the key that the state has, where the configuration
// gives the same one by another text.
func planEncryptionKey(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := encryptionKeyPath().AtName(keyPEM)
	var configured, prior types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &prior)...)
	}
	if configured.IsNull() || configured.IsUnknown() || prior.IsNull() || configured.Equal(prior) {
		return
	}
	if named := kit.KeyNames(configured.ValueString()); named != "" && named == kit.KeyNames(prior.ValueString()) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, prior)...)
	}
}

// planKeyToWrite sees to it that a key that is to be written is planned as
// PEM: its thumbprint does not make the key.
func planKeyToWrite(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := encryptionKeyPath().AtName(keyPEM)
	var configured, planned types.String
	var encryption, before types.Object
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &configured)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(tokenEncryption), &encryption)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(tokenEncryption), &before)...)
	}
	if configured.IsNull() || !strings.HasPrefix(planned.ValueString(), kit.ThumbprintURI) || encryption.Equal(before) {
		return
	}
	if !strings.HasPrefix(configured.ValueString(), kit.ThumbprintURI) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, at, configured)...)
		return
	}
	resp.Diagnostics.AddAttributeError(at, "The encryption key is needed as PEM",
		"pem is a thumbprint, which only keeps the key that the tenant has. This plan writes token_encryption, for which the tenant needs the key itself: set pem to the public key as PEM.")
}
