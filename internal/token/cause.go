package token

import (
	"fmt"
	"net/http"
	"strings"
)

// Cause is why a token endpoint refused a request, as far as its response says.
type Cause int

// The causes, by the responses of Auth0's token endpoint (reported 2020 to 2026).
const (
	// CauseUnknown: the response says nothing that is known here.
	CauseUnknown Cause = iota
	// CauseNotOAuth: the response is not one of a token endpoint.
	CauseNotOAuth
	// CauseRateLimit: too many requests.
	CauseRateLimit
	// CauseCredentials: the client did not authenticate.
	CauseCredentials
	// CauseAudience: "Service not enabled within domain: AUDIENCE".
	CauseAudience
	// CauseNoGrant: "Client \"ID\" is not authorized to access resource server
	// \"AUDIENCE\". …"; until 2025 without the client's ID.
	CauseNoGrant
	// CauseScopes: "Client has not been granted scopes: …".
	CauseScopes
	// CauseOrganization: "parameter organization is required for this client".
	CauseOrganization
	// CauseGrantType: "Grant type 'client_credentials' not allowed for the client."
	CauseGrantType
)

// Cause distinguishes the causes by status, code and text.
func (e *Error) Cause() Cause {
	says := func(start string) bool { return strings.HasPrefix(e.Description, start) }
	switch {
	case e.StatusCode == http.StatusTooManyRequests:
		return CauseRateLimit
	case e.Code == "":
		return CauseNotOAuth
	case e.StatusCode == http.StatusUnauthorized:
		return CauseCredentials
	case says("Service not enabled within domain"):
		return CauseAudience
	case says("Client has not been granted scopes"):
		return CauseScopes
	case says("Client is not authorized to access "), says(`Client "`) && strings.Contains(e.Description, `" is not authorized to access `):
		return CauseNoGrant
	case says("parameter organization is required"):
		return CauseOrganization
	case e.Code == "unauthorized_client":
		return CauseGrantType
	}
	return CauseUnknown
}

// managementPath ends the identifier of a tenant's Management API.
const managementPath = "/api/v2/"

// advice is what to do next; "" where the response does not say why it refused.
func (e *Error) advice() string {
	switch e.Cause() {
	case CauseUnknown:
		return ""
	case CauseRateLimit:
		return "The tenant's rate limit is used up; try again later."
	case CauseNotOAuth:
		return "That is not the response of a token endpoint; check the domain."
	case CauseCredentials:
		if e.ByKey {
			return "Check that the client has the public key of this private key (in the dashboard under Applications, Credentials), that the key has not expired, and that it has the algorithm of the assertions."
		}
		return "Check the client's id, its secret, and its token_endpoint_auth_method."
	case CauseAudience:
		if strings.HasSuffix(e.Audience, managementPath) {
			return e.audienceOrigin() + "The tenant's Management API has another identifier, as behind a custom domain: set audience in the provider's block, or AUTH0_AUDIENCE, to https://TENANT_DOMAIN/api/v2/ with the tenant's own domain."
		}
		return e.audienceOrigin() + "No API of the tenant has that identifier. Identifiers are compared exactly, including a slash at the end."
	case CauseNoGrant:
		return fmt.Sprintf("Create a grant: an auth0api_client_grant with client_id = %q and audience = %q.", e.ClientID, e.Audience)
	case CauseScopes:
		return "Add the scopes to those of the client's grant on this API."
	case CauseOrganization:
		return "The client's grant has organization_usage = \"require\", and this request names no organization, which neither the data source auth0api_token nor the mock tenant can. Set organization_usage to \"allow\" or \"deny\" to test the grant."
	case CauseGrantType:
		return "The client's grant_types must include client_credentials."
	}
	return ""
}

// audienceOrigin says where the audience comes from, for an error about it.
func (e *Error) audienceOrigin() string {
	if e.AudienceFrom == "" {
		return ""
	}
	return fmt.Sprintf("The audience comes from the environment variable %s; if it was set for something else, unset it. ", e.AudienceFrom)
}
