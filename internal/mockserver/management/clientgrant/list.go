package clientgrant

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/organization"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (h handlers) list(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		answer, err = endpoint.Paginate(wanted(tx, r.Query), p, "client_grants", grantID, func(g *store.ClientGrant) (any, error) { return g, nil })
		return err
	})
	return answer, err
}

func grantID(g *store.ClientGrant) string { return g.ID }

// wanted are all grants, or those that the query's filters leave.
func wanted(tx store.Reader, query map[string]any) endpoint.Records[*store.ClientGrant] {
	filters := []string{"client_id", "audience", "subject_type", "default_for", "allow_any_organization"}
	if !slices.ContainsFunc(filters, func(name string) bool { return query[name] != nil }) {
		return tx.ClientGrants()
	}
	return endpoint.Selection[*store.ClientGrant]{Items: endpoint.Keep(candidates(tx, query), filter(query)), ID: grantID}
}

// candidates uses the index that leaves the fewest to filter.
func candidates(tx store.Reader, query map[string]any) []*store.ClientGrant {
	if clientID, isSet := query["client_id"].(string); isSet && clientID != "" {
		return tx.ClientGrantsOfClient(clientID)
	}
	if audience, isSet := query["audience"].(string); isSet {
		return tx.ClientGrantsOfAudience(audience)
	}
	return tx.ClientGrants().All()
}

func filter(query map[string]any) func(*store.ClientGrant) bool {
	is := func(name, value string) bool {
		wanted, isSet := query[name].(string)
		return !isSet || wanted == value
	}
	anyOrganization := query["allow_any_organization"] == true
	return func(g *store.ClientGrant) bool {
		return is("client_id", g.ClientID) && is("audience", g.Audience) && is("subject_type", g.SubjectType) &&
			is("default_for", g.DefaultFor) && (!anyOrganization || isTrue(g.AllowAnyOrganization))
	}
}

func isTrue(b *bool) bool { return b != nil && *b }

// listOrganizations lists the organizations that the grant is associated with.
func (h handlers) listOrganizations(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		if tx.ClientGrant(r.ID) == nil {
			return endpoint.MissingClientGrant()
		}
		associated := endpoint.Keep(tx.Organizations().All(), func(o *store.Organization) bool { return slices.Contains(o.ClientGrants, r.ID) })
		answer, err = organization.Paginate(endpoint.Selection[*store.Organization]{Items: associated, ID: organization.ID}, p)
		return err
	})
	return answer, err
}
