// Package clientcredentials serves the credentials of a client, one by one:
// /clients/{id}/credentials. The published OpenAPI document lacks these
// endpoints; their rules are those of the service's reference pages and of
// recorded traffic.
package clientcredentials

import (
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on the credentials of a client.
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	const list, one = "clients/{id}/credentials", "clients/{id}/credentials/{member}"
	return []endpoint.Operation{
		{Method: "GET", Path: list, Scopes: []string{"read:client_credentials"}, Query: schema.CredentialList, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: list, Scopes: []string{"create:client_credentials"}, Query: schema.NoQuery, Body: schema.CredentialCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: one, Scopes: []string{"read:client_credentials"}, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{
			Method: "PATCH", Path: one, Scopes: []string{"update:client_credentials"}, Query: schema.NoQuery, Body: schema.CredentialUpdate,
			Status: http.StatusOK, Handle: h.update,
		},
		{Method: "DELETE", Path: one, Scopes: []string{"delete:client_credentials"}, Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
	}
}

// list answers an array, also where totals are asked for, in the order of kid
// (recorded: so in every list of more than one). Where credentials without a
// kid stand is unknown; here they are first, in order of creation.
func (h handlers) list(r *endpoint.Request) (any, error) {
	views := []credential.View{}
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		client := tx.Client(r.ID)
		if client == nil {
			return endpoint.MissingClient()
		}
		credentials := slices.Clone(client.Credentials)
		slices.SortStableFunc(credentials, func(a, b store.Credential) int { return strings.Compare(a.Kid, b.Kid) })
		for _, each := range credentials {
			views = append(views, credential.Show(each))
		}
		return nil
	})
	return views, err
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var view credential.View
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		client, i, err := find(tx, r)
		if err == nil {
			view = credential.Show(client.Credentials[i])
		}
		return err
	})
	return view, err
}

// create makes a credential that is in use only once a setting of the client
// names it.
func (h handlers) create(r *endpoint.Request) (any, error) {
	made, err := credential.New(h.Tenant, r.Body)
	if err != nil {
		return nil, err
	}
	return credential.Show(made), h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := tx.Client(r.ID)
		if stored == nil {
			return endpoint.MissingClient()
		}
		if err := credential.CheckAdded(stored.Credentials, made); err != nil {
			return err
		}
		client := *stored
		client.Credentials = append(slices.Clip(stored.Credentials), made)
		return tx.PutClient(&client)
	})
}

// update changes when a public key expires; nothing else can change.
func (h handlers) update(r *endpoint.Request) (any, error) {
	var view credential.View
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, i, err := find(tx, r)
		if err != nil {
			return err
		}
		client := *stored
		client.Credentials = slices.Clone(stored.Credentials)
		changed := &client.Credentials[i]
		if expires, sent := r.Body["expires_at"]; sent {
			if err := setExpiry(changed, expires); err != nil {
				return err
			}
		}
		changed.UpdatedAt = endpoint.Timestamp(h.Now())
		view = credential.Show(*changed)
		return tx.PutClient(&client)
	})
	return view, err
}

// setExpiry takes null for a key that shall not expire (documented as allowed).
func setExpiry(changed *store.Credential, expires any) error {
	if changed.Type != credential.PublicKey {
		return endpoint.InvalidBody("expires_at is only for credentials of type %s.", credential.PublicKey)
	}
	at, isSet := expires.(string)
	if !isSet {
		changed.ExpiresAt = ""
		return nil
	}
	return credential.SetExpiry(changed, at)
}

// delete deletes a credential that the client does not use. A credential that
// does not exist is no error (recorded 2023 to 2026).
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := tx.Client(r.ID)
		if stored == nil {
			return endpoint.MissingClient()
		}
		i := credential.Index(stored.Credentials, r.Member)
		if i < 0 {
			return nil
		}
		used, err := credential.Attached(stored)
		if err != nil {
			return err
		}
		if slices.Contains(used, r.Member) {
			return endpoint.BadBody("Cannot delete credential still associated with a client")
		}
		client := *stored
		client.Credentials = slices.Delete(slices.Clone(stored.Credentials), i, i+1)
		return tx.PutClient(&client)
	})
}

// find finds the client of the path, and the place of the path's credential
// among the client's.
func find(tx store.Reader, r *endpoint.Request) (*store.Client, int, error) {
	client := tx.Client(r.ID)
	if client == nil {
		return nil, 0, endpoint.MissingClient()
	}
	i := credential.Index(client.Credentials, r.Member)
	if i < 0 {
		return nil, 0, endpoint.NotFound("inexistent_client_credential", "The credential does not exist")
	}
	return client, i, nil
}
