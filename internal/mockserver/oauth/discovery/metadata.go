package discovery

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
)

// metadata is the discovery document (OpenID Connect Discovery, section 3; RFC
// 8414) of a tenant on the service's free plan, with its members in the same
// order (facts 6.3, reported 2026-04). Like the service's it also names endpoints
// for which a tenant needs settings: the mock has no devices, no multi-factor
// authentication and no backchannel authentication.
type metadata struct {
	Issuer                           string   `json:"issuer"`
	AuthorizationEndpoint            string   `json:"authorization_endpoint"`
	TokenEndpoint                    string   `json:"token_endpoint"`
	DeviceAuthorizationEndpoint      string   `json:"device_authorization_endpoint"`
	UserinfoEndpoint                 string   `json:"userinfo_endpoint"`
	MFAChallengeEndpoint             string   `json:"mfa_challenge_endpoint"`
	JWKSURI                          string   `json:"jwks_uri"`
	RegistrationEndpoint             string   `json:"registration_endpoint"`
	RevocationEndpoint               string   `json:"revocation_endpoint"`
	Scopes                           []string `json:"scopes_supported"`
	ResponseTypes                    []string `json:"response_types_supported"`
	ChallengeMethods                 []string `json:"code_challenge_methods_supported"`
	ResponseModes                    []string `json:"response_modes_supported"`
	SubjectTypes                     []string `json:"subject_types_supported"`
	TokenEndpointAuthMethods         []string `json:"token_endpoint_auth_methods_supported"`
	AssertionAlgorithms              []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	Claims                           []string `json:"claims_supported"`
	RequestURIParameter              bool     `json:"request_uri_parameter_supported"`
	RequestParameter                 bool     `json:"request_parameter_supported"`
	BackchannelEndpoint              string   `json:"backchannel_authentication_endpoint"`
	BackchannelDeliveryModes         []string `json:"backchannel_token_delivery_modes_supported"`
	IDTokenAlgorithms                []string `json:"id_token_signing_alg_values_supported"`
	EndSessionEndpoint               string   `json:"end_session_endpoint,omitempty"`
	GlobalTokenRevocationEndpoint    string   `json:"global_token_revocation_endpoint"`
	GlobalTokenRevocationAuthMethods []string `json:"global_token_revocation_endpoint_auth_methods_supported"`
	ProofAlgorithms                  []string `json:"dpop_signing_alg_values_supported"`

	// The following depend on settings of the tenant (facts 6.3). unknown: their
	// places, and whether the booleans are false or absent when they are off.
	ClientIDMetadataDocuments bool     `json:"client_id_metadata_document_supported,omitempty"`
	IssuerInResponses         bool     `json:"authorization_response_iss_parameter_supported,omitempty"`
	PushedRequestEndpoint     string   `json:"pushed_authorization_request_endpoint,omitempty"`
	ACRValues                 []string `json:"acr_values_supported,omitempty"`

	// The members of introspection (RFC 7662) are an addition of the mock. "none"
	// is missing: only confidential clients may ask.
	IntrospectionEndpoint    string   `json:"introspection_endpoint,omitempty"`
	IntrospectionAuthMethods []string `json:"introspection_endpoint_auth_methods_supported,omitempty"`
}

// follow adds and removes what settings of the tenant decide.
func (m *metadata) follow(s settings.Settings) {
	m.ClientIDMetadataDocuments = s.ClientIDMetadataDocuments
	m.IssuerInResponses = s.IssuerInResponses
	m.ACRValues = s.ACRValues
	if s.PushedAuthorizationRequests {
		m.PushedRequestEndpoint = strings.TrimSuffix(m.Issuer, "/") + "/oauth/par"
	}
	if advertised := s.OIDCLogout.Discovery; advertised != nil && !*advertised {
		m.EndSessionEndpoint = ""
	}
}

func metadataOf(issuer, introspectionPath string) metadata {
	domain := strings.TrimSuffix(issuer, "/")
	authMethods := []string{"client_secret_basic", "client_secret_post", "private_key_jwt"}
	out := metadata{
		Issuer:                      issuer,
		AuthorizationEndpoint:       domain + "/authorize",
		TokenEndpoint:               domain + "/oauth/token",
		DeviceAuthorizationEndpoint: domain + "/oauth/device/code",
		UserinfoEndpoint:            domain + "/userinfo",
		MFAChallengeEndpoint:        domain + "/mfa/challenge",
		JWKSURI:                     domain + JWKSPath,
		RegistrationEndpoint:        domain + "/oidc/register",
		RevocationEndpoint:          domain + "/oauth/revoke",
		Scopes: []string{"openid", "profile", "offline_access", "name", "given_name", "family_name", "nickname",
			"email", "email_verified", "picture", "created_at", "identities", "phone", "address"},
		ResponseTypes:            []string{"code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"},
		ChallengeMethods:         []string{"S256", "plain"},
		ResponseModes:            []string{"query", "fragment", "form_post"},
		SubjectTypes:             []string{"public"},
		TokenEndpointAuthMethods: authMethods,
		AssertionAlgorithms:      []string{"RS256", "RS384", "PS256"},
		Claims: []string{"aud", "auth_time", "created_at", "email", "email_verified", "exp", "family_name", "given_name",
			"iat", "identities", "iss", "name", "nickname", "phone_number", "picture", "sub"},
		BackchannelEndpoint:              domain + "/bc-authorize",
		BackchannelDeliveryModes:         []string{"poll"},
		IDTokenAlgorithms:                []string{"HS256", "RS256", "PS256"}, // not RS512, which a client may have all the same
		EndSessionEndpoint:               domain + "/oidc/logout",
		GlobalTokenRevocationEndpoint:    domain + "/oauth/global-token-revocation/connection/{connectionName}",
		GlobalTokenRevocationAuthMethods: []string{"global-token-revocation+jwt"},
		ProofAlgorithms:                  []string{"ES256"},
	}
	if introspectionPath != "" {
		out.IntrospectionEndpoint, out.IntrospectionAuthMethods = domain+introspectionPath, authMethods
	}
	return out
}
