// Package dpop verifies proofs of possession (RFC 9449) and decides which tokens
// are bound to a key.
package dpop

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/replay"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Scheme is the token type and authentication scheme of RFC 9449, and the header
// of its proofs.
const Scheme = "DPoP"

// A proof is accepted from proofAge after it was made until proofLead before:
// clocks differ (RFC 9449, section 11.1).
const (
	proofAge  = 5 * time.Minute
	proofLead = 30 * time.Second
)

// maxProofID bounds the "jti" of a proof, in bytes.
const maxProofID = 256

// Algorithms are those of the proofs that are accepted.
func Algorithms() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{jose.ES256} }

// Verifier verifies proofs. It is safe for concurrent use.
type Verifier struct {
	now  func() time.Time
	used *replay.Memory
}

// New returns a verifier. The proofs that it accepted are remembered in the store.
func New(store transient.Store, now func() time.Time) *Verifier {
	return &Verifier{now: now, used: replay.New(store, "proof")}
}

// Proof verifies the request's proof (RFC 9449, section 4.3) and returns the
// thumbprint of its key; "" when the request has none. target is the URL of the
// request. accessToken is the token that the proof is presented with, or empty.
func (v *Verifier) Proof(r *http.Request, target, accessToken string) (thumbprint string, err error) {
	proofs := r.Header.Values(Scheme)
	switch len(proofs) {
	case 0:
		return "", nil
	case 1:
	default:
		return "", InvalidProof("the request has %d DPoP headers; expected one", len(proofs))
	}
	proof, err := verify.Decode(proofs[0])
	if err != nil {
		return "", InvalidProof("%v", err)
	}
	switch {
	case proof.Type() != "dpop+jwt":
		return "", InvalidProof("the proof's type is not dpop+jwt")
	case proof.Algorithm() != string(jose.ES256):
		return "", InvalidProof("the proof's algorithm is not ES256")
	case proof.Header["crit"] != nil:
		return "", InvalidProof("the proof has critical extensions; none are supported")
	}
	key, err := proofKey(proofs[0])
	if err != nil {
		return "", err
	}
	if err := checkClaims(proof, r.Method, target, accessToken); err != nil {
		return "", err
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", InvalidProof("its key has no thumbprint")
	}
	thumbprint = base64.RawURLEncoding.EncodeToString(sum)
	now, made, id := v.now(), proof.IssuedAt(), proof.ID()
	switch {
	case made.IsZero() || made.Before(now.Add(-proofAge)) || made.After(now.Add(proofLead)):
		return "", InvalidProof("its \"iat\" is not within the last %d seconds", int(proofAge.Seconds()))
	case id == "" || len(id) > maxProofID:
		return "", InvalidProof("its \"jti\" must have 1 to %d characters", maxProofID)
	}
	isNew, err := v.used.First(r.Context(), thumbprint, id, made.Add(proofAge), now)
	if err != nil {
		return "", fmt.Errorf("remembering the DPoP proof: %w", err)
	}
	if !isNew {
		return "", InvalidProof("its \"jti\" was used before")
	}
	return thumbprint, nil
}

// proofKey verifies the proof with the key that it brings.
func proofKey(raw string) (*jose.JSONWebKey, error) {
	// go-jose refuses a private key in the header when it parses.
	signed, err := jose.ParseSignedCompact(raw, Algorithms())
	if err != nil || len(signed.Signatures) != 1 {
		return nil, InvalidProof("it is no signed JWT whose key can be read")
	}
	key := signed.Signatures[0].Header.JSONWebKey
	if key == nil || !key.Valid() {
		return nil, InvalidProof("its header must have the public key as \"jwk\", and no private one")
	}
	if _, err := signed.Verify(key); err != nil {
		return nil, InvalidProof("its signature is not valid")
	}
	return key, nil
}

func checkClaims(proof *verify.Token, method, target, accessToken string) error {
	claim := func(name string) string { text, _ := proof.Claims[name].(string); return text }
	if claim("htm") != method {
		return InvalidProof("its \"htm\" is not %s", method)
	}
	if !sameTarget(claim("htu"), target) {
		return InvalidProof("its \"htu\" is not %s", target)
	}
	if accessToken != "" {
		sum := sha256.Sum256([]byte(accessToken))
		if claim("ath") != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return InvalidProof("its \"ath\" is not the hash of the access token")
		}
	}
	return nil
}

// sameTarget compares without query and fragment (RFC 9449, section 4.3, item 9).
func sameTarget(a, b string) bool {
	first, errFirst := url.Parse(a)
	second, errSecond := url.Parse(b)
	return errFirst == nil && errSecond == nil && strings.EqualFold(first.Scheme, second.Scheme) &&
		strings.EqualFold(first.Host, second.Host) && first.EscapedPath() == second.EscapedPath()
}

// InvalidProof refuses a proof; format and args say why.
func InvalidProof(format string, args ...any) *protocol.Error {
	return protocol.NewError(http.StatusBadRequest, "invalid_dpop_proof", "the DPoP proof: "+format, args...)
}
