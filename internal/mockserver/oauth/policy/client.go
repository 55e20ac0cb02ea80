package policy

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Own is what a client asks for on its own.
type Own struct {
	// Audience is the identifier of the API.
	Audience string
	Scopes   []string
	// Organization is the ID or the name of the organization, or empty.
	Organization string
}

// Granted is what a client gets on its own.
type Granted struct {
	API    *store.ResourceServer
	Scopes []string
	// Organization is nil for a token without one.
	Organization *Organization
}

// ForClient decides which API and which of its scopes an authenticated client
// gets on its own (RFC 6749, section 4.4). Without asked scopes it gets all that
// are granted.
func ForClient(tenant store.Reader, client *store.Client, own Own) (granted Granted, err error) {
	if err := CheckGrantType(client, ClientCredentials); err != nil {
		return granted, err
	}
	if own.Audience == "" {
		return granted, protocol.AccessDenied("No audience parameter was provided, and no default audience has been configured")
	}
	if granted.API = tenant.ResourceServerByIdentifier(own.Audience); granted.API == nil {
		return granted, protocol.AccessDenied("Service not enabled within domain: %s", own.Audience) // findings, F18
	}
	access := accessOf(tenant, client, granted.API, subjectClient)
	if !access.permitted {
		// unknown: the text where the API's policy denies all clients.
		return granted, protocol.AccessDenied(`Client "%s" is not authorized to access resource server "%s". You need to create a "client-grant" associated to this API.`, client.ClientID, own.Audience)
	}
	if access.grant != nil {
		organization, err := organizationForClient(tenant, client, access.grant, own.Organization)
		if err != nil {
			return granted, err
		}
		if granted.Organization, err = shown(tenant, organization); err != nil {
			return granted, err
		}
	}
	granted.Scopes = access.scopes
	if len(own.Scopes) == 0 {
		return granted, nil
	}
	if missing := difference(own.Scopes, append(access.undefined, access.scopes...)); len(missing) > 0 {
		return granted, protocol.AccessDenied("Client has not been granted scopes: %s", strings.Join(missing, " "))
	}
	granted.Scopes = Intersection(access.scopes, own.Scopes)
	return granted, nil
}
