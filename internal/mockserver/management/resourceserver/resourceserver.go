// Package resourceserver serves APIs: /resource-servers.
package resourceserver

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/systemapi"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on APIs. A path takes an id or a percent-encoded
// identifier.
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	scope := func(verb string) []string { return []string{verb + ":resource_servers"} }
	const all, one = "resource-servers", "resource-servers/{id}"
	return []endpoint.Operation{
		{Method: "GET", Path: all, Scopes: scope("read"), Query: schema.ResourceServerList, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: all, Scopes: scope("create"), Query: schema.NoQuery, Body: schema.ResourceServerCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: one, Scopes: scope("read"), Query: schema.ResourceServerRead, Status: http.StatusOK, Handle: h.read},
		{
			// The OpenAPI document says 201 here; the recorded traffic says 200.
			Method: "PATCH", Path: one, Scopes: scope("update"), Query: schema.NoQuery, Body: schema.ResourceServerUpdate,
			Status: http.StatusOK, Handle: h.update,
		},
		{Method: "DELETE", Path: one, Scopes: scope("delete"), Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
	}
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	id, err := endpoint.NewResourceServerID(h.Random)
	if err != nil {
		return nil, err
	}
	identifier, _ := r.Body["identifier"].(string)
	if api, isSystem := systemapi.Find(h.Issuer, identifier); isSystem {
		return h.createSystem(r, id, api)
	}
	rs, err := h.build(defaultsOf(id, identifier), r.Body)
	if err != nil {
		return nil, err
	}
	return show(rs), h.put(r, rs)
}

// createSystem brings a system API into being. Of the body it uses the
// identifier and authorization_policy alone (recorded 2026-04).
func (h handlers) createSystem(r *endpoint.Request, id string, api systemapi.API) (any, error) {
	rs := api.Server
	rs.ID, rs.Identifier = id, api.Identifier(h.Issuer)
	used := map[string]any{}
	if policy, sent := r.Body["authorization_policy"]; sent {
		used["authorization_policy"] = policy
	}
	made, err := endpoint.Merged(&rs, used)
	if err != nil {
		return nil, err
	}
	if err := h.put(r, made); err != nil {
		return nil, err
	}
	answer := *made
	if api.ShownAtFirst > 0 {
		answer.Scopes = answer.Scopes[:api.ShownAtFirst]
	}
	return &answer, nil
}

// put stores a new API.
func (h handlers) put(r *endpoint.Request, rs *store.ResourceServer) error {
	err := h.Store.Update(r.Context, func(tx store.Writer) error { return tx.PutResourceServer(rs) })
	if errors.Is(err, store.ErrConflict) {
		return endpoint.Conflict("resource_server_conflict", "A resource server with the same identifier already exists.")
	}
	return err
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var rs *store.ResourceServer
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		if rs = find(tx, r.Names()); rs == nil {
			return endpoint.MissingResourceServer()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return endpoint.SelectFieldsOf(show(rs), r.Query)
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	var rs *store.ResourceServer
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := find(tx, r.Names())
		if stored == nil {
			return endpoint.MissingResourceServer()
		}
		if err := h.mayChange(stored, r.Body); err != nil {
			return err
		}
		var err error
		if rs, err = h.build(stored, r.Body); err != nil {
			return err
		}
		return tx.PutResourceServer(rs)
	})
	if err != nil {
		return nil, err
	}
	return show(rs), nil
}

// delete succeeds also when there is nothing to delete. The grants on the API go
// with it.
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		rs := find(tx, r.Names())
		if rs == nil {
			return nil
		}
		if api, _ := systemapi.Find(h.Issuer, rs.Identifier); api.Permanent {
			return endpoint.NotSupported("%s is a system API, which cannot be deleted.", rs.Identifier)
		}
		return tx.DeleteResourceServer(rs.ID)
	})
}

// find takes ids and identifiers; the first name that an API has wins.
func find(tx store.Reader, names []string) *store.ResourceServer {
	for _, name := range names {
		if rs := tx.ResourceServer(name); rs != nil {
			return rs
		}
		if rs := tx.ResourceServerByIdentifier(name); rs != nil {
			return rs
		}
	}
	return nil
}

// show is the object as it is answered: everything but the PEM that tokens are
// encrypted with.
func show(rs *store.ResourceServer) *store.ResourceServer {
	if rs.TokenEncryption == nil {
		return rs
	}
	view, encryption := *rs, *rs.TokenEncryption
	encryption.EncryptionKey.PEM = ""
	view.TokenEncryption = &encryption
	return &view
}
