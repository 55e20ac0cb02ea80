package creates

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Defaults are the service's defaults for a new object, by property. nil means that
// the property is empty; a property that is missing here may have any value.
type Defaults map[string]any

// ResourceServerDefaults are from the service's OpenAPI document (ResourceServer).
func ResourceServerDefaults() Defaults {
	return Defaults{
		"signing_alg": "RS256", "token_lifetime": int64(86400), "token_lifetime_for_web": int64(7200), "token_dialect": "access_token",
		"subject_type_authorization": map[string]any{"client": map[string]any{"policy": "require_client_grant"}, "user": map[string]any{"policy": "allow_all"}},
		"name":                       nil, "allow_offline_access": nil, "allow_online_access": nil, "allow_online_access_with_ephemeral_sessions": nil,
		"skip_consent_for_verifiable_first_party_clients": nil, "enforce_policies": nil, "is_system": nil, "client_id": nil,
		"consent_policy": nil, "authorization_policy": nil, "authorization_details": nil, "token_encryption": nil,
		"proof_of_possession": nil, "verificationLocation": nil,
	}
}

// ClientGrantDefaults are from the service's OpenAPI document (ClientGrant).
func ClientGrantDefaults() Defaults {
	return Defaults{"organization_usage": nil, "allow_any_organization": nil, "allow_all_scopes": nil, "authorization_details_types": nil}
}

// clientDefaults are the properties of a client that only a person or a
// configuration sets.
func clientDefaults() Defaults {
	return Defaults{
		"description": nil, "logo_uri": nil, "callbacks": nil, "allowed_logout_urls": nil, "allowed_origins": nil, "web_origins": nil,
		"allowed_clients": nil, "client_aliases": nil, "client_metadata": nil, "addons": nil, "mobile": nil, "initiate_login_uri": nil,
		"default_organization": nil, "client_authentication_methods": nil, "resource_server_identifier": nil, "oidc_logout": nil,
		"token_quota": nil, "session_transfer": nil, "signed_request_object": nil, "encryption_key": nil, "global": nil,
	}
}

// asCreated reports whether an object, as the service has it, is what a create with
// this body makes, unchanged since.
func asCreated(object, body []byte, defaults Defaults) bool {
	var has, sent rest.Settings
	if json.Unmarshal(object, &has) != nil || json.Unmarshal(body, &sent) != nil {
		return false
	}
	for name, value := range sent {
		if !(unreadable(name) && has[name] == nil) && !holds(has[name], value) {
			return false
		}
	}
	for name, value := range defaults {
		_, isSent := sent[name]
		if name == "token_lifetime_for_web" && has[name] == has["token_lifetime"] {
			value = has[name] // the service limits it to token_lifetime
		}
		if !isSent && !empty(has[name]) && !reflect.DeepEqual(has[name], value) {
			return false
		}
	}
	return true
}

// unreadable reports whether the service accepts a property and may not return it.
func unreadable(name string) bool { return name == "pem" || name == "signing_secret" }

// holds reports whether the service's value is the value that was sent. An object
// may have more members, and a list may have another order.
func holds(has, sent any) bool {
	switch sent := sent.(type) {
	case nil:
		return empty(has)
	case map[string]any:
		object, _ := has.(map[string]any)
		for name, value := range sent {
			if !(unreadable(name) && object[name] == nil) && !holds(object[name], value) {
				return false
			}
		}
		return object != nil || len(sent) == 0
	case []any:
		list, _ := has.([]any)
		remaining := slices.Clone(list)
		for _, value := range sent {
			at := slices.IndexFunc(remaining, func(one any) bool { return holds(one, value) })
			if at < 0 {
				return false
			}
			remaining = slices.Delete(remaining, at, at+1)
		}
		return len(remaining) == 0
	default:
		return reflect.DeepEqual(has, sent)
	}
}

// empty reports whether a value is null, false, or has no content.
func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}
