package policy

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// ForClient decides which API and which of its scopes an authenticated client
// gets on its own (RFC 6749, section 4.4). Without asked scopes it gets all that
// are granted.
func ForClient(tenant store.Reader, client *store.Client, audience string, asked []string) (*store.ResourceServer, []string, error) {
	if err := CheckGrantType(client, ClientCredentials); err != nil {
		return nil, nil, err
	}
	if audience == "" {
		return nil, nil, protocol.AccessDenied("No audience parameter was provided, and no default audience has been configured")
	}
	api := tenant.ResourceServerByIdentifier(audience)
	if api == nil {
		return nil, nil, protocol.AccessDenied("Service not enabled within domain: %s", audience) // findings, F18
	}
	access, err := accessOf(tenant, client, api, subjectClient)
	if err != nil {
		return nil, nil, err
	}
	if !access.permitted {
		// unknown: the text where the API's policy denies all clients.
		return nil, nil, protocol.AccessDenied(`Client "%s" is not authorized to access resource server "%s". You need to create a "client-grant" associated to this API.`, client.ClientID, audience)
	}
	if len(asked) == 0 {
		return api, access.scopes, nil
	}
	if missing := difference(asked, append(access.undefined, access.scopes...)); len(missing) > 0 {
		return nil, nil, protocol.AccessDenied("Client has not been granted scopes: %s", strings.Join(missing, " "))
	}
	return api, Intersection(access.scopes, asked), nil
}
