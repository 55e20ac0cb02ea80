package dpop

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Binding decides whether a token is bound to the key of the proof that came
// with its request ("" when none did), and refuses a request without proof when
// the client or the API requires one.
func Binding(client *store.Client, api *store.ResourceServer, proof string) (thumbprint string, err error) {
	policy := api.ProofOfPossession
	wanted := clientproperty.Get[bool](client, "require_proof_of_possession")
	if policy != nil && policy.Required && (policy.RequiredFor != "public_clients" || clientproperty.IsPublic(client)) {
		if policy.Mechanism != mechanism {
			return "", protocol.AccessDenied("%s requires tokens that are bound by mutual TLS, which the mock tenant does not serve", api.Identifier)
		}
		wanted = true
	}
	switch {
	case wanted && proof == "":
		return "", protocol.NewError(http.StatusBadRequest, "invalid_dpop_proof", "a token for %s must be bound to a key: send a DPoP proof", api.Identifier)
	case wanted, policy != nil && policy.Mechanism == mechanism:
		return proof, nil
	}
	// RFC 9449, section 5: the answer's token_type says that it is not bound.
	return "", nil
}

// mechanism is that of proof_of_possession for this package.
const mechanism = "dpop"

// Required reports whether the API should accept no tokens but bound ones.
func Required(api *store.ResourceServer) bool {
	policy := api.ProofOfPossession
	return policy != nil && policy.Mechanism == mechanism && policy.Required && policy.RequiredFor != "public_clients"
}

// KeyOf is the thumbprint of the key that an access token is bound to, or "".
func KeyOf(token *verify.Token) string {
	confirmation, _ := token.Claims["cnf"].(map[string]any)
	thumbprint, _ := confirmation["jkt"].(string)
	return thumbprint
}
