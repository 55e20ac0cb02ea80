package oauth

import (
	"net/http"
	"strings"
)

// metadata is the discovery document (OpenID Connect Discovery, section 3; RFC
// 8414). It tells only of what the mock serves: no authorization endpoint, and
// so no response types.
type metadata struct {
	Issuer                   string   `json:"issuer"`
	TokenEndpoint            string   `json:"token_endpoint"`
	IntrospectionEndpoint    string   `json:"introspection_endpoint"`
	JWKSURI                  string   `json:"jwks_uri"`
	GrantTypes               []string `json:"grant_types_supported"`
	ResponseTypes            []string `json:"response_types_supported"`
	TokenEndpointAuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	AssertionAlgorithms      []string `json:"token_endpoint_auth_signing_alg_values_supported"`
}

func (h *handler) discovery(w http.ResponseWriter, _ *http.Request) {
	var algorithms []string
	for _, algorithm := range assertionAlgorithms() {
		algorithms = append(algorithms, string(algorithm))
	}
	writeJSON(w, http.StatusOK, metadata{
		Issuer: h.Issuer, TokenEndpoint: h.url(TokenPath), IntrospectionEndpoint: h.url(IntrospectPath), JWKSURI: h.url(JWKSPath),
		GrantTypes: []string{clientCredentials}, ResponseTypes: []string{},
		TokenEndpointAuthMethods: []string{methodPost, methodBasic, methodJWT},
		AssertionAlgorithms:      algorithms,
	})
}

func (h *handler) jwks(w http.ResponseWriter, r *http.Request) {
	set, err := h.Keys.JWKS(r.Context())
	if err != nil {
		refuse(http.StatusInternalServerError, "server_error", "the mock tenant's keys could not be read: %v", err).write(w)
		return
	}
	writeJSON(w, http.StatusOK, set)
}

// url is the absolute URL of a path of the tenant.
func (h *handler) url(path string) string { return strings.TrimSuffix(h.Issuer, "/") + path }

// public lets scripts of any origin read what is public anyhow.
func public(serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		serve(w, r)
	}
}

func preflight(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	w.WriteHeader(http.StatusNoContent)
}
