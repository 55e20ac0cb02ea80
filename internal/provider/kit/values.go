package kit

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// NoAngleBrackets is the pattern of names of APIs and clients.
var NoAngleBrackets = regexp.MustCompile(`^[^<>]*$`)

// SigningAlgorithms are those in which a tenant signs tokens.
func SigningAlgorithms() []string { return []string{"HS256", "RS256", "RS512", "PS256"} }

// MethodClientSecretPost sends the secret in the body of a token request.
const MethodClientSecretPost = "client_secret_post"

// MethodClientSecretBasic sends the secret in the Authorization header.
const MethodClientSecretBasic = "client_secret_basic"

// MethodNone is the method of public clients.
const MethodNone = "none"

// DefaultAppType is what a client is unless the configuration says otherwise:
// the service sets no type.
const DefaultAppType = "non_interactive"

// UsesKeys reports whether a client authenticates by keys.
func UsesKeys(answer *management.Application) bool {
	return answer.Settings["client_authentication_methods"] != nil
}

// TextOrNull returns a text as a value; null for an empty one.
func TextOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}
