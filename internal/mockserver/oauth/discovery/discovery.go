// Package discovery publishes the metadata and the keys of the mock tenant.
package discovery

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The paths of the documents. The service serves the same metadata at both
// (facts 6.3).
const (
	OpenIDPath = "/.well-known/openid-configuration"
	OAuthPath  = "/.well-known/oauth-authorization-server"
	JWKSPath   = "/.well-known/jwks.json"
)

// Options are what the documents say.
type Options struct {
	// Store has the tenant's settings, which the documents follow.
	Store store.Store
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// IntrospectionPath is the path of the introspection endpoint, an addition of the
	// mock. If it is empty, the tenant has no such endpoint.
	IntrospectionPath string
	// Keys are the tenant's public keys; *keys.Ring implements it.
	Keys interface {
		JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
	}
}

// Documents serves the metadata and the key set.
type Documents struct{ Options }

// New returns the documents of a tenant.
func New(options Options) *Documents { return &Documents{options} }

// Metadata answers with the discovery document.
func (d *Documents) Metadata(w http.ResponseWriter, r *http.Request) {
	s, err := d.settings(r)
	if err != nil {
		protocol.WriteError(w, err)
		return
	}
	document := metadataOf(d.Issuer, d.IntrospectionPath)
	document.follow(s)
	protocol.WriteJSON(w, http.StatusOK, document)
}

func (d *Documents) settings(r *http.Request) (s settings.Settings, err error) {
	err = d.Store.View(r.Context(), func(tenant store.Reader) (err error) {
		s, err = settings.Of(tenant)
		return err
	})
	return s, err
}

// JWKS answers with the tenant's public keys.
func (d *Documents) JWKS(w http.ResponseWriter, r *http.Request) {
	set, err := d.Keys.JWKS(r.Context())
	if err != nil {
		protocol.WriteError(w, fmt.Errorf("reading the keys: %w", err))
		return
	}
	s, err := d.settings(r)
	if err != nil {
		protocol.WriteError(w, err)
		return
	}
	if s.Flags.RemoveAlgFromJWKS {
		set.Keys = slices.Clone(set.Keys)
		for i := range set.Keys {
			set.Keys[i].Algorithm = ""
		}
	}
	protocol.WriteJSON(w, http.StatusOK, set)
}
