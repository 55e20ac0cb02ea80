package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// publicKeyValidator refuses what is no public key, above all a private one.
type publicKeyValidator struct {
	// of begins the error: whose key it is.
	of string
	// byThumbprint permits a key's thumbprint URI in its place.
	byThumbprint bool
}

func (publicKeyValidator) Description(context.Context) string { return "must be a public key as PEM" }

func (v publicKeyValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v publicKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	key := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.byThumbprint && strings.HasPrefix(key, thumbprintURI) {
		return
	}
	if _, err := keyThumbprint(key); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.of+" is no public key", "The value of pem cannot be used: "+err.Error()+".")
	}
}
