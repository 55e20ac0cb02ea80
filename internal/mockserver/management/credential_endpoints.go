package management

import (
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// listCredentials answers an array, also where totals are asked for, in the
// order of kid (recorded: so in every list of more than one). Where credentials
// of no kid stand is unknown; here they are first, in order of creation.
func (a *api) listCredentials(r *request) (any, error) {
	views := []any{}
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		client := tx.Client(r.id)
		if client == nil {
			return missingClient(r.id)
		}
		credentials := slices.Clone(client.Credentials)
		slices.SortStableFunc(credentials, func(a, b store.Credential) int { return strings.Compare(a.Kid, b.Kid) })
		for _, credential := range credentials {
			views = append(views, viewCredential(credential))
		}
		return nil
	})
	return views, err
}

func (a *api) readCredential(r *request) (any, error) {
	var view any
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		client, i, err := findCredential(tx, r)
		if err == nil {
			view = viewCredential(client.Credentials[i])
		}
		return err
	})
	return view, err
}

// createCredential makes a credential that is in use only once the client's
// client_authentication_methods name it.
func (a *api) createCredential(r *request) (any, error) {
	credential, err := a.newCredential(r.body)
	if err != nil {
		return nil, err
	}
	return viewCredential(credential), a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := tx.Client(r.id)
		if stored == nil {
			return missingClient(r.id)
		}
		if err := checkAdded(stored.Credentials, credential); err != nil {
			return err
		}
		client := *stored
		client.Credentials = append(slices.Clip(stored.Credentials), credential)
		return tx.PutClient(&client)
	})
}

// updateCredential changes when a public key expires; nothing else can change.
func (a *api) updateCredential(r *request) (any, error) {
	var view any
	err := a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored, i, err := findCredential(tx, r)
		if err != nil {
			return err
		}
		client := *stored
		client.Credentials = slices.Clone(stored.Credentials)
		credential := &client.Credentials[i]
		if expires, sent := r.body["expires_at"]; sent {
			if credential.Type != credentialPublicKey {
				return invalidBody("expires_at is only for credentials of type %s.", credentialPublicKey)
			}
			credential.ExpiresAt = ""
			if at, given := expires.(string); given {
				if err := setExpiry(credential, at); err != nil {
					return err
				}
			}
		}
		credential.UpdatedAt = timestamp(a.Now())
		view = viewCredential(*credential)
		return tx.PutClient(&client)
	})
	return view, err
}

// deleteCredential deletes a credential that the client does not use. That it
// is gone already is no error (recorded 2023 to 2026).
func (a *api) deleteCredential(r *request) (any, error) {
	return nil, a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := tx.Client(r.id)
		if stored == nil {
			return missingClient(r.id)
		}
		i := credentialIndex(stored.Credentials, r.member)
		if i < 0 {
			return nil
		}
		used, err := attachedCredentials(stored)
		if err != nil {
			return err
		}
		if slices.Contains(used, r.member) {
			return refuse(http.StatusBadRequest, "invalid_body", "Cannot delete credential still associated with a client")
		}
		client := *stored
		client.Credentials = slices.Delete(slices.Clone(stored.Credentials), i, i+1)
		return tx.PutClient(&client)
	})
}

// findCredential finds the client of the path, and the place of the path's
// credential among the client's.
func findCredential(tx store.Reader, r *request) (*store.Client, int, error) {
	client := tx.Client(r.id)
	if client == nil {
		return nil, 0, missingClient(r.id)
	}
	i := credentialIndex(client.Credentials, r.member)
	if i < 0 {
		return nil, 0, notFound("inexistent_client_credential", "The client %s has no credential %s.", r.id, r.member)
	}
	return client, i, nil
}
