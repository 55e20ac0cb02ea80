package oauth

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// dpop is the token type and scheme of RFC 9449, and the header of its proofs.
const dpop = "DPoP"

// A proof is accepted from proofAge after it was made until proofLead before:
// clocks differ (RFC 9449, section 11.1).
const (
	proofAge  = 5 * time.Minute
	proofLead = 30 * time.Second
)

// maxProofID bounds the "jti" of a proof, in bytes.
const maxProofID = 256

func proofAlgorithms() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{jose.ES256} }

// proof checks the request's DPoP proof (RFC 9449, section 4.3) and returns the
// thumbprint of its key, "" when there is none. accessToken is the token that
// the proof comes with, or empty.
func (h *handler) proof(r *http.Request, target, accessToken string) (thumbprint string, refused *refusal) {
	proofs := r.Header.Values(dpop)
	switch len(proofs) {
	case 0:
		return "", nil
	case 1:
	default:
		return "", badProof("the request has %d DPoP headers; expected one", len(proofs))
	}
	proof, err := verify.Decode(proofs[0])
	if err != nil {
		return "", badProof("%v", err)
	}
	switch {
	case proof.Type() != "dpop+jwt":
		return "", badProof("the proof's type is not dpop+jwt")
	case proof.Algorithm() != string(jose.ES256):
		return "", badProof("the proof's algorithm is not ES256")
	case proof.Header["crit"] != nil:
		return "", badProof("the proof has critical extensions; none are supported")
	}
	key, refused := proofKey(proofs[0])
	if refused != nil {
		return "", refused
	}
	if refused := checkProof(proof, r.Method, target, accessToken); refused != nil {
		return "", refused
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", badProof("its key has no thumbprint")
	}
	thumbprint = base64.RawURLEncoding.EncodeToString(sum)
	now, made, id := h.Now(), proof.IssuedAt(), proof.ID()
	switch {
	case made.IsZero() || made.Before(now.Add(-proofAge)) || made.After(now.Add(proofLead)):
		return "", badProof("its \"iat\" is not within the last %d seconds", int(proofAge.Seconds()))
	case id == "" || len(id) > maxProofID:
		return "", badProof("its \"jti\" must have 1 to %d characters", maxProofID)
	case !h.replays.first("dpop "+thumbprint, id, made.Add(proofAge), now):
		return "", badProof("its \"jti\" was used before")
	}
	return thumbprint, nil
}

// proofKey verifies the proof with the key that it brings.
func proofKey(raw string) (*jose.JSONWebKey, *refusal) {
	// go-jose refuses a private key in the header when it parses.
	signed, err := jose.ParseSignedCompact(raw, proofAlgorithms())
	if err != nil || len(signed.Signatures) != 1 {
		return nil, badProof("it is no signed JWT whose key can be read")
	}
	key := signed.Signatures[0].Header.JSONWebKey
	if key == nil || !key.Valid() {
		return nil, badProof("its header must have the public key as \"jwk\", and no private one")
	}
	if _, err := signed.Verify(key); err != nil {
		return nil, badProof("its signature is not valid")
	}
	return key, nil
}

func checkProof(proof *verify.Token, method, target, accessToken string) *refusal {
	claim := func(name string) string { text, _ := proof.Claims[name].(string); return text }
	if claim("htm") != method {
		return badProof("its \"htm\" is not %s", method)
	}
	if !sameTarget(claim("htu"), target) {
		return badProof("its \"htu\" is not %s", target)
	}
	if accessToken != "" {
		sum := sha256.Sum256([]byte(accessToken))
		if claim("ath") != base64.RawURLEncoding.EncodeToString(sum[:]) {
			return badProof("its \"ath\" is not the hash of the access token")
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

func badProof(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, "invalid_dpop_proof", "the DPoP proof: "+format, args...)
}

// binding decides whether a token is bound to the key of the proof that came
// with its request ("" when none did), and refuses when one should have come.
func binding(client *store.Client, api *store.ResourceServer, proof string) (thumbprint string, refused *refusal) {
	policy := api.ProofOfPossession
	wanted := property[bool](client, "require_proof_of_possession")
	if policy != nil && policy.Required && (policy.RequiredFor != "public_clients" || isPublic(client)) {
		if policy.Mechanism != "dpop" {
			return "", denied("%s requires tokens that are bound by mutual TLS, which the mock tenant does not serve", api.Identifier)
		}
		wanted = true
	}
	switch {
	case wanted && proof == "":
		return "", refuse(http.StatusBadRequest, "invalid_dpop_proof", "a token for %s must be bound to a key: send a DPoP proof", api.Identifier)
	case wanted, policy != nil && policy.Mechanism == "dpop":
		return proof, nil
	}
	// RFC 9449, section 5: the answer's token_type says that it is not bound.
	return "", nil
}

// requiresDPoP tells whether the API should accept no other tokens.
func requiresDPoP(api *store.ResourceServer) bool {
	policy := api.ProofOfPossession
	return policy != nil && policy.Mechanism == "dpop" && policy.Required && policy.RequiredFor != "public_clients"
}

// boundTo is the thumbprint of the key that an access token is bound to, or "".
func boundTo(token *verify.Token) string {
	confirmation, _ := token.Claims["cnf"].(map[string]any)
	thumbprint, _ := confirmation["jkt"].(string)
	return thumbprint
}
