// Package object has the objects of a tenant that the store keeps.
package object

import (
	"cmp"
	"encoding/json"
)

// ResourceServer is an API of the tenant, in the form in which the Management API returns it
// (schema ResourceServer of the service's OpenAPI document).
//
// A nil pointer or slice means "never set": the service omits such a property from its
// responses, and so does the JSON encoding.
type ResourceServer struct {
	ID         string `json:"id"`
	Name       string `json:"name,omitempty"`
	Identifier string `json:"identifier"`
	IsSystem   bool   `json:"is_system,omitempty"`
	// ClientID is the client linked to the API, or empty.
	ClientID string `json:"client_id,omitempty"`

	// SigningAlg is one of HS256, RS256, RS512 and PS256.
	SigningAlg string `json:"signing_alg"`
	// SigningSecret is the shared secret of an HS256 API: 16 characters or more.
	SigningSecret string `json:"signing_secret,omitempty"`

	AllowOfflineAccess                       bool  `json:"allow_offline_access"`
	AllowOnlineAccess                        *bool `json:"allow_online_access,omitempty"`
	AllowOnlineAccessWithEphemeralSessions   *bool `json:"allow_online_access_with_ephemeral_sessions,omitempty"`
	SkipConsentForVerifiableFirstPartyClient bool  `json:"skip_consent_for_verifiable_first_party_clients"`
	EnforcePolicies                          *bool `json:"enforce_policies,omitempty"`

	// TokenLifetime is the lifetime of an access token, in seconds.
	TokenLifetime int64 `json:"token_lifetime"`
	// TokenLifetimeForWeb is the lifetime in the implicit and hybrid flows, in seconds;
	// never above TokenLifetime.
	TokenLifetimeForWeb int64 `json:"token_lifetime_for_web"`
	// TokenDialect is one of access_token, access_token_authz, rfc9068_profile
	// and rfc9068_profile_authz; empty means access_token.
	TokenDialect string `json:"token_dialect,omitempty"`

	// Scopes is nil for an API that never had scopes, and empty but not nil if all
	// scopes were removed.
	Scopes []Scope `json:"scopes,omitzero"`

	VerificationLocation     string                    `json:"verificationLocation,omitempty"`
	ConsentPolicy            string                    `json:"consent_policy,omitempty"`
	AuthorizationDetails     json.RawMessage           `json:"authorization_details,omitempty"`
	AuthorizationPolicy      json.RawMessage           `json:"authorization_policy,omitempty"`
	TokenEncryption          *TokenEncryption          `json:"token_encryption,omitempty"`
	ProofOfPossession        *ProofOfPossession        `json:"proof_of_possession,omitempty"`
	SubjectTypeAuthorization *SubjectTypeAuthorization `json:"subject_type_authorization,omitempty"`
}

// Scope is one permission of an API.
type Scope struct {
	// Value has 1 to 280 characters.
	Value string `json:"value"`
	// Description has at most 500 characters; nil if it was never set.
	Description *string `json:"description,omitempty"`
}

// TokenEncryption is how access tokens of an API are encrypted (JWE).
type TokenEncryption struct {
	Format        string        `json:"format"`
	EncryptionKey EncryptionKey `json:"encryption_key"`
}

// EncryptionKey is the public key that access tokens are encrypted for.
type EncryptionKey struct {
	Name string `json:"name,omitempty"`
	Alg  string `json:"alg"`
	Kid  string `json:"kid,omitempty"`
	// PEM is stored, and never returned.
	PEM string `json:"pem,omitempty"`
	// ThumbprintSHA256 is the RFC 7638 thumbprint (base64url SHA-256) of the key.
	ThumbprintSHA256 string `json:"thumbprint_sha256,omitempty"`
}

// ProofOfPossession says which tokens of an API are bound to a client's key.
type ProofOfPossession struct {
	Mechanism   string `json:"mechanism"`
	Required    bool   `json:"required"`
	RequiredFor string `json:"required_for,omitempty"`
}

// SubjectTypeAuthorization says who can get tokens for an API.
type SubjectTypeAuthorization struct {
	Client SubjectTypePolicy `json:"client,omitzero"`
	User   SubjectTypePolicy `json:"user,omitzero"`
}

// SubjectTypePolicy is deny_all, require_client_grant or, for users only, allow_all.
type SubjectTypePolicy struct {
	Policy string `json:"policy,omitempty"`
}

// Client is an application of the tenant. Only properties that the mock uses have a field;
// all other properties of the service's schema are stored as they were sent.
type Client struct {
	ClientID string
	Name     string
	// ClientSecret is set for each client, whether the client uses it or not. It is
	// empty only for public clients that an earlier version of this program stored.
	ClientSecret            string
	AppType                 string
	GrantTypes              []string
	TokenEndpointAuthMethod string
	IsFirstParty            bool
	// Credentials are all credentials of the client, in use or not.
	Credentials []Credential `json:"PublicKeys"` // the name in files of format 2
	// Properties is the whole object as the Management API returns it.
	Properties map[string]json.RawMessage
	// Bootstrap marks the client that the mock was started with. It cannot be deleted,
	// so that the tenant can always be managed.
	Bootstrap bool
}

