package organization

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxGrants is how many grants an organization can be associated with (facts 10.2,
// documented).
const maxGrants = 100

// association is the answer to POST, which has another form than the list (recorded
// 2026-04): grant_id and not id, and no subject_type.
type association struct {
	GrantID              string   `json:"grant_id"`
	ClientID             string   `json:"client_id,omitempty"`
	Audience             string   `json:"audience"`
	Scope                []string `json:"scope,omitzero"`
	OrganizationUsage    string   `json:"organization_usage,omitempty"`
	AllowAnyOrganization *bool    `json:"allow_any_organization,omitempty"`
}

func (h handlers) listGrants(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		o, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		answer, err = endpoint.Paginate(endpoint.Selection[*store.ClientGrant]{Items: grantsOf(tx, o, r.Query), ID: grantID}, p, "client_grants", grantID,
			func(grant *store.ClientGrant) (any, error) { return grant, nil })
		return err
	})
	return answer, err
}

func grantID(grant *store.ClientGrant) string { return grant.ID }

// grantsOf are the organization's grants that the query's filters leave.
func grantsOf(tx store.Reader, o *store.Organization, query map[string]any) []*store.ClientGrant {
	ids, filtered := query["grant_ids"].([]any)
	is := func(name, value string) bool {
		wanted, isSet := query[name].(string)
		return !isSet || wanted == value
	}
	var grants []*store.ClientGrant
	for _, id := range o.ClientGrants {
		grant := tx.ClientGrant(id)
		if grant != nil && is("audience", grant.Audience) && is("client_id", grant.ClientID) && (!filtered || slices.Contains(ids, any(id))) {
			grants = append(grants, grant)
		}
	}
	return grants
}

func (h handlers) addGrant(r *endpoint.Request) (any, error) {
	id, _ := r.Body["grant_id"].(string)
	var answer association
	return &answer, h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		grant := tx.ClientGrant(id)
		if err := mayAssociate(stored, grant); err != nil {
			return err
		}
		answer = association{grant.ID, grant.ClientID, grant.Audience, grant.Scope, grant.OrganizationUsage, grant.AllowAnyOrganization}
		changed := *stored
		changed.ClientGrants = append(slices.Clone(stored.ClientGrants), grant.ID)
		return tx.PutOrganization(&changed)
	})
}

// mayAssociate checks a new association. unknown: the statuses and texts of these
// refusals, except for a grant that does not exist, and whether a second association is
// refused.
func mayAssociate(o *store.Organization, grant *store.ClientGrant) error {
	switch {
	case grant == nil:
		return endpoint.MissingClientGrant()
	case grant.OrganizationUsage == "" || grant.OrganizationUsage == "deny":
		return endpoint.InvalidBody("The organization_usage of the client grant %s is deny.", grant.ID)
	case slices.Contains(o.ClientGrants, grant.ID):
		return endpoint.Conflict("organization_client_grant_conflict", "The client grant %s is already associated with the organization %s.", grant.ID, o.ID)
	case len(o.ClientGrants) >= maxGrants:
		return endpoint.Refuse(http.StatusForbidden, endpoint.CodeTooMany, "An organization can have at most %d client grants.", maxGrants)
	}
	return nil
}

// removeGrant also succeeds where there is no association (unknown).
func (h handlers) removeGrant(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		changed := *stored
		changed.ClientGrants = slices.DeleteFunc(slices.Clone(stored.ClientGrants), func(id string) bool { return id == r.Member })
		return tx.PutOrganization(&changed)
	})
}
