package oauth

import (
	"net/http"
	"slices"
	"strings"
)

// metadata is the discovery document (OpenID Connect Discovery, section 3; RFC
// 8414). It tells only of what the mock serves.
type metadata struct {
	Issuer                   string   `json:"issuer"`
	AuthorizationEndpoint    string   `json:"authorization_endpoint"`
	TokenEndpoint            string   `json:"token_endpoint"`
	UserinfoEndpoint         string   `json:"userinfo_endpoint"`
	RevocationEndpoint       string   `json:"revocation_endpoint"`
	IntrospectionEndpoint    string   `json:"introspection_endpoint"`
	JWKSURI                  string   `json:"jwks_uri"`
	Scopes                   []string `json:"scopes_supported"`
	ResponseTypes            []string `json:"response_types_supported"`
	ResponseModes            []string `json:"response_modes_supported"`
	GrantTypes               []string `json:"grant_types_supported"`
	ChallengeMethods         []string `json:"code_challenge_methods_supported"`
	PromptValues             []string `json:"prompt_values_supported"`
	SubjectTypes             []string `json:"subject_types_supported"`
	IDTokenAlgorithms        []string `json:"id_token_signing_alg_values_supported"`
	Claims                   []string `json:"claims_supported"`
	TokenEndpointAuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	AssertionAlgorithms      []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevocationAuthMethods    []string `json:"revocation_endpoint_auth_methods_supported"`
	RevocationAuthAlgorithms []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	// IntrospectionAuthMethods lack "none": only confidential clients may ask.
	IntrospectionAuthMethods    []string `json:"introspection_endpoint_auth_methods_supported"`
	IntrospectionAuthAlgorithms []string `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	ProofAlgorithms             []string `json:"dpop_signing_alg_values_supported"`
	RequestParameter            bool     `json:"request_parameter_supported"`
	// RequestURIParameter defaults to true, so it must be said.
	RequestURIParameter bool `json:"request_uri_parameter_supported"`
}

func (h *handler) discovery(w http.ResponseWriter, _ *http.Request) {
	var algorithms []string
	for _, algorithm := range assertionAlgorithms() {
		algorithms = append(algorithms, string(algorithm))
	}
	confidential := []string{methodPost, methodBasic, methodJWT}
	writeJSON(w, http.StatusOK, metadata{
		Issuer: h.Issuer, AuthorizationEndpoint: h.url(AuthorizePath), TokenEndpoint: h.url(TokenPath),
		UserinfoEndpoint: h.url(UserinfoPath), RevocationEndpoint: h.url(RevokePath),
		IntrospectionEndpoint: h.url(IntrospectPath), JWKSURI: h.url(JWKSPath),
		Scopes:        []string{scopeOpenID, scopeProfile, scopeEmail, scopeOffline},
		ResponseTypes: responseTypeValues(), ResponseModes: responseModes(),
		GrantTypes:       []string{clientCredentials, authorizationCode, refreshToken, implicit},
		ChallengeMethods: []string{"S256"}, PromptValues: promptValues(),
		SubjectTypes: []string{"public"}, IDTokenAlgorithms: idTokenAlgorithms(),
		Claims:                   []string{"iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "at_hash", "c_hash", "name", "nickname", "email", "email_verified"},
		TokenEndpointAuthMethods: append(confidential, methodNone), AssertionAlgorithms: algorithms,
		RevocationAuthMethods: append(confidential, methodNone), RevocationAuthAlgorithms: algorithms,
		IntrospectionAuthMethods: confidential, IntrospectionAuthAlgorithms: algorithms,
		ProofAlgorithms: []string{string(proofAlgorithms()[0])},
	})
}

func (h *handler) jwks(w http.ResponseWriter, r *http.Request) {
	set, err := h.Keys.JWKS(r.Context())
	if err != nil {
		refuse(http.StatusInternalServerError, "server_error", "the mock tenant's keys could not be read: %v", err).write(w)
		return
	}
	if h.RemoveAlgFromJWKS {
		set.Keys = slices.Clone(set.Keys)
		for i := range set.Keys {
			set.Keys[i].Algorithm = ""
		}
	}
	writeJSON(w, http.StatusOK, set)
}

// url is the absolute URL of a path of the tenant.
func (h *handler) url(path string) string { return strings.TrimSuffix(h.Issuer, "/") + path }

// public lets scripts of any origin read the answer: what is public anyhow, and
// what is given for a token or a secret in the request, never for a cookie.
func public(serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "WWW-Authenticate")
		serve(w, r)
	}
}

func preflight(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP, Auth0-Client")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
