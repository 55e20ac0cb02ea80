package policy

import (
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The values of organization_usage, of grants and of clients. An absent one is deny.
const (
	usageAllow   = "allow"
	usageRequire = "require"
)

// Organization is what tokens say of an organization. Name is empty unless the tenant
// takes names in the Authentication API (facts 10.3).
type Organization struct{ ID, Name string }

// organizationOf returns the organization that a request names, by its ID, or by its name
// where the tenant takes names. It is nil without an error where there is no such
// organization.
func organizationOf(tenant store.Reader, named string) (*store.Organization, error) {
	s, err := settings.Of(tenant)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(named, "org_") {
		return tenant.Organization(named), nil
	}
	if !s.OrganizationNames {
		return nil, protocol.InvalidRequest("authorization request parameter organization must be an organization id") // facts 10.3, reported
	}
	return tenant.OrganizationByName(strings.ToLower(named)), nil
}

func shown(tenant store.Reader, o *store.Organization) (*Organization, error) {
	s, err := settings.Of(tenant)
	if err != nil || o == nil {
		return nil, err
	}
	out := &Organization{ID: o.ID}
	if s.OrganizationNames {
		out.Name = o.Name
	}
	return out, nil
}

func organizationRequired() error {
	return protocol.InvalidRequest("parameter organization is required for this client")
}

func organizationNotAllowed() error {
	return protocol.InvalidRequest("parameter organization is not allowed for this client")
}

// forClient decides for which organization a client gets a token on its own (facts 10.3):
// as its grant says, and by default the client's default_organization where the grant
// requires one. unknown: statuses and texts of the refusals; they are inferred from those
// of user flows.
func organizationForClient(tenant store.Reader, client *store.Client, grant *store.ClientGrant, named string) (*store.Organization, error) {
	if named == "" && grant.OrganizationUsage == usageRequire {
		if named = defaultOrganization(client); named == "" {
			return nil, organizationRequired()
		}
	}
	if named == "" {
		return nil, nil
	}
	if grant.OrganizationUsage != usageAllow && grant.OrganizationUsage != usageRequire {
		return nil, organizationNotAllowed()
	}
	organization, err := organizationOf(tenant, named)
	if err != nil {
		return nil, err
	}
	anyOrganization := grant.AllowAnyOrganization != nil && *grant.AllowAnyOrganization
	if organization == nil || !anyOrganization && !slices.Contains(organization.ClientGrants, grant.ID) {
		return nil, protocol.AccessDenied(`Client "%s" is not authorized to access resource server "%s" for the organization "%s".`, client.ClientID, grant.Audience, named)
	}
	return organization, nil
}

// defaultOrganization returns the ID of the client's default for client credentials, or "".
func defaultOrganization(client *store.Client) string {
	byDefault := clientproperty.Get[struct {
		ID    string   `json:"organization_id"`
		Flows []string `json:"flows"`
	}](client, "default_organization")
	if !slices.Contains(byDefault.Flows, ClientCredentials) {
		return ""
	}
	return byDefault.ID
}

// OrganizationForUser decides for which organization a user logs in, as the client's
// organization_usage says (facts 10.3). The mock has no members: each user belongs to each
// organization. unknown: what organization_require_behavior shows; here a request without
// an organization is refused, whatever it says.
func OrganizationForUser(tenant store.Reader, client *store.Client, named string) (*Organization, error) {
	usage := clientproperty.Get[string](client, "organization_usage")
	switch {
	case named == "" && usage == usageRequire:
		return nil, organizationRequired()
	case named == "":
		return nil, nil
	case usage != usageAllow && usage != usageRequire:
		return nil, organizationNotAllowed()
	}
	organization, err := organizationOf(tenant, named)
	if err != nil {
		return nil, err
	}
	if organization == nil || !client.IsFirstParty && organization.ThirdPartyClientAccess != usageAllow {
		// facts 4.5 for an organization that is closed to third parties; inferred for an
		// organization that does not exist.
		return nil, protocol.InvalidRequest("parameter organization is invalid: %s", named)
	}
	return shown(tenant, organization)
}

// StillThere returns the organization of an earlier request as it is now; nil where it
// was deleted.
func StillThere(tenant store.Reader, id string) (*Organization, error) {
	return shown(tenant, tenant.Organization(id))
}
