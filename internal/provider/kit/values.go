package kit

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// NoAngleBrackets is the pattern of names of APIs and clients.
var NoAngleBrackets = regexp.MustCompile(`^[^<>]*$`)

// SigningAlgorithms are those in which a tenant signs tokens.
func SigningAlgorithms() []string { return []string{"HS256", "RS256", "RS512", "PS256"} }

const MethodClientSecretPost = "client_secret_post"

const MethodClientSecretBasic = "client_secret_basic"

const MethodNone = "none"

// DefaultAppType is what a client is unless the configuration says otherwise:
// the service would leave the type open.
const DefaultAppType = "non_interactive"

func UsesKeys(answer *management.Application) bool {
	return answer.Settings["client_authentication_methods"] != nil
}

// TextOf returns a known text of a plan or state; empty for null or unknown.
func TextOf(values settings.Object, name string) string {
	var text *string
	if value, has := values[name]; !has || !value.IsKnown() || value.As(&text) != nil || text == nil {
		return ""
	}
	return *text
}

func TextOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}
