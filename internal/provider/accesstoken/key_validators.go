package accesstoken

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// unusableKey is the summary of the error about a private key.
const unusableKey = "The private key cannot be used"

// keyValidator refuses a text that is not a private key of the wanted kind.
type keyValidator struct {
	wanted string
	parse  func(keyPEM string) error
}

// assertionKey validates the key that signs assertions.
func assertionKey() validator.String {
	return keyValidator{"an RSA private key as PEM", func(keyPEM string) error {
		_, err := token.ParseAssertionKey(keyPEM, "")
		return err
	}}
}

// proofKey validates the key that signs DPoP proofs.
func proofKey() validator.String {
	return keyValidator{"a private key of the curve P-256 as PEM", func(keyPEM string) error {
		_, err := token.ParseProofKey(keyPEM)
		return err
	}}
}

// Description implements validator.Describer.
func (v keyValidator) Description(context.Context) string { return "must be " + v.wanted }

// MarkdownDescription implements validator.Describer.
func (v keyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v keyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.parse(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, unusableKey, kit.Sentence(err))
	}
}

// alsoRequiresOneOf refuses an attribute that is set without any of the others.
type alsoRequiresOneOf []string

// Description implements validator.Describer.
func (v alsoRequiresOneOf) Description(context.Context) string {
	return "needs one of " + strings.Join(v, ", ")
}

// MarkdownDescription implements validator.Describer.
func (v alsoRequiresOneOf) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v alsoRequiresOneOf) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() {
		return
	}
	for _, name := range v {
		var other attr.Value
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), &other)...)
		if resp.Diagnostics.HasError() || !other.IsNull() {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The credentials of the client are missing",
		fmt.Sprintf("%s is set, but nothing to authenticate with. Set %s; or remove %[1]s, to use the provider's client.", req.Path, strings.Join(v, " or ")))
}
