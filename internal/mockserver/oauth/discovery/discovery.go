// Package discovery publishes the metadata and the keys of the mock tenant.
package discovery

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
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
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// IntrospectionPath is the path of the introspection endpoint, an addition of the
	// mock. If it is empty, the tenant has no such endpoint.
	IntrospectionPath string
	// Keys are the tenant's public keys; *keys.Ring implements it.
	Keys interface {
		JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
	}
	// RemoveAlgFromJWKS is the tenant flag remove_alg_from_jwks: without it the
	// key set says that its keys are for RS256, so that some libraries verify no
	// PS256 and RS512 with them.
	RemoveAlgFromJWKS bool
}

// Documents serves the metadata and the key set.
type Documents struct{ Options }

// New returns the documents of a tenant.
func New(options Options) *Documents { return &Documents{options} }

// Metadata answers with the discovery document.
func (d *Documents) Metadata(w http.ResponseWriter, _ *http.Request) {
	protocol.WriteJSON(w, http.StatusOK, metadataOf(d.Issuer, d.IntrospectionPath))
}

// JWKS answers with the tenant's public keys.
func (d *Documents) JWKS(w http.ResponseWriter, r *http.Request) {
	set, err := d.Keys.JWKS(r.Context())
	if err != nil {
		protocol.WriteError(w, protocol.NewError(http.StatusInternalServerError, "server_error", "the mock tenant's keys could not be read: %v", err))
		return
	}
	if d.RemoveAlgFromJWKS {
		set.Keys = slices.Clone(set.Keys)
		for i := range set.Keys {
			set.Keys[i].Algorithm = ""
		}
	}
	protocol.WriteJSON(w, http.StatusOK, set)
}
