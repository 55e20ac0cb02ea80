package client

import (
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (h handlers) list(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	if err := checkSearch(r.Query); err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		clients, err := wanted(tx, r.Query)
		if err != nil {
			return err
		}
		s := &shower{tenant: h.Tenant, may: visibleTo(r)}
		if s.signingKeys, err = h.signingKeys(tx, "deprecated", false); err != nil {
			return err
		}
		answer, err = endpoint.Paginate(clients, p, "clients", clientID, func(c *store.Client) (any, error) {
			view, err := s.show(c)
			return s.selectListed(view, r.Query), err
		})
		return err
	})
	return answer, err
}

// selectListed keeps the fields that the query names, and the tenant (recorded
// 2023 to 2026).
func (s *shower) selectListed(view, query map[string]any) map[string]any {
	selected := endpoint.SelectFields(view, query)
	if endpoint.Selects(query) && view != nil {
		selected["tenant"] = s.tenant.Name()
	}
	return selected
}

func clientID(c *store.Client) string { return c.ClientID }

// filters are the query's parameters that leave out clients.
func filters() []string {
	return []string{"q", "is_global", "external_client_id", "is_first_party", "app_type"}
}

// wanted are all clients, or those that the query's filters leave.
func wanted(tx store.Reader, query map[string]any) (endpoint.Records[*store.Client], error) {
	if !slices.ContainsFunc(filters(), func(name string) bool { return query[name] != nil }) {
		return tx.Clients(), nil
	}
	matches, err := search(tx, query)
	if err != nil {
		return nil, err
	}
	kept := endpoint.Keep(tx.Clients().All(), func(c *store.Client) bool { return matches(c) && passes(c, query) })
	return endpoint.Selection[*store.Client]{Items: kept, ID: clientID}, nil
}

// passes compares a client with the filters except for q.
func passes(c *store.Client, query map[string]any) bool {
	if global, isSet := query["is_global"].(bool); isSet && c.IsGlobal() != global {
		return false
	}
	if url, isSet := query["external_client_id"].(string); isSet && c.ExternalID() != url {
		return false
	}
	if firstParty, isSet := query["is_first_party"].(bool); isSet && c.IsFirstParty != firstParty {
		return false
	}
	types, isSet := query["app_type"].(string)
	return !isSet || slices.Contains(strings.Split(types, ","), c.AppType)
}

// checkSearch: q goes only with checkpoint paging, and with no other filter
// (documented; the words are unknown).
func checkSearch(query map[string]any) error {
	if query["q"] == nil {
		return nil
	}
	if query["take"] == nil && query["from"] == nil {
		return endpoint.InvalidQuery("q needs checkpoint pagination (take or from).")
	}
	for _, name := range filters() {
		if name != "q" && query[name] != nil {
			return endpoint.InvalidQuery("q and %s exclude each other.", name)
		}
	}
	return nil
}

// search reads q, of which the service documents two forms.
func search(tx store.Reader, query map[string]any) (func(*store.Client) bool, error) {
	q, isSet := query["q"].(string)
	field, value, _ := strings.Cut(q, ":")
	switch {
	case !isSet:
		return func(*store.Client) bool { return true }, nil
	case field == "client_grant.organization_id":
		return grantedIn(tx, tx.Organization(value)), nil
	case field == "client_grant.allow_any_organization" && (value == "true" || value == "false"):
		return func(c *store.Client) bool {
			return slices.ContainsFunc(tx.ClientGrantsOfClient(c.ClientID), func(g *store.ClientGrant) bool {
				return (g.AllowAnyOrganization != nil && *g.AllowAnyOrganization) == (value == "true")
			})
		}, nil
	}
	return nil, endpoint.InvalidQuery("q: only client_grant.organization_id:ID and client_grant.allow_any_organization:true can be searched for.")
}

// grantedIn matches the clients with a grant that is associated with the organization.
func grantedIn(tx store.Reader, organization *store.Organization) func(*store.Client) bool {
	holders := map[string]bool{}
	if organization != nil {
		for _, id := range organization.ClientGrants {
			if grant := tx.ClientGrant(id); grant != nil {
				holders[grant.ClientID] = true
			}
		}
	}
	return func(client *store.Client) bool { return holders[client.ClientID] }
}
