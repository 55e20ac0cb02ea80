package management

import (
	"context"
	"encoding/json"
	"net/http"
)

const credentials = "credentials"

// Credential is a public key or certificate of a client. It counts only where
// the client's authentication methods name it.
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
	c.ID = c.Settings.take("id")
	if c.ID == "" {
		return errNoID
	}
	return nil
}

// CreateCredential makes a credential of a client, not in use yet.
func (c *Client) CreateCredential(ctx context.Context, clientID string, settings Settings) (*Credential, error) {
	var created Credential
	if err := c.do(ctx, http.MethodPost, escaped(applications, clientID, credentials), settings, &created); err != nil {
		return nil, err
	}
	return &created, nil
}

// ListCredentials returns all credentials of a client, in use or not.
func (c *Client) ListCredentials(ctx context.Context, clientID string) ([]*Credential, error) {
	var list []*Credential
	if err := c.do(ctx, http.MethodGet, escaped(applications, clientID, credentials), nil, &list); err != nil {
		return nil, err
	}
	return list, nil
}

// UpdateCredential changes a credential of a client: of its settings only
// expires_at can.
func (c *Client) UpdateCredential(ctx context.Context, clientID, id string, settings Settings) (*Credential, error) {
	var updated Credential
	if err := c.do(ctx, http.MethodPatch, escaped(applications, clientID, credentials, id), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteCredential deletes a credential of a client; no error when it is gone
// already.
func (c *Client) DeleteCredential(ctx context.Context, clientID, id string) error {
	return c.remove(ctx, escaped(applications, clientID, credentials, id))
}

// RotateSecret gives a client another secret, which the service makes. The old
// one ends at once.
func (c *Client) RotateSecret(ctx context.Context, clientID string) (*Application, error) {
	var rotated Application
	if err := c.do(ctx, http.MethodPost, escaped(applications, clientID, "rotate-secret"), nil, &rotated); err != nil {
		return nil, err
	}
	return &rotated, nil
}
