package trial

import (
	"encoding/json"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Method is how a client authenticates at the token endpoint: a value of
// token_endpoint_auth_method, or a member of client_authentication_methods.
type Method string

// The methods that the page can use, and none.
const (
	SecretPost  Method = "client_secret_post"
	SecretBasic Method = "client_secret_basic"
	PrivateKey  Method = "private_key_jwt"
	None        Method = "none"
)

// UsesSecret reports whether the client authenticates with its secret.
func (a Method) UsesSecret() bool { return a == SecretPost || a == SecretBasic }

// Words returns the method as people read it.
func (a Method) Words() string {
	switch a {
	case SecretPost, SecretBasic:
		return "secret (" + string(a) + ")"
	case PrivateKey:
		return "private key (private_key_jwt)"
	case None:
		return "none: a public client"
	}
	return "client certificate (" + string(a) + ")"
}

// MethodOf returns how a client authenticates. A client without a method may send
// its secret in either way.
func MethodOf(client *store.Client) Method {
	var methods map[string]json.RawMessage
	_ = json.Unmarshal(client.Properties["client_authentication_methods"], &methods) // nil if it is not set
	for _, method := range []Method{PrivateKey, "tls_client_auth", "self_signed_tls_client_auth"} {
		if methods[string(method)] != nil {
			return method
		}
	}
	if client.TokenEndpointAuthMethod == "" {
		return SecretPost
	}
	return Method(client.TokenEndpointAuthMethod)
}
