// Package clientgrant serves client grants: /client-grants.
package clientgrant

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on client grants.
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	scope := func(verb string) []string { return []string{verb + ":client_grants"} }
	return []endpoint.Operation{
		{Method: "GET", Path: "client-grants", Scopes: scope("read"), Query: schema.ClientGrantList, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: "client-grants", Scopes: scope("create"), Query: schema.NoQuery, Body: schema.ClientGrantCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: "client-grants/{id}", Scopes: scope("read"), Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{
			Method: "PATCH", Path: "client-grants/{id}", Scopes: scope("update"), Query: schema.NoQuery, Body: schema.ClientGrantUpdate,
			Status: http.StatusOK, Handle: h.update,
		},
		{Method: "DELETE", Path: "client-grants/{id}", Scopes: scope("delete"), Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
		{
			Method: "GET", Path: "client-grants/{id}/organizations", Scopes: []string{"read:organization_client_grants"},
			Query: schema.Pages, Status: http.StatusOK, Handle: h.listOrganizations,
		},
	}
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	grant, err := newGrant(r.Body)
	if err != nil {
		return nil, err
	}
	if grant.ID, err = endpoint.NewClientGrantID(h.Random); err != nil {
		return nil, err
	}
	err = h.Store.Update(r.Context, func(tx store.Writer) error {
		if err := checkHolder(tx, grant); err != nil {
			return err
		}
		rs := tx.ResourceServerByIdentifier(grant.Audience)
		if rs == nil {
			return endpoint.MissingResourceServer()
		}
		if err := check(grant, r.Body, rs); err != nil {
			return err
		}
		return tx.PutClientGrant(grant)
	})
	if errors.Is(err, store.ErrConflict) {
		err = alreadyExists(grant)
	}
	return grant, err
}

// alreadyExists has the words that users report.
func alreadyExists(grant *store.ClientGrant) error {
	holder := grant.ClientID
	if holder == "" {
		holder = grant.DefaultFor
	}
	return endpoint.Conflict("client_grant_conflict", "A client grant already exists between %s and %s", holder, grant.Audience)
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var grant *store.ClientGrant
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		if grant = tx.ClientGrant(r.ID); grant == nil {
			return endpoint.MissingClientGrant()
		}
		return nil
	})
	return grant, err
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	var grant *store.ClientGrant
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := tx.ClientGrant(r.ID)
		if stored == nil {
			return endpoint.MissingClientGrant()
		}
		if stored.IsSystem {
			return endpoint.NotSupported("The client grant %s is a system grant, which cannot be changed.", stored.ID)
		}
		rs := tx.ResourceServerByIdentifier(stored.Audience)
		if rs == nil {
			return endpoint.MissingResourceServer()
		}
		var err error
		if grant, err = changed(stored, r.Body); err != nil {
			return err
		}
		if err := checkOrganizations(tx.Client(grant.ClientID), grant); err != nil {
			return err
		}
		if err := check(grant, r.Body, rs); err != nil {
			return err
		}
		return tx.PutClientGrant(grant)
	})
	if err != nil {
		return nil, err
	}
	return grant, nil
}

// delete succeeds also when there is nothing to delete.
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		grant := tx.ClientGrant(r.ID)
		if grant == nil {
			return nil
		}
		if grant.IsSystem {
			return endpoint.NotSupported("The client grant %s is a system grant, which cannot be deleted.", grant.ID)
		}
		return tx.DeleteClientGrant(grant.ID)
	})
}
