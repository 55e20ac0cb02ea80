package management

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	organizationGrantsPageSize = 100
	// maxOrganizationGrantsPages bounds a list whose total is wrong: an organization
	// has at most 1,000 grants.
	maxOrganizationGrantsPages = 11
)

// OrganizationClientGrants returns the client grants that are associated with an
// organization: all, or those for an API and of a client where these are not empty. It
// takes a request for each 100.
func (c *Client) OrganizationClientGrants(ctx context.Context, organizationID, audience, clientID string) ([]*ClientGrant, error) {
	query := url.Values{"per_page": {strconv.Itoa(organizationGrantsPageSize)}, "include_totals": {"true"}}
	for name, value := range map[string]string{"audience": audience, "client_id": clientID} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var all []*ClientGrant
	for number := range maxOrganizationGrantsPages {
		query.Set("page", strconv.Itoa(number))
		r := rest.Request{Method: http.MethodGet, Path: rest.Path(rest.Organizations, organizationID, rest.ClientGrants), Query: query}
		answer, err := c.rest.Call(ctx, r)
		if err != nil {
			return nil, err
		}
		var page struct {
			Grants []*ClientGrant `json:"client_grants"`
			Total  int            `json:"total"`
		}
		if err := r.Decode(answer, &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Grants...); len(all) >= page.Total || len(page.Grants) == 0 {
			break
		}
	}
	return all, nil
}
