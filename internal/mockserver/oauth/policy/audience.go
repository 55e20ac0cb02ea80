package policy

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Named returns the API that the parameters of a request name: audience, else
// resource where the tenant takes it (facts 6.1); empty if they name none.
func Named(tenant store.Reader, audience, resource string) (identifier string, err error) {
	if audience != "" || resource == "" {
		return audience, nil
	}
	s, err := settings.Of(tenant)
	if err != nil || s.ResourceParameterProfile != settings.ProfileCompatibility {
		return "", err
	}
	return resource, nil
}

// Audience is [Named], or else the tenant's default_audience (facts 5.3). unknown:
// whether that one counts for client credentials.
func Audience(tenant store.Reader, audience, resource string) (identifier string, err error) {
	identifier, err = Named(tenant, audience, resource)
	if err != nil || identifier != "" {
		return identifier, err
	}
	s, err := settings.Of(tenant)
	return s.DefaultAudience, err
}

// unknownAPI refuses the identifier of no API (facts 4.5, reported 2026).
// unknown: the status.
func unknownAPI(tenant store.Reader, identifier string) error {
	refused := protocol.AccessDenied("Service not found: %s", identifier)
	refused.Hint = similarIdentifier(tenant, identifier)
	return refused
}

// similarIdentifier says which API has the identifier except for a slash at its end:
// the service compares byte for byte (facts 6.1). Without such an API it returns "".
func similarIdentifier(tenant store.Reader, identifier string) string {
	other, hasSlash := strings.CutSuffix(identifier, "/")
	if !hasSlash {
		other += "/"
	}
	if tenant.ResourceServerByIdentifier(other) == nil {
		return ""
	}
	return "The tenant has an API " + other + ". Identifiers are compared byte for byte, with the slash at the end: " +
		"declare the API with the identifier that clients send. MCP clients send the URL of the server in its normal form, where a host without a path ends in a slash."
}