// IsGlobal reports whether the client is the tenant's "All Applications".
func (c *Client) IsGlobal() bool { return string(c.Properties["global"]) == "true" }

// IsStrict reports whether the client is a third-party application in strict
// mode.
func (c *Client) IsStrict() bool {
	return !c.IsFirstParty && string(c.Properties["third_party_security_mode"]) == `"strict"`
}

// ExternalID returns the URL of the metadata document that the client was registered
// by, which is unique; or "".
func (c *Client) ExternalID() string {
	raw, has := c.Properties["external_client_id"]
	if !has {
		return ""
	}
	var id string
	if json.Unmarshal(raw, &id) != nil {
		return ""
	}
	return id
}

// PublicID returns the client_id that the client itself uses: its ExternalID, or else
// its ClientID.
func (c *Client) PublicID() string { return cmp.Or(c.ExternalID(), c.ClientID) }

// Credential is a public key or certificate of a client. The client authenticates with it
// if an authentication method in its properties names it.
type Credential struct {
	ID string `json:"id"`
	// Type is public_key, x509_cert or cert_subject_dn.
	Type string `json:"credential_type"`
	// Name is nil if it was not sent; it may be empty.
	Name *string `json:"name,omitempty"`
	// Kid and Alg (RS256, RS384 or PS256) are set for a public key.
	Kid string `json:"kid,omitempty"`
	Alg string `json:"alg,omitempty"`
	// PEM is stored, and never returned.
	PEM string `json:"pem,omitempty"`
	// SubjectDN is the name of a certificate for the type cert_subject_dn.
	SubjectDN string `json:"subject_dn,omitempty"`
	// ThumbprintSHA256 is the base64url SHA-256 of a certificate.
	ThumbprintSHA256 string `json:"thumbprint_sha256,omitempty"`
	// CreatedAt and UpdatedAt are RFC 3339. ExpiresAt is RFC 3339, or empty if the
	// credential does not expire.
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
	ExpiresAt string `json:"expires_at,omitempty"`
}

// UnmarshalJSON also decodes the public keys of format 2, which have no type.
func (c *Credential) UnmarshalJSON(data []byte) error {
	type plain Credential
	if err := json.Unmarshal(data, (*plain)(c)); err != nil {
		return err
	}
	if c.Type == "" {
		c.Type = "public_key"
	}
	return nil
}

// ClientGrant allows a client to request tokens for an API.
type ClientGrant struct {
	ID         string `json:"id"`
	ClientID   string `json:"client_id,omitempty"`
	DefaultFor string `json:"default_for,omitempty"`
	Audience   string `json:"audience"`
	// Scope is nil, and omitted from responses, while AllowAllScopes is true.
	Scope []string `json:"scope,omitzero"`
	// SubjectType is client or user.
	SubjectType               string   `json:"subject_type"`
	AuthorizationDetailsTypes []string `json:"authorization_details_types,omitzero"`
	OrganizationUsage         string   `json:"organization_usage,omitempty"`
	AllowAnyOrganization      *bool    `json:"allow_any_organization,omitempty"`
	AllowAllScopes            *bool    `json:"allow_all_scopes,omitempty"`
	IsSystem                  bool     `json:"is_system,omitempty"`
}

// RefreshToken is the family of refresh tokens of one login of a user: each use replaces
// the previous token, and only the newest token is valid (RFC 9700, section 4.14.2). Times
// are Unix times, in seconds.
type RefreshToken struct {
	ID       string `json:"id"`
	ClientID string `json:"client_id"`
	// Audience is the API's identifier.
	Audience string `json:"audience"`
	// User is the user's name, and AuthTime when they logged in.
	User     string   `json:"user"`
	AuthTime int64    `json:"auth_time"`
	Scope    []string `json:"scope"`
	// The tokens are derived from Secret. Generation is the number of the newest.
	Secret     string `json:"secret"`
	Generation int64  `json:"generation"`
	CreatedAt  int64  `json:"created_at"`
	// UsedAt is the time of the last use, or CreatedAt.
	UsedAt int64 `json:"used_at"`
	// SessionID is the ID of the user's session at the tenant, or empty.
	SessionID string `json:"sid,omitempty"`
	// Organization is the ID of the organization that the user logged in to, or empty.
	Organization string `json:"organization,omitempty"`
	// KeyThumbprint binds the tokens to a client's key (RFC 9449, section 5).
	KeyThumbprint string `json:"jkt,omitempty"`
}

// SigningKey is an RSA key of the tenant.
type SigningKey struct {
	Kid string `json:"kid"`
	// PrivateKeyPEM is PKCS #8.
	PrivateKeyPEM string `json:"private_key"`
	// CertificatePEM is self-signed, for the tenant's domain.
	CertificatePEM string `json:"cert"`
	// State is current, next, previous or revoked.
	State string `json:"state"`
	// CurrentSince, CurrentUntil and RevokedAt are RFC 3339 or empty.
	CurrentSince string `json:"current_since,omitempty"`
	CurrentUntil string `json:"current_until,omitempty"`
	RevokedAt    string `json:"revoked_at,omitempty"`
}
