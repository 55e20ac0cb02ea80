package management

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// credentials is the member of a client that has its credentials.
const credentials = "credentials"

// Credential is a public key or certificate of a client. It is in use only where the
// client's authentication methods name it.
type Credential struct {
	ID string
	// Settings are all other properties; pem is never among them.
	Settings Settings
}

// UnmarshalJSON reads the service's form.
func (c *Credential) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &c.Settings); err != nil {
		return err
	}
	c.ID = c.Settings.Take("id")
	if c.ID == "" {
		return rest.ErrNoID
	}
	return nil
}

// CreateCredential creates a credential of a client. It is not in use yet.
func (c *Client) CreateCredential(ctx context.Context, clientID string, settings Settings) (*Credential, error) {
	var created Credential
	if err := c.rest.Do(ctx, http.MethodPost, rest.Path(rest.Clients, clientID, credentials), settings, &created); err != nil {
		return nil, err
	}
	return &created, nil
}

// ListCredentials returns all credentials of a client, in use or not.
func (c *Client) ListCredentials(ctx context.Context, clientID string) ([]*Credential, error) {
	var list []*Credential
	if err := c.rest.Do(ctx, http.MethodGet, rest.Path(rest.Clients, clientID, credentials), nil, &list); err != nil {
		return nil, err
	}
	return list, nil
}

// UpdateCredential changes a credential of a client: only expires_at can be changed.
func (c *Client) UpdateCredential(ctx context.Context, clientID, id string, settings Settings) (*Credential, error) {
	var updated Credential
	if err := c.rest.Do(ctx, http.MethodPatch, rest.Path(rest.Clients, clientID, credentials, id), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// IsCredentialThere reports whether the service refused a new credential because the
// client has a credential with the same key: 400 "credentials contains public keys that
// already exist in client" (the official provider's code), or 409.
func IsCredentialThere(err error) bool {
	return IsConflict(err) || rest.IsBadRequest(err) && rest.MessageHas(err, "already exist")
}

// IsCredentialLimit reports whether the service refused a new credential because
// the client stores as many as it may: 400 "A client can have a maximum of 4
// credentials." (the official provider's code).
func IsCredentialLimit(err error) bool {
	return rest.IsBadRequest(err) && rest.MessageHas(err, "can have a maximum of")
}

// IsCredentialInUse reports whether the service refused to delete a credential
// that the client names: 400 "Cannot delete credential still associated with a
// client" (the official provider's code).
func IsCredentialInUse(err error) bool {
	return rest.IsBadRequest(err) && rest.MessageHas(err, "still associated")
}

// DeleteCredential deletes a credential of a client. It succeeds when the credential
// does not exist.
func (c *Client) DeleteCredential(ctx context.Context, clientID, id string) error {
	return c.rest.Delete(ctx, rest.Path(rest.Clients, clientID, credentials, id))
}
