// Package organization serves organizations and their associations with client
// grants: /organizations.
package organization

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tokenquota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// ByName is what the path of an organization's name begins with.
const ByName = "organizations/name/"

// Operations are those on organizations and their grants (facts 10.1, 10.2).
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	scope := func(verb string) []string { return []string{verb + ":organizations"} }
	grantScope := func(verb string) []string { return []string{verb + ":organization_client_grants"} }
	const all, one = "organizations", "organizations/{id}"
	return []endpoint.Operation{
		{Method: "GET", Path: all, Scopes: scope("read"), Query: schema.Pages, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: all, Scopes: scope("create"), Query: schema.NoQuery, Body: schema.OrganizationCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: one, Scopes: scope("read"), Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{Method: "GET", Path: ByName + "{id}", Scopes: scope("read"), Query: schema.NoQuery, Status: http.StatusOK, Handle: h.readByName},
		{
			Method: "PATCH", Path: one, Scopes: scope("update"), Query: schema.NoQuery, Body: schema.OrganizationUpdate,
			Status: http.StatusOK, Handle: h.update,
		},
		{Method: "DELETE", Path: one, Scopes: scope("delete"), Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
		{
			Method: "GET", Path: one + "/client-grants", Scopes: grantScope("read"), Query: schema.OrganizationGrantList,
			Status: http.StatusOK, Handle: h.listGrants,
		},
		{
			Method: "POST", Path: one + "/client-grants", Scopes: grantScope("create"), Query: schema.NoQuery, Body: schema.OrganizationGrantCreate,
			Status: http.StatusCreated, Handle: h.addGrant,
		},
		{
			Method: "DELETE", Path: one + "/client-grants/{member}", Scopes: grantScope("delete"), Query: schema.NoQuery,
			Status: http.StatusNoContent, Handle: h.removeGrant,
		},
	}
}

// ID identifies an organization within a list.
func ID(o *store.Organization) string { return o.ID }

// Paginate cuts a page out of a list of organizations.
func Paginate(all endpoint.Records[*store.Organization], p endpoint.Page) (any, error) {
	return endpoint.Paginate(all, p, "organizations", ID, func(o *store.Organization) (any, error) { return show(o), nil })
}

// show is an organization as it is answered: without its associations.
func show(o *store.Organization) *store.Organization {
	view := *o
	view.ClientGrants = nil
	return &view
}

func (h handlers) list(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		answer, err = Paginate(tx.Organizations(), p)
		return err
	})
	return answer, err
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	if connections, _ := r.Body["enabled_connections"].([]any); len(connections) > 0 {
		return nil, endpoint.NotFound("inexistent_connection", "The connection does not exist")
	}
	delete(r.Body, "enabled_connections")
	made, err := h.changed(&store.Organization{ThirdPartyClientAccess: "block"}, r.Body)
	if err != nil {
		return nil, err
	}
	if made.ID, err = endpoint.NewOrganizationID(h.Random); err != nil {
		return nil, err
	}
	return show(made), nameTaken(h.Store.Update(r.Context, func(tx store.Writer) error { return tx.PutOrganization(made) }), made)
}

// changed is the organization with what was sent: a value replaces, null removes.
func (h handlers) changed(stored *store.Organization, sent map[string]any) (*store.Organization, error) {
	if err := tokenquota.Check(sent[tokenquota.Property]); err != nil {
		return nil, err
	}
	if quota, isSet := sent[tokenquota.Property].(map[string]any); isSet {
		sent[tokenquota.Property] = tokenquota.Complete(quota)
	}
	return endpoint.Merged(stored, sent)
}

// nameTaken turns a conflict into a refusal. That names are unique is documented,
// status and text are inferred.
func nameTaken(err error, o *store.Organization) error {
	if errors.Is(err, store.ErrConflict) {
		return endpoint.Conflict("organization_conflict", "An organization with the name %s already exists.", o.Name)
	}
	return err
}

// find refuses an organization that does not exist.
func find(tx store.Reader, id string) (*store.Organization, error) {
	if o := tx.Organization(id); o != nil {
		return o, nil
	}
	return nil, endpoint.MissingOrganization()
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	return h.show(r, func(tx store.Reader) *store.Organization { return tx.Organization(r.ID) })
}

func (h handlers) readByName(r *endpoint.Request) (any, error) {
	return h.show(r, func(tx store.Reader) *store.Organization { return tx.OrganizationByName(r.ID) })
}

func (h handlers) show(r *endpoint.Request, find func(store.Reader) *store.Organization) (any, error) {
	var found *store.Organization
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		if found = find(tx); found == nil {
			return endpoint.MissingOrganization()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return show(found), nil
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	var changed *store.Organization
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		if changed, err = h.changed(stored, r.Body); err != nil {
			return err
		}
		return tx.PutOrganization(changed)
	})
	if err != nil {
		return nil, nameTaken(err, changed)
	}
	return show(changed), nil
}

// delete takes the associations with it. Deleting again is a 404 (recorded 2023).
// unknown: what it does to clients whose default organization it is, and to its
// roles; here both stay.
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		if _, err := find(tx, r.ID); err != nil {
			return err
		}
		return tx.DeleteOrganization(r.ID)
	})
}
