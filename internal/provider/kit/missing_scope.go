package kit

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// requiredScopes finds the scopes, one of which a request takes, in the
// service's refusal.
var requiredScopes = regexp.MustCompile(`expected any of: ([\w:, -]+)`)

// rotateKeysPath ends the path of the one request that needs several scopes
// together (OpenAPI document of the Management API, August 2026).
const rotateKeysPath = "/keys/signing/rotate"

// adviseForbidden says what to do about a 403: how to grant the scope that the
// provider's client lacks, where the refusal names it.
func adviseForbidden(refused *management.Error) string {
	match := requiredScopes.FindStringSubmatch(refused.Message)
	switch {
	case refused.Code == "too_many_entities":
		return "The tenant has as many objects of this kind as its subscription allows. Delete an unused object, or upgrade the subscription."
	case refused.Code == "insufficient_entitlement":
		return "The subscription of the tenant lacks this feature. Remove the setting, or upgrade the subscription."
	case refused.StatusCode != http.StatusForbidden || match == nil:
		return "Grant the provider's client the scope that the message names, on the tenant's Management API."
	}
	scopes := strings.FieldsFunc(match[1], func(r rune) bool { return r == ',' || r == ' ' })
	missing := "the scope " + scopes[0]
	switch {
	case len(scopes) > 1 && strings.HasSuffix(refused.Path, rotateKeysPath):
		missing = "the scopes " + strings.Join(scopes, " and ")
	case len(scopes) > 1:
		missing = "one of the scopes " + strings.Join(scopes, ", ")
	}
	return "Grant the provider's client " + missing + " on the tenant's Management API: in the dashboard under Applications, APIs, " +
		"Auth0 Management API; or, where Terraform manages that client, by adding it to `scopes` of its auth0api_client_grant. Then run Terraform again."
}
