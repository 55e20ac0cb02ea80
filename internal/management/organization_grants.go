package management

import (
	"context"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// maxOrganizationGrantsPages bounds a list whose total is wrong: an organization has at
// most 1,000 grants.
const maxOrganizationGrantsPages = 11

// OrganizationClientGrants returns the client grants that are associated with an
// organization: all, or those for an API and of a client where these are not empty. It
// takes a request for each 100.
func (c *Client) OrganizationClientGrants(ctx context.Context, organizationID, audience, clientID string) ([]*ClientGrant, error) {
	filters := url.Values{}
	for name, value := range map[string]string{"audience": audience, "client_id": clientID} {
		if value != "" {
			filters.Set(name, value)
		}
	}
	return readPages[*ClientGrant](ctx, c, rest.Path(rest.Organizations, organizationID, rest.ClientGrants), filters, "client_grants", maxOrganizationGrantsPages)
}
