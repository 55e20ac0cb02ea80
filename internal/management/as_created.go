package management

import (
	"encoding/json"
	"reflect"
	"slices"
)

// fresh is what an object of a kind has, beside what was sent, when nobody has
// changed it since it was created: the service's defaults, by property. One with
// nil is empty then. What is not in it does not count.
type fresh map[string]any

// freshResourceServer is from the service's description of resource servers.
func freshResourceServer() fresh {
	return fresh{
		"signing_alg": "RS256", "token_lifetime": int64(86400), "token_lifetime_for_web": int64(7200), "token_dialect": "access_token",
		"subject_type_authorization": map[string]any{"client": map[string]any{"policy": "require_client_grant"}, "user": map[string]any{"policy": "allow_all"}},
		"name":                       nil, "allow_offline_access": nil, "allow_online_access": nil, "allow_online_access_with_ephemeral_sessions": nil,
		"skip_consent_for_verifiable_first_party_clients": nil, "enforce_policies": nil, "is_system": nil, "client_id": nil,
		"consent_policy": nil, "authorization_policy": nil, "authorization_details": nil, "token_encryption": nil,
		"proof_of_possession": nil, "verificationLocation": nil,
	}
}

// freshClientGrant is from the service's description of client grants.
func freshClientGrant() fresh {
	return fresh{"organization_usage": nil, "allow_any_organization": nil, "allow_all_scopes": nil, "authorization_details_types": nil}
}

// freshApplication is what only a person or a configuration sets of a client.
func freshApplication() fresh {
	return fresh{
		"description": nil, "logo_uri": nil, "callbacks": nil, "allowed_logout_urls": nil, "allowed_origins": nil, "web_origins": nil,
		"allowed_clients": nil, "client_aliases": nil, "client_metadata": nil, "addons": nil, "mobile": nil, "initiate_login_uri": nil,
		"default_organization": nil, "client_authentication_methods": nil, "resource_server_identifier": nil, "oidc_logout": nil,
		"token_quota": nil, "session_transfer": nil, "signed_request_object": nil, "encryption_key": nil, "global": nil,
	}
}

// asCreated tells whether an object, as the service has it, is what a create
// with this body makes, and nobody has changed since.
func asCreated(object, body []byte, defaults fresh) bool {
	var has, sent Settings
	if json.Unmarshal(object, &has) != nil || json.Unmarshal(body, &sent) != nil {
		return false
	}
	for name, value := range sent {
		if !(unreadable(name) && has[name] == nil) && !holds(has[name], value) {
			return false
		}
	}
	for name, value := range defaults {
		_, given := sent[name]
		if name == "token_lifetime_for_web" && has[name] == has["token_lifetime"] {
			value = has[name] // the service does not let it be longer
		}
		if !given && !empty(has[name]) && !reflect.DeepEqual(has[name], value) {
			return false
		}
	}
	return true
}

// unreadable tells a property that the service takes and may not show.
func unreadable(name string) bool { return name == "pem" || name == "signing_secret" }

// holds tells whether the service's value is the one that was sent: an object
// may have more members, and a list another order.
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
		left := slices.Clone(list)
		for _, value := range sent {
			at := slices.IndexFunc(left, func(one any) bool { return holds(one, value) })
			if at < 0 {
				return false
			}
			left = slices.Delete(left, at, at+1)
		}
		return len(left) == 0
	default:
		return reflect.DeepEqual(has, sent)
	}
}

// empty tells a value that says nothing.
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
