package management

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// signingKeyRef is what rotating and revoking answer.
type signingKeyRef struct {
	Cert string `json:"cert"`
	Kid  string `json:"kid"`
}

func (a *api) listSigningKeys(r *request) (any, error) {
	list, err := a.Keys.List(r.ctx)
	if list == nil {
		list = []keys.Info{}
	}
	return list, err
}

func (a *api) readSigningKey(r *request) (any, error) {
	key, err := a.Keys.Get(r.ctx, r.id)
	return key, aboutSigningKey(r.id, err)
}

func (a *api) rotateSigningKeys(r *request) (any, error) {
	key, err := a.Keys.Rotate(r.ctx)
	return signingKeyRef{Cert: key.Cert, Kid: key.Kid}, err
}

func (a *api) revokeSigningKey(r *request) (any, error) {
	key, err := a.Keys.Revoke(r.ctx, r.id)
	return signingKeyRef{Cert: key.Cert, Kid: key.Kid}, aboutSigningKey(r.id, err)
}

func aboutSigningKey(kid string, err error) error {
	switch {
	case errors.Is(err, keys.ErrUnknownKey):
		return notFound("inexistent_signing_key", "The signing key %s does not exist.", kid)
	case errors.Is(err, keys.ErrNotPrevious), errors.Is(err, keys.ErrAlreadyRevoked):
		return refuse(http.StatusBadRequest, "signing_key_not_revocable", "The signing key %s cannot be revoked: %s.", kid, err)
	}
	return err
}
