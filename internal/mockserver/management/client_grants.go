package management

import (
	"errors"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a *api) listClientGrants(r *request) (any, error) {
	p, err := pageOf(r.query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = a.Store.View(r.ctx, func(tx store.Reader) error {
		answer, err = paginate(wantedGrants(tx, r.query), p, "client_grants", grantID, func(g *store.ClientGrant) (any, error) { return g, nil })
		return err
	})
	return answer, err
}

func grantID(g *store.ClientGrant) string { return g.ID }

// wantedGrants are all, or those that the query's filters leave.
func wantedGrants(tx store.Reader, query map[string]any) records[*store.ClientGrant] {
	filters := []string{"client_id", "audience", "subject_type", "default_for", "allow_any_organization"}
	if !slices.ContainsFunc(filters, func(name string) bool { return query[name] != nil }) {
		return tx.ClientGrants()
	}
	return selection[*store.ClientGrant]{keep(candidateGrants(tx, query), grantFilter(query)), grantID}
}

// candidateGrants uses the index that leaves the fewest to filter.
func candidateGrants(tx store.Reader, query map[string]any) []*store.ClientGrant {
	if clientID, given := query["client_id"].(string); given && clientID != "" {
		return tx.ClientGrantsOfClient(clientID)
	}
	if audience, given := query["audience"].(string); given {
		return tx.ClientGrantsOfAudience(audience)
	}
	return tx.ClientGrants().All()
}

func grantFilter(query map[string]any) func(*store.ClientGrant) bool {
	is := func(name, value string) bool {
		wanted, given := query[name].(string)
		return !given || wanted == value
	}
	anyOrganization := query["allow_any_organization"] == true
	return func(g *store.ClientGrant) bool {
		return is("client_id", g.ClientID) && is("audience", g.Audience) && is("subject_type", g.SubjectType) &&
			is("default_for", g.DefaultFor) && (!anyOrganization || isTrue(g.AllowAnyOrganization))
	}
}

func isTrue(b *bool) bool { return b != nil && *b }

func (a *api) createClientGrant(r *request) (any, error) {
	grant, err := newClientGrant(r.body)
	if err != nil {
		return nil, err
	}
	if grant.ID, err = newClientGrantID(a.Random); err != nil {
		return nil, err
	}
	err = a.Store.Update(r.ctx, func(tx store.Writer) error {
		if grant.DefaultFor == "" && tx.Client(grant.ClientID) == nil {
			return missingClient(grant.ClientID)
		}
		rs := tx.ResourceServerByIdentifier(grant.Audience)
		if rs == nil {
			return missingResourceServer(grant.Audience)
		}
		if err := checkGrant(grant, r.body, rs); err != nil {
			return err
		}
		return tx.PutClientGrant(grant)
	})
	if errors.Is(err, store.ErrConflict) {
		err = conflictingGrant(grant)
	}
	return grant, err
}

func conflictingGrant(grant *store.ClientGrant) error {
	holder := grant.ClientID
	if holder == "" {
		holder = grant.DefaultFor
	}
	return conflict("client_grant_conflict", "A client grant already exists between %s and %s for the subject type %s.",
		holder, grant.Audience, grant.SubjectType)
}

func (a *api) readClientGrant(r *request) (any, error) {
	var grant *store.ClientGrant
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		grant = tx.ClientGrant(r.id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if grant == nil {
		return nil, missingGrant(r.id)
	}
	return grant, nil
}

func (a *api) updateClientGrant(r *request) (any, error) {
	var grant *store.ClientGrant
	err := a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := tx.ClientGrant(r.id)
		if stored == nil {
			return missingGrant(r.id)
		}
		if stored.IsSystem {
			return systemObject("The client grant %s is a system grant, which cannot be changed.", stored.ID)
		}
		rs := tx.ResourceServerByIdentifier(stored.Audience)
		if rs == nil {
			return missingResourceServer(stored.Audience)
		}
		var err error
		if grant, err = changedGrant(stored, r.body); err != nil {
			return err
		}
		if err := checkGrant(grant, r.body, rs); err != nil {
			return err
		}
		return tx.PutClientGrant(grant)
	})
	if err != nil {
		return nil, err
	}
	return grant, nil
}

// deleteClientGrant succeeds also when there is nothing to delete.
func (a *api) deleteClientGrant(r *request) (any, error) {
	return nil, a.Store.Update(r.ctx, func(tx store.Writer) error {
		grant := tx.ClientGrant(r.id)
		if grant == nil {
			return nil
		}
		if grant.IsSystem {
			return systemObject("The client grant %s is a system grant, which cannot be deleted.", grant.ID)
		}
		return tx.DeleteClientGrant(grant.ID)
	})
}

// listGrantOrganizations: the mock tenant has no organizations, so no grant
// has any.
func (a *api) listGrantOrganizations(r *request) (any, error) {
	p, err := pageOf(r.query)
	if err != nil {
		return nil, err
	}
	if _, err := a.readClientGrant(r); err != nil {
		return nil, err
	}
	return paginate(selection[struct{}]{}, p, "organizations", func(struct{}) string { return "" }, func(struct{}) (any, error) { return nil, nil })
}

func missingGrant(id string) error {
	return notFound("inexistent_client_grant", "The client grant %s does not exist.", id)
}
