package client

import (
	"reflect"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
)

// The modes of third-party applications (facts 4.1).
const (
	strict     = "strict"
	permissive = "permissive"
)

// thirdPartyTokenLifetime is that of ID tokens of strict clients, in seconds.
const thirdPartyTokenLifetime = 3600

// isStrict reports whether the properties are those of a third-party client in
// strict mode.
func isStrict(properties map[string]any) bool {
	return properties[isFirstParty] == false && properties[securityMode] == strict
}

// thirdPartyDefaults are the defaults that differ for a new third-party client. A
// client that names no mode is permissive, as recorded 2026-07; the service's pages
// say that the default is strict for accounts without third-party applications
// before 2026-04, and for all accounts since 2026-10-23.
func thirdPartyDefaults(properties, sent map[string]any) {
	public := sent[authMethod] == methodNone
	refresh := defaultRefreshToken(sent[authMethod])
	properties["oidc_conformant"] = true
	properties[securityMode] = permissive
	properties[refreshToken] = refresh
	if public {
		refresh["rotation_type"], refresh["expiration_type"] = "rotating", "expiring"
		refresh["infinite_token_lifetime"], refresh["infinite_idle_token_lifetime"] = false, false
	}
	if sent[securityMode] != strict {
		return
	}
	// Recorded 2026-05 for a confidential client.
	properties[securityMode] = strict
	properties["redirection_policy"] = "open_redirect_protection"
	properties[grantTypes] = []any{"authorization_code"}
	properties[jwt] = map[string]any{"secret_encoded": false, "alg": "RS256", "lifetime_in_seconds": thirdPartyTokenLifetime}
	refresh["expiration_type"], refresh["infinite_idle_token_lifetime"] = "expiring", false
}

// strictProperties are what a strict client may be sent (documented).
func strictProperties() []string {
	return []string{
		"name", "description", "logo_uri", "callbacks", "allowed_origins", "web_origins", grantTypes, authMethod, "app_type", clientMetadata,
		jwt, refreshToken, credential.Methods, "require_proof_of_possession", "redirection_policy",
		"organization_usage", "organization_require_behavior", "organization_discovery_methods", "default_organization",
		isFirstParty, securityMode,
	}
}

// checkNewThirdParty refuses what a strict client may not be created with.
func checkNewThirdParty(properties, sent map[string]any) error {
	if !isStrict(properties) {
		return nil
	}
	return checkStrictProperties(strictProperties(), defaults(sent), sent)
}

// checkChangedThirdParty refuses a change of who owns a client and of its mode
// (documented since 2026-04; the words are unknown), and of what a strict client
// may not have. What repeats the stored value is accepted (recorded 2026-05).
func checkChangedThirdParty(stored, sent map[string]any) error {
	for _, name := range []string{isFirstParty, securityMode} {
		if value, isSet := sent[name]; isSet && value != stored[name] {
			return endpoint.InvalidBody("%s cannot be changed.", name)
		}
	}
	if !isStrict(stored) {
		return nil
	}
	allowed := strictProperties()
	if stored[metadataType] == metadataDocument {
		allowed = documentProperties()
	}
	return checkStrictProperties(allowed, stored, sent)
}

// checkStrictProperties refuses what is sent outside the list for strict
// clients, unless it says what the client has anyway.
func checkStrictProperties(allowed []string, has, sent map[string]any) error {
	var refused []string
	for name, value := range sent {
		if !slices.Contains(allowed, name) && !reflect.DeepEqual(value, has[name]) {
			refused = append(refused, name)
		}
	}
	if refused == nil {
		return nil
	}
	slices.Sort(refused)
	return endpoint.InvalidBody("not allowed for a third-party client in strict mode: %s.", strings.Join(refused, ", "))
}

// checkStrict checks the values that a strict client has (documented; the words
// are unknown).
func checkStrict(properties map[string]any) error {
	// Clients that registered themselves, or by a document, are not for machines
	// (facts 4.4).
	machine := properties[authMethod] != methodNone && properties[metadataType] == nil
	types, _ := properties[grantTypes].([]any)
	for _, each := range types {
		if each != "authorization_code" && each != "refresh_token" && (each != clientCredentials || !machine) {
			return notStrict("the grant type %v", each)
		}
	}
	appTypes := []any{nil, "regular_web", "spa", "native", "non_interactive"}
	if !slices.Contains(appTypes, properties["app_type"]) {
		return notStrict("the app_type %v", properties["app_type"])
	}
	settings, _ := properties[jwt].(map[string]any)
	if alg := settings["alg"]; alg != nil && alg != "RS256" {
		return notStrict("the jwt_configuration.alg %v", alg)
	}
	methods, _ := properties[credential.Methods].(map[string]any)
	for name := range methods {
		if name != "private_key_jwt" {
			return notStrict("the authentication method %s", name)
		}
	}
	refresh, _ := properties[refreshToken].(map[string]any)
	if refresh["expiration_type"] == "non-expiring" || refresh["infinite_idle_token_lifetime"] == true {
		return notStrict("a refresh_token that does not expire")
	}
	return checkWildcards(properties)
}

func checkWildcards(properties map[string]any) error {
	for _, name := range []string{"callbacks", "allowed_origins", "web_origins"} {
		urls, _ := properties[name].([]any)
		for _, each := range urls {
			if text, _ := each.(string); strings.Contains(text, "*") {
				return notStrict("a wildcard in %s", name)
			}
		}
	}
	return nil
}

func notStrict(format string, args ...any) error {
	return endpoint.InvalidBody("not allowed for a third-party client in strict mode: "+format+".", args...)
}
