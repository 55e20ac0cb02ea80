// Package settings has the settings of the mock tenant that the Management API
// serves at /tenants/settings: as properties, in the form of the service, and as
// [Settings], which the Authentication API acts on.
package settings

import (
	"encoding/json"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// storeKey is the setting of the store that has the properties, as JSON. It is
// absent until a property is changed.
const storeKey = "tenant_settings"

// The values of resource_parameter_profile (facts 6.1).
const (
	ProfileAudience      = "audience"
	ProfileCompatibility = "compatibility"
)

// Settings are the settings that change what the Authentication API does. The JSON
// names are those of the service.
type Settings struct {
	// ResourceParameterProfile is ProfileAudience or ProfileCompatibility.
	ResourceParameterProfile string `json:"resource_parameter_profile"`
	// DefaultAudience is the identifier of the API for requests that name none, or
	// empty.
	DefaultAudience string `json:"default_audience"`
	// IssuerInResponses adds iss to authorization responses (RFC 9207).
	IssuerInResponses bool `json:"authorization_response_iss_parameter_supported"`
	// OrganizationNames lets requests name an organization by its name, and tokens have
	// org_name (facts 10.3).
	OrganizationNames bool `json:"allow_organization_name_in_authentication_api"`
	// DefaultTokenQuota is for clients and organizations without a quota of their own
	// (facts 11.1).
	DefaultTokenQuota struct {
		Clients, Organizations struct {
			ClientCredentials *struct {
				Enforce bool  `json:"enforce"`
				PerHour int64 `json:"per_hour"`
				PerDay  int64 `json:"per_day"`
			} `json:"client_credentials"`
		}
	} `json:"default_token_quota"`
	// ClientIDMetadataDocuments advertises such documents, and does nothing else.
	ClientIDMetadataDocuments bool `json:"client_id_metadata_document_supported"`
	// RegistrationMode is the third_party_security_mode of clients that register
	// themselves; empty means strict.
	RegistrationMode string `json:"dynamic_client_registration_security_mode"`
	// PushedAuthorizationRequests advertises the endpoint for them.
	PushedAuthorizationRequests bool `json:"pushed_authorization_requests_supported"`
	// ACRValues are those that discovery lists.
	ACRValues  []string `json:"acr_values_supported"`
	OIDCLogout struct {
		// Discovery advertises the end_session_endpoint. Nil means true.
		Discovery *bool `json:"rp_logout_end_session_endpoint_discovery"`
	} `json:"oidc_logout"`
	Flags struct {
		// DynamicRegistration enables /oidc/register.
		DynamicRegistration bool `json:"enable_dynamic_client_registration"`
		// RemoveAlgFromJWKS leaves alg out of the key set, so that libraries also
		// verify PS256 and RS512 with it.
		RemoveAlgFromJWKS bool `json:"remove_alg_from_jwks"`
	} `json:"flags"`
}

// Of returns the settings of the tenant.
func Of(tenant store.Reader) (Settings, error) {
	text := tenant.Setting(storeKey)
	if text == "" {
		return Settings{ResourceParameterProfile: ProfileAudience}, nil
	}
	var s Settings
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Settings{}, unreadable(err)
	}
	return s, nil
}

// Properties returns all settings as the service answers them. The caller may
// change the map.
func Properties(tenant store.Reader) (map[string]any, error) {
	text := tenant.Setting(storeKey)
	if text == "" {
		return Defaults(), nil
	}
	var properties map[string]any
	if err := json.Unmarshal([]byte(text), &properties); err != nil {
		return nil, unreadable(err)
	}
	return properties, nil
}

// Text returns the stored form of the settings, for [Restore].
func Text(tenant store.Reader) string { return tenant.Setting(storeKey) }

// Restore stores settings that Text returned, unless the tenant has them.
func Restore(tenant store.Writer, text string) error {
	if text == Text(tenant) {
		return nil
	}
	return tenant.SetSetting(storeKey, text)
}

func unreadable(err error) error {
	return fmt.Errorf("reading the tenant's settings from its data: %w", err)
}

// Put stores all settings.
func Put(tenant store.Writer, properties map[string]any) error {
	text, err := json.Marshal(properties)
	if err != nil {
		return fmt.Errorf("encoding the tenant's settings: %w", err)
	}
	return tenant.SetSetting(storeKey, string(text))
}

// Merge applies the body of a PATCH: null removes a setting, flags are merged by
// name, and any other value replaces the setting (facts 5.1, recorded 2026-04 and
// 2026-05).
func Merge(properties, sent map[string]any) {
	for name, value := range sent {
		flags, areFlags := value.(map[string]any)
		switch {
		case value == nil:
			delete(properties, name)
		case areFlags && name == "flags":
			properties[name] = merged(properties[name], flags)
		case name == "default_token_quota":
			properties[name] = withEnforcement(value)
		default:
			properties[name] = value
		}
	}
}

func merged(stored any, sent map[string]any) map[string]any {
	flags := map[string]any{}
	before, _ := stored.(map[string]any)
	for name, value := range before {
		flags[name] = value
	}
	for name, value := range sent {
		flags[name] = value
	}
	return flags
}

// withEnforcement completes a quota: it is enforced unless it says otherwise (facts
// 11.1).
func withEnforcement(sent any) any {
	quotas, isObject := sent.(map[string]any)
	if !isObject {
		return sent
	}
	for _, quota := range quotas {
		subject, _ := quota.(map[string]any)
		if grant, isObject := subject["client_credentials"].(map[string]any); isObject && grant["enforce"] == nil {
			grant["enforce"] = true
		}
	}
	return quotas
}
