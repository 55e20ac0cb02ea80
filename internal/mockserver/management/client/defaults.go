package client

import (
	"encoding/json"
	"maps"
	"reflect"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tokenquota"
)

// The properties that the rules here are about.
const (
	authMethod     = "token_endpoint_auth_method"
	grantTypes     = "grant_types"
	jwt            = "jwt_configuration"
	refreshToken   = "refresh_token"
	sessionXfer    = "session_transfer"
	tokenQuota     = "token_quota"
	oidcLogout     = "oidc_logout"
	backchannel    = "oidc_backchannel_logout"
	securityMode   = "third_party_security_mode"
	isFirstParty   = "is_first_party"
	initiateLogin  = "initiate_login_uri"
	clientMetadata = "client_metadata"
)

const (
	clientCredentials  = "client_credentials"
	methodNone         = "none"
	methodPost         = "client_secret_post"
	methodBasic        = "client_secret_basic"
	typeResourceServer = "resource_server"
)

// Lifetimes of refresh tokens by default, in seconds: absolute and idle. Clients
// that authenticate with a secret have the longer ones (recorded 2026).
const (
	tokenLifetime         = 2592000
	idleTokenLifetime     = 1296000
	longTokenLifetime     = 31557600
	longIdleTokenLifetime = 2592000
)

// Defaults are what the service would make of a client that was created with
// what decides about its defaults as it has it, and nothing else. Of an object
// that it has otherwise, they are what the service completes it with. Both are
// as encoding/json decodes them.
func Defaults(has map[string]any) (map[string]any, error) {
	out, err := decoded(defaults(has))
	if err != nil {
		return nil, err
	}
	if object, isObject := has[refreshToken].(map[string]any); isObject && !reflect.DeepEqual(object, out[refreshToken]) {
		out[refreshToken] = completeRefreshToken(object)
	}
	if object, isObject := has[jwt].(map[string]any); isObject && !reflect.DeepEqual(object, out[jwt]) {
		out[jwt] = completeJWT(defaults(has)[jwt])
	}
	return decoded(out)
}

func decoded(properties map[string]any) (map[string]any, error) {
	text, err := json.Marshal(properties)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.Unmarshal(text, &out)
}

// newProperties is a new client as it was sent, with the service's defaults.
func newProperties(sent map[string]any) map[string]any {
	properties := defaults(sent)
	for name, value := range sent {
		if value == nil || name == initiateLogin && value == "" {
			continue
		}
		properties[name] = withDefaults(name, value, properties[name])
	}
	mirrorBackchannelLogout(properties, sent)
	return properties
}

// defaults is what a new client has that sent nothing but what decides about its
// defaults (recorded 2026-01 to 2026-08). A type alone decides about nothing,
// except for those that the service treats on their own.
func defaults(sent map[string]any) map[string]any {
	properties := map[string]any{
		isFirstParty:                          true,
		"is_token_endpoint_ip_header_trusted": false,
		"oidc_conformant":                     false,
		"sso_disabled":                        false,
		"cross_origin_authentication":         false,
		"custom_login_page_on":                true,
		jwt:                                   map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000},
		grantTypes:                            defaultGrantTypes(sent[authMethod]),
		refreshToken:                          defaultRefreshToken(sent[authMethod]),
	}
	switch {
	case sent[isFirstParty] == false:
		thirdPartyDefaults(properties, sent)
	case sent["app_type"] == typeResourceServer:
		properties["oidc_conformant"] = true
		properties[jwt] = rs256()
		properties[grantTypes] = []any{}
	case sent["app_type"] == typeExpress:
		expressDefaults(properties)
	}
	return properties
}

// rs256 is a jwt_configuration that was sent as {"alg":"RS256"}: its lifetime
// has no default any more (recorded 2026).
func rs256() map[string]any { return map[string]any{"secret_encoded": false, "alg": "RS256"} }

func defaultGrantTypes(method any) []any {
	types := []any{"authorization_code", "implicit", "refresh_token"}
	if method != methodNone {
		types = append(types, clientCredentials)
	}
	return types
}

func defaultRefreshToken(method any) map[string]any {
	settings := map[string]any{
		"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
		"token_lifetime": tokenLifetime, "infinite_token_lifetime": true,
		"idle_token_lifetime": idleTokenLifetime, "infinite_idle_token_lifetime": true,
	}
	if method == methodPost || method == methodBasic {
		settings["token_lifetime"], settings["idle_token_lifetime"] = longTokenLifetime, longIdleTokenLifetime
	}
	return settings
}

// withDefaults completes an object that was sent in part. Its members that are
// null are left out. byDefault is what the client would have without it.
func withDefaults(name string, sent, byDefault any) any {
	object, isObject := sent.(map[string]any)
	if !isObject {
		return sent
	}
	var completed map[string]any
	switch name {
	case jwt:
		completed = completeJWT(byDefault)
	case refreshToken:
		completed = completeRefreshToken(object)
	case sessionXfer:
		completed = defaultSessionTransfer()
	case tokenQuota:
		return tokenquota.Complete(object)
	case clientMetadata:
		completed = map[string]any{}
	default:
		return sent
	}
	overlay(completed, object)
	return completed
}

// completeJWT keeps of the defaults what a jwt_configuration has that was sent
// without it: never the lifetime, except for strict third-party clients.
func completeJWT(byDefault any) map[string]any {
	defaults, _ := byDefault.(map[string]any)
	if defaults["lifetime_in_seconds"] == thirdPartyTokenLifetime {
		return maps.Clone(defaults)
	}
	return map[string]any{"secret_encoded": false}
}

// completeRefreshToken: tokens that expire are not infinite (recorded 2026).
func completeRefreshToken(sent map[string]any) map[string]any {
	completed := defaultRefreshToken(nil)
	infinite := sent["expiration_type"] != "expiring"
	completed["infinite_token_lifetime"], completed["infinite_idle_token_lifetime"] = infinite, infinite
	return completed
}

// defaultSessionTransfer is recorded 2026.
func defaultSessionTransfer() map[string]any {
	return map[string]any{
		"can_create_session_transfer_token": false, "allowed_authentication_methods": []any{}, "enforce_device_binding": "ip",
		"allow_refresh_token": false, "enforce_online_refresh_tokens": true, "enforce_cascade_revocation": true,
	}
}

// mirrorBackchannelLogout shows the URLs of oidc_logout under the older name
// too, and removes both with the older one (recorded).
func mirrorBackchannelLogout(properties, sent map[string]any) {
	if value, isSet := sent[backchannel]; isSet && value == nil {
		delete(properties, oidcLogout)
	}
	logout, isSet := sent[oidcLogout].(map[string]any)
	if urls, listed := logout["backchannel_logout_urls"]; isSet && listed {
		properties[backchannel] = map[string]any{"backchannel_logout_urls": urls}
	}
}

// usesKeys reports whether the client authenticates by client_authentication_methods.
func usesKeys(properties map[string]any) bool { return properties[credential.Methods] != nil }
