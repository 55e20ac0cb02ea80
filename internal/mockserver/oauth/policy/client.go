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
		return nil, nil, protocol.AccessDenied("Service not found: %s", audience)
	}
	if policy := api.SubjectTypeAuthorization; policy != nil && policy.Client.Policy == denyAll {
		return nil, nil, protocol.AccessDenied("Client is not authorized to access \"%s\": the API's subject_type_authorization denies all clients.", audience)
	}
	grant := grantFor(tenant, client, audience, subjectClient)
	if grant == nil {
		return nil, nil, protocol.AccessDenied("Client is not authorized to access \"%s\". You need to create a \"client-grant\" associated to this API.", audience)
	}
	if grant.OrganizationUsage == "require" {
		return nil, nil, protocol.AccessDenied("Client is not authorized to access \"%s\" without an organization: the client grant requires one.", audience)
	}
	scopes, err := subset(grantedScopes(api, grant), asked)
	return api, scopes, err
}

// subset returns the asked scopes of the granted ones, in the order of these;
// all when none is asked for.
func subset(granted, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return granted, nil
	}
	if missing := difference(asked, granted); len(missing) > 0 {
		return nil, protocol.AccessDenied("Client has not been granted scopes: %s", strings.Join(missing, ", "))
	}
	return Intersection(granted, asked), nil
}

// difference returns the elements of a that are not in b, each once.
func difference(a, b []string) []string {
	exclude := make(map[string]bool, len(b))
	for _, each := range b {
		exclude[each] = true
	}
	var out []string
	for _, each := range a {
		if !exclude[each] {
			out = append(out, each)
			exclude[each] = true
		}
	}
	return out
}
