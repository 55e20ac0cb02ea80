// Package signingkey serves the tenant's signing keys: /keys/signing.
package signingkey

import (
	"context"
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// Keys are the tenant's keys; keys.Ring is one.
type Keys interface {
	List(ctx context.Context) ([]keys.Info, error)
	Get(ctx context.Context, kid string) (keys.Info, error)
	Rotate(ctx context.Context) (keys.Info, error)
	Revoke(ctx context.Context, kid string) (keys.Info, error)
}

type handlers struct{ keys Keys }

// Operations are those on signing keys.
func Operations(tenantKeys Keys) []endpoint.Operation {
	h := handlers{tenantKeys}
	read := []string{"read:signing_keys"}
	return []endpoint.Operation{
		{Method: "GET", Path: "keys/signing", Scopes: read, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: "keys/signing/rotate", Scopes: []string{"create:signing_keys", "update:signing_keys"}, AllScopes: true,
			Query: schema.NoQuery, Status: http.StatusCreated, Handle: h.rotate,
		},
		{Method: "GET", Path: "keys/signing/{id}", Scopes: read, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{
			Method: "PUT", Path: "keys/signing/{id}/revoke", Scopes: []string{"update:signing_keys"},
			Query: schema.NoQuery, Status: http.StatusOK, Handle: h.revoke,
		},
	}
}

// reference is what rotating and revoking answer.
type reference struct {
	Cert string `json:"cert"`
	Kid  string `json:"kid"`
}

func (h handlers) list(r *endpoint.Request) (any, error) {
	list, err := h.keys.List(r.Context)
	if list == nil {
		list = []keys.Info{}
	}
	return list, err
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	key, err := h.keys.Get(r.Context, r.ID)
	return key, refusal(r.ID, err)
}

func (h handlers) rotate(r *endpoint.Request) (any, error) {
	key, err := h.keys.Rotate(r.Context)
	return reference{Cert: key.Cert, Kid: key.Kid}, err
}

func (h handlers) revoke(r *endpoint.Request) (any, error) {
	key, err := h.keys.Revoke(r.Context, r.ID)
	return reference{Cert: key.Cert, Kid: key.Kid}, refusal(r.ID, err)
}

// refusal turns what the keys refuse into an answer. That the service refuses is
// documented, its statuses and words are unknown.
func refusal(kid string, err error) error {
	switch {
	case errors.Is(err, keys.ErrUnknownKey):
		return endpoint.NotFound("inexistent_signing_key", "The signing key %s does not exist.", kid)
	case errors.Is(err, keys.ErrNotPrevious), errors.Is(err, keys.ErrAlreadyRevoked):
		return endpoint.Refuse(http.StatusBadRequest, "signing_key_not_revocable", "The signing key %s cannot be revoked: %s.", kid, err)
	}
	return err
}
