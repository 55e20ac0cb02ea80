package management

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a *api) listCredentials(r *request) (any, error) {
	views := []any{}
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		client := tx.Client(r.id)
		if client == nil {
			return missingClient(r.id)
		}
		for _, credential := range client.Credentials {
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
		if hasKid(stored.Credentials, credential.Kid) {
			return conflict("client_credential_conflict", "The client %s has a credential with the kid %s already.", r.id, credential.Kid)
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
			credential.ExpiresAt, _ = expires.(string)
		}
		credential.UpdatedAt = timestamp(a.Now())
		view = viewCredential(*credential)
		return tx.PutClient(&client)
	})
	return view, err
}

// deleteCredential takes a credential away, also from the authentication
// methods that use it.
func (a *api) deleteCredential(r *request) (any, error) {
	return nil, a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored, i, err := findCredential(tx, r)
		if err != nil {
			return err
		}
		client := *stored
		client.Credentials = slices.Delete(slices.Clone(stored.Credentials), i, i+1)
		properties, err := decodeProperties(stored.Properties)
		if err != nil {
			return err
		}
		detach(properties, r.member)
		if client.Properties, err = encodeProperties(properties); err != nil {
			return err
		}
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
	i := slices.IndexFunc(client.Credentials, func(c store.Credential) bool { return c.ID == r.member })
	if i < 0 {
		return nil, 0, notFound("inexistent_client_credential", "The client %s has no credential %s.", r.id, r.member)
	}
	return client, i, nil
}
