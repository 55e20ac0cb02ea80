package management

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
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

// IsCredentialThere reports whether the service refused a new credential because
// the client has one of the same key: 400 "credentials contains public keys that
// already exist in client" (the official provider's code), or 409.
func IsCredentialThere(err error) bool {
	return IsConflict(err) || isBadRequest(err) && messageHas(err, "already exist")
}

// IsCredentialLimit reports whether the service refused a new credential because
// the client stores as many as it may: 400 "A client can have a maximum of 4
// credentials." (the official provider's code).
func IsCredentialLimit(err error) bool {
	return isBadRequest(err) && messageHas(err, "can have a maximum of")
}

// IsCredentialInUse reports whether the service refused to delete a credential
// that the client names: 400 "Cannot delete credential still associated with a
// client" (the official provider's code).
func IsCredentialInUse(err error) bool {
	return isBadRequest(err) && messageHas(err, "still associated")
}

// IsUndecided reports whether a request failed in a way that leaves open whether
// the service carried it out: there was no answer, or a server error.
func IsUndecided(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.StatusCode == 0 || e.StatusCode >= http.StatusInternalServerError)
}

func messageHas(err error, part string) bool {
	var e *Error
	return errors.As(err, &e) && strings.Contains(e.Message, part)
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
