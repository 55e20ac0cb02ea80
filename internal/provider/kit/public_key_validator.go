package kit

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// PublicKeyValidator refuses what is no public key, above all a private one.
type PublicKeyValidator struct {
	// Object begins the error: whose key it is.
	Object string
	// ByThumbprint permits a key's thumbprint URI in its place.
	ByThumbprint bool
	// MaxBits is the length of the longest key; 0 for no limit.
	MaxBits int
}

// Description implements validator.Describer.
func (PublicKeyValidator) Description(context.Context) string { return "must be a public key as PEM" }

// MarkdownDescription implements validator.Describer.
func (v PublicKeyValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString implements validator.String.
func (v PublicKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	key := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.ByThumbprint && strings.HasPrefix(key, ThumbprintURI) {
		return
	}
	public, _, err := parsePublicKey(key)
	if err == nil {
		err = v.check(public)
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.Object+" has no usable public key", "The value of pem "+err.Error()+".")
	}
}

// minKeyBits is the length of the shortest RSA key that signs or encrypts
// (RFC 7518, sections 3.3 and 4.3).
const minKeyBits = 2048

// check refuses a key that the service's algorithms, all of RSA, cannot use.
func (v PublicKeyValidator) check(public any) error {
	key, isRSA := public.(*rsa.PublicKey)
	if !isRSA {
		return fmt.Errorf("is %s. The algorithms are those of RSA; generate an RSA key of %d bits", keyKind(public), minKeyBits)
	}
	switch bits := key.N.BitLen(); {
	case v.MaxBits > 0 && (bits < minKeyBits || bits > v.MaxBits):
		return fmt.Errorf("is an RSA key of %d bits. Expected %d to %d", bits, minKeyBits, v.MaxBits)
	case bits < minKeyBits:
		return fmt.Errorf("is an RSA key of %d bits. Expected %d or more", bits, minKeyBits)
	}
	return nil
}

func keyKind(public any) string {
	switch public.(type) {
	case *ecdsa.PublicKey:
		return "an elliptic-curve key"
	case ed25519.PublicKey:
		return "an Ed25519 key"
	default:
		return "not an RSA key"
	}
}
