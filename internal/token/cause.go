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
	// CauseOrganizationMissing: "parameter organization is required for this client".
	CauseOrganizationMissing
	// CauseOrganizationDenied: "parameter organization is not allowed for this client".
	CauseOrganizationDenied
	// CauseOrganizationName: "… organization must be an organization id".
	CauseOrganizationName
	// CauseOrganizationAccess: the grant is not associated with the organization that
	// the request names. The service's text is unknown; 403 is inferred.
	CauseOrganizationAccess
	// CauseQuota: "Client quota exceeded" (documented); of an organization, inferred.
	CauseQuota
	// CauseProof: the DPoP proof is missing or refused (invalid_dpop_proof; RFC 9449,
	// section 5).
	CauseProof
	// CauseSubjectToken: the token that was to be exchanged is not accepted.
	CauseSubjectToken
	// CauseExchange: the client may not exchange tokens.
	CauseExchange
	// CauseConsent: the API asks users for consent, which an exchange cannot obtain.
	CauseConsent
	// CauseGrantType: "Grant type 'client_credentials' not allowed for the client."
	CauseGrantType
)

// Cause distinguishes the causes by status, code and text.
func (e *Error) Cause() Cause {
	says := func(start string) bool { return strings.HasPrefix(e.Description, start) }
	switch {
	case e.StatusCode == http.StatusTooManyRequests && strings.Contains(e.Description, "quota"):
		return CauseQuota
	case e.StatusCode == http.StatusTooManyRequests:
		return CauseRateLimit
	case e.Code == "":
		return CauseNotOAuth
	case e.Code == "invalid_dpop_proof", e.Code == proofNonceError:
		return CauseProof
	case e.Exchanged && (e.Code == "invalid_grant" || says("Delegation chain")):
		return CauseSubjectToken
	case e.Code == "consent_required":
		return CauseConsent
	case e.StatusCode == http.StatusUnauthorized:
		return CauseCredentials
	case says("Service not enabled within domain"), says("Service not found"):
		return CauseAudience
	case says("Client has not been granted scopes"):
		return CauseScopes
	case says("Client is not authorized to access "), says(`Client "`) && strings.Contains(e.Description, `" is not authorized to access `):
		if e.Organization != "" && !strings.Contains(e.Description, "client-grant") {
			return CauseOrganizationAccess
		}
		return CauseNoGrant
	case e.Code == "unauthorized_client" && e.Exchanged:
		return CauseExchange
	case e.Code == "unauthorized_client":
		return CauseGrantType
	}
	return e.organizationCause()
}

// organizationCause distinguishes the causes that concern organizations. Two of the
// texts are reported of user flows (facts 10.3), which is why only their ends count.
func (e *Error) organizationCause() Cause {
	has := func(text string) bool { return strings.Contains(e.Description, text) }
	switch {
	case has("organization is required"):
		return CauseOrganizationMissing
	case has("organization is not allowed"):
		return CauseOrganizationDenied
	case has("organization must be an organization id"):
		return CauseOrganizationName
	case e.Organization != "" && e.StatusCode == http.StatusForbidden:
		return CauseOrganizationAccess
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
		subject := ""
		if e.Exchanged {
			subject = `, subject_type = "user"`
		}
		return fmt.Sprintf("Create a grant: an auth0api_client_grant with client_id = %q%s and audience = %q.", e.ClientID, subject, e.Audience)
	case CauseScopes:
		return "Add the scopes to those of the client's grant on this API."
	case CauseOrganizationMissing:
		return "The client's grant has organization_usage = \"require\", and this request names no organization. Set organization to the ID of an organization (org_…) that the grant is associated with, or default_organization on the client."
	case CauseOrganizationDenied:
		return "The client's grant has organization_usage = \"deny\", the default. Set organization_usage = \"allow\" or \"require\" on its auth0api_client_grant, or remove organization here."
	case CauseOrganizationName:
		return "Set organization to the organization's ID, which begins with org_; or let the tenant accept names with allow_organization_name_in_authentication_api, which the dashboard has under Settings, Advanced."
	case CauseOrganizationAccess:
		return fmt.Sprintf("The grant of client %q on this API must be associated with the organization: create an auth0api_organization_client_grant with organization_id = %q and the grant's ID as grant_id, or set allow_any_organization = true on the grant.", e.ClientID, e.Organization)
	case CauseQuota:
		return "The token_quota of the client, of the organization or of the tenant is used up for this hour or day. Try again later, raise it, or set enforce = false in it."
	case CauseProof:
		return "The API (proof_of_possession) or the client (require_proof_of_possession) demands a token that is bound to a key: set dpop_private_key to an elliptic-curve key (P-256). If it is set, check that the clock of this machine is right."
	case CauseSubjectToken:
		return "subject_token must be an access token of a user, issued by this tenant for the API that the client represents (resource_server_identifier), not expired, and the result of at most two exchanges."
	case CauseExchange:
		return "The client needs app_type = \"resource_server\", resource_server_identifier, and token_exchange = { allow_any_profile_of_type = [\"on_behalf_of_token_exchange\"] }."
	case CauseConsent:
		return "Set skip_consent_for_verifiable_first_party_clients = true on the API."
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
