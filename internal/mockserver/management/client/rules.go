package client

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tokenquota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxMetadata bounds client_metadata after an update is merged into it; the
// schema bounds only what is sent.
const maxMetadata = 10

// complete checks the properties, takes from them what the mock acts on, and
// stores them in the client.
func complete(client *store.Client, properties map[string]any) error {
	client.Name, _ = properties["name"].(string)
	client.AppType, _ = properties["app_type"].(string)
	client.IsFirstParty, _ = properties[isFirstParty].(bool)
	client.TokenEndpointAuthMethod, _ = properties[authMethod].(string)
	client.GrantTypes = nil
	types, _ := properties[grantTypes].([]any)
	for _, each := range types {
		if grantType, isString := each.(string); isString {
			client.GrantTypes = append(client.GrantTypes, grantType)
		}
	}
	if err := check(client, properties); err != nil {
		return err
	}
	var err error
	client.Properties, err = encodeProperties(properties)
	return err
}

func check(client *store.Client, properties map[string]any) error {
	if client.TokenEndpointAuthMethod != "" && usesKeys(properties) {
		return endpoint.InvalidBody("%s and %s exclude each other.", authMethod, credential.Methods)
	}
	if metadata, _ := properties[clientMetadata].(map[string]any); len(metadata) > maxMetadata {
		return endpoint.InvalidBody("'Too many properties defined (%d), maximum %d' on property client_metadata.", len(metadata), maxMetadata)
	}
	if refresh, _ := properties[refreshToken].(map[string]any); refresh["rotation_type"] == "rotating" && refresh["expiration_type"] != "expiring" {
		return endpoint.InvalidBody("refresh_token.expiration_type must be expiring when rotation_type is rotating.")
	}
	if properties["resource_server_identifier"] != nil && client.AppType != typeResourceServer {
		return endpoint.InvalidBody("resource_server_identifier can only be set when app_type is %s.", typeResourceServer)
	}
	if err := checkAlgorithm(properties); err != nil {
		return err
	}
	if err := tokenquota.Check(properties[tokenQuota]); err != nil {
		return err
	}
	if err := checkGrantTypes(client); err != nil {
		return err
	}
	if isStrict(properties) {
		return checkStrict(properties)
	}
	return nil
}

// checkAlgorithm: ID tokens of a client that authenticates with keys are not
// signed with its secret (documented; the words are unknown).
func checkAlgorithm(properties map[string]any) error {
	settings, _ := properties[jwt].(map[string]any)
	alg, isSet := settings["alg"]
	if isSet && usesKeys(properties) && alg != "RS256" && alg != "PS256" {
		return endpoint.InvalidBody("jwt_configuration.alg must be RS256 or PS256 with %s, not %v.", credential.Methods, alg)
	}
	return nil
}

// hasShortName recognises the grant types that the service does not name by a
// URI.
func hasShortName(grantType string) bool {
	switch grantType {
	case "authorization_code", "implicit", "refresh_token", clientCredentials, "password", "mfa", "passwordless_otp":
		return true
	}
	return false
}

// checkGrantTypes refuses unknown grant types, and client_credentials for a
// public client (reported by users, with these words).
func checkGrantTypes(client *store.Client) error {
	var invalid []string
	for _, each := range client.GrantTypes {
		known := hasShortName(each) || strings.HasPrefix(each, "http://auth0.com/oauth/") || strings.HasPrefix(each, "urn:")
		public := client.TokenEndpointAuthMethod == methodNone
		if !known || (public && each == clientCredentials) {
			invalid = append(invalid, each)
		}
	}
	if invalid != nil {
		return endpoint.Refuse(http.StatusBadRequest, endpoint.CodeInvalidBody, "Invalid grant types: %s", strings.Join(invalid, ", "))
	}
	return nil
}
