package management

import (
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a *api) listClients(r *request) (any, error) {
	p, err := pageOf(r.query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = a.Store.View(r.ctx, func(tx store.Reader) error {
		clients, err := wantedClients(tx, r.query)
		if err != nil {
			return err
		}
		answer, err = paginate(clients, p, "clients", clientID, func(c *store.Client) (any, error) {
			view, err := a.viewClient(tx, c, readable(r.token))
			return selectFields(view, r.query), err
		})
		return err
	})
	return answer, err
}

func clientID(c *store.Client) string { return c.ClientID }

// wantedClients are all, or those that the query's filters leave.
func wantedClients(tx store.Reader, query map[string]any) (records[*store.Client], error) {
	filters := []string{"q", "is_global", "external_client_id", "is_first_party", "app_type"}
	if !slices.ContainsFunc(filters, func(name string) bool { return query[name] != nil }) {
		return tx.Clients(), nil
	}
	matches, err := clientSearch(tx, query)
	if err != nil {
		return nil, err
	}
	kept := keep(tx.Clients().All(), func(c *store.Client) bool { return matches(c) && clientFilter(c, query) })
	return selection[*store.Client]{kept, clientID}, nil
}

// clientFilter: the mock has no global client, and none that another
// registered from outside (external_client_id).
func clientFilter(c *store.Client, query map[string]any) bool {
	if query["is_global"] == true {
		return false
	}
	if _, external := query["external_client_id"]; external {
		return false
	}
	if firstParty, given := query["is_first_party"].(bool); given && c.IsFirstParty != firstParty {
		return false
	}
	types, given := query["app_type"].(string)
	return !given || slices.Contains(strings.Split(types, ","), c.AppType)
}

// clientSearch reads q, of which the service documents two forms.
func clientSearch(tx store.Reader, query map[string]any) (func(*store.Client) bool, error) {
	q, given := query["q"].(string)
	field, value, _ := strings.Cut(q, ":")
	switch {
	case !given:
		return func(*store.Client) bool { return true }, nil
	case field == "client_grant.organization_id":
		// The mock has no organizations.
		return func(*store.Client) bool { return false }, nil
	case field == "client_grant.allow_any_organization" && (value == "true" || value == "false"):
		return func(c *store.Client) bool {
			return slices.ContainsFunc(tx.ClientGrantsOfClient(c.ClientID), func(g *store.ClientGrant) bool {
				return isTrue(g.AllowAnyOrganization) == (value == "true")
			})
		}, nil
	}
	return nil, invalidQuery("q: only client_grant.organization_id:ID and client_grant.allow_any_organization:true can be searched for.")
}
