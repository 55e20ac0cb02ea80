package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/quota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// tokenQuota is the form of token_quota, of clients, organizations and the tenant's
// defaults.
type tokenQuota struct {
	ClientCredentials *quota.Quota `json:"client_credentials"`
}

// quotasOf returns the quotas that apply to a token (facts 11.1): the client's own or the
// tenant's default for clients, and the same of the organization of the request.
func quotasOf(tenant store.Reader, client *store.Client, organization *policy.Organization) ([]quota.Applied, error) {
	s, err := settings.Of(tenant)
	if err != nil {
		return nil, err
	}
	var applied []quota.Applied
	own := clientproperty.Get[tokenQuota](client, "token_quota").ClientCredentials
	if own == nil {
		own = (*quota.Quota)(s.DefaultTokenQuota.Clients.ClientCredentials)
	}
	if own != nil {
		applied = append(applied, quota.ForClient(*own, client.ClientID))
	}
	if organization == nil {
		return applied, nil
	}
	var of tokenQuota
	if stored := tenant.Organization(organization.ID); stored != nil && stored.TokenQuota != nil {
		if err := json.Unmarshal(stored.TokenQuota, &of); err != nil {
			return nil, fmt.Errorf("reading the quota of the organization %s: %w", stored.ID, err)
		}
	}
	if of.ClientCredentials == nil {
		of.ClientCredentials = (*quota.Quota)(s.DefaultTokenQuota.Organizations.ClientCredentials)
	}
	if of.ClientCredentials != nil {
		applied = append(applied, quota.ForOrganization(*of.ClientCredentials, organization.ID))
	}
	return applied, nil
}

// withHeader is an answer with headers of its own.
type withHeader struct {
	body   any
	header http.Header
}

// Answer implements protocol.Answer.
func (w withHeader) Answer() (body any, header http.Header) { return w.body, w.header }
