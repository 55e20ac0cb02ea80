package token

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// VerifyKey says with which algorithm and key a token is to be verified. Package
// fmt does not print the secret.
type VerifyKey struct {
	// Algorithm is the API's signing_alg: a token with another algorithm is
	// refused. "" means any that the tenant's APIs can have.
	Algorithm string
	// SigningSecret is the secret of an API with signing_alg HS256, or "".
	SigningSecret string
}

// String hides the secret from fmt.
func (VerifyKey) String() string { return "(a verification key)" }

// GoString hides the secret from fmt's %#v.
func (VerifyKey) GoString() string { return "token.VerifyKey{}" }

// FetchVerified fetches a token as Fetch does, and verifies it: its signature,
// issuer, audience and dates, that every requested scope was granted, and that it is
// bound to the key of the request, if that has one. The token's algorithm, which must
// be key.Algorithm if that is set, decides what verifies the signature: only the secret
// for HS256, and only the tenant's published keys for RS256, RS512 and PS256.
//
// Errors are *Error (the tenant refused the request), *verify.Error (the token is
// not valid), *SigningSecretNeededError, *NotBoundError and *ScopeNotGrantedError.
func (f *Fetcher) FetchVerified(ctx context.Context, request Request, key VerifyKey) (*Token, *verify.Token, error) {
	token, err := f.Fetch(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	verified, err := f.Verify(ctx, token.AccessToken, request.Audience, key)
	if err != nil {
		return nil, nil, err
	}
	if request.Proof != nil && bound(verified.Claims) != request.Proof.Thumbprint() {
		return nil, nil, &NotBoundError{Audience: request.Audience, ClientID: request.ClientID}
	}
	granted := verified.Scopes()
	var missing []string
	for _, scope := range request.scopes() {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) > 0 {
		return nil, nil, &ScopeNotGrantedError{Missing: missing, Granted: granted, Audience: request.Audience, ClientID: request.ClientID, Exchanged: request.SubjectToken != ""}
	}
	return token, verified, nil
}

// Verify verifies an access token of the tenant for an audience, with the keys and
// the errors of FetchVerified.
func (f *Fetcher) Verify(ctx context.Context, accessToken, audience string, key VerifyKey) (*verify.Token, error) {
	decoded, err := verify.Decode(accessToken)
	if err != nil {
		return nil, fmt.Errorf("verifying the token for audience %q: %w", audience, err)
	}
	// The token's header decides only which of two kinds of keys is used. Their
	// algorithms are disjoint; see KeyKind.
	var keys verify.Keys = verify.KeysFunc(f.signingKeys)
	kind := PublishedKeys
	if decoded.Algorithm() == string(jose.HS256) && (key.Algorithm == "" || key.Algorithm == string(jose.HS256)) {
		if key.SigningSecret == "" {
			return nil, &SigningSecretNeededError{Audience: audience}
		}
		keys, kind = verify.Secret(key.SigningSecret), SharedSecret
	}
	policy := AccessTokenPolicy(f.issuer, audience, kind, f.now)
	if key.Algorithm != "" {
		policy.Algorithms = []jose.SignatureAlgorithm{jose.SignatureAlgorithm(key.Algorithm)}
	}
	verified, err := verify.Verify(ctx, accessToken, keys, policy)
	if err != nil {
		return nil, fmt.Errorf("verifying the token for audience %q: %w", audience, err)
	}
	return verified, nil
}
