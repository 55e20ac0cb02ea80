package management

import (
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	grantClientCredentials = "client_credentials"
	authMethodNone         = "none"
	authMethodPost         = "client_secret_post"
	nonInteractive         = "non_interactive"
	appTypeOfAPI           = "resource_server"
	// maxMetadata bounds client_metadata after an update is merged into it; the
	// schema bounds only what is sent.
	maxMetadata = 10
)

// DefaultClient is the properties that a new client of that type (app_type; ""
// for none) gets of which nothing else is said but, maybe, a part of its
// refresh_token, as the Management API answers them.
func DefaultClient(appType string) map[string]any {
	return defaultClient(map[string]any{"app_type": appType, "refresh_token": map[string]any{}})
}

// defaultClient is what a new client has when nothing is said. Of the objects
// among the properties that have defaults, those that are sent in part are
// completed.
func defaultClient(sent map[string]any) map[string]any {
	appType, _ := sent["app_type"].(string)
	properties := map[string]any{
		"is_first_party":                      true,
		"is_token_endpoint_ip_header_trusted": false,
		"oidc_conformant":                     false,
		"sso_disabled":                        false,
		"cross_origin_authentication":         false,
		"custom_login_page_on":                true,
		"grant_types":                         defaultGrantTypes(appType),
	}
	complete(properties, sent, "jwt_configuration", map[string]any{"secret_encoded": false, "lifetime_in_seconds": 36000})
	if appType != nonInteractive || sent["refresh_token"] != nil {
		complete(properties, sent, "refresh_token", map[string]any{
			"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": 0,
			"token_lifetime": 2592000, "infinite_token_lifetime": true,
			"idle_token_lifetime": 1296000, "infinite_idle_token_lifetime": true,
		})
	}
	if method := defaultAuthMethod(appType); method != "" && sent["client_authentication_methods"] == nil {
		properties["token_endpoint_auth_method"] = method
	}
	return properties
}

// complete sets a property to its defaults with what was sent over them, also
// in the request, so that laying the request over the defaults keeps them.
func complete(properties, sent map[string]any, name string, defaults map[string]any) {
	if given, isObject := sent[name].(map[string]any); isObject {
		maps.Copy(defaults, given)
		sent[name] = defaults
	}
	properties[name] = defaults
}

func defaultGrantTypes(appType string) []any {
	switch appType {
	case nonInteractive:
		return []any{grantClientCredentials}
	case "native", "spa":
		return []any{"authorization_code", "implicit", "refresh_token"}
	}
	return []any{"authorization_code", "implicit", "refresh_token", grantClientCredentials}
}

// defaultAuthMethod is empty for a client of no type: it says none, and may
// send its secret either way.
func defaultAuthMethod(appType string) string {
	switch appType {
	case "":
		return ""
	case "native", "spa":
		return authMethodNone
	}
	return authMethodPost
}

// settleClient checks the properties and takes from them what the mock acts on.
func settleClient(random io.Reader, client *store.Client, properties map[string]any) error {
	client.Name, _ = properties["name"].(string)
	client.AppType, _ = properties["app_type"].(string)
	client.IsFirstParty, _ = properties["is_first_party"].(bool)
	client.TokenEndpointAuthMethod, _ = properties["token_endpoint_auth_method"].(string)
	client.GrantTypes = nil
	grantTypes, _ := properties["grant_types"].([]any)
	for _, each := range grantTypes {
		if grantType, isString := each.(string); isString {
			client.GrantTypes = append(client.GrantTypes, grantType)
		}
	}
	if err := checkClient(client, properties); err != nil {
		return err
	}
	if client.TokenEndpointAuthMethod == authMethodNone {
		client.ClientSecret = ""
	} else if client.ClientSecret == "" {
		var err error
		if client.ClientSecret, err = newSecret(random); err != nil {
			return err
		}
	}
	var err error
	client.Properties, err = encodeProperties(properties)
	return err
}

// hasShortName tells the grant types that the service does not name by a URI.
func hasShortName(grantType string) bool {
	switch grantType {
	case "authorization_code", "implicit", "refresh_token", grantClientCredentials, "password", "mfa", "passwordless_otp":
		return true
	}
	return false
}

func checkClient(client *store.Client, properties map[string]any) error {
	if client.TokenEndpointAuthMethod != "" && properties["client_authentication_methods"] != nil {
		return invalidBody("token_endpoint_auth_method and client_authentication_methods exclude each other.")
	}
	if metadata, _ := properties["client_metadata"].(map[string]any); len(metadata) > maxMetadata {
		return invalidBody("'Too many properties defined (%d), maximum %d' on property client_metadata.", len(metadata), maxMetadata)
	}
	if refresh, _ := properties["refresh_token"].(map[string]any); refresh["rotation_type"] == "rotating" && refresh["expiration_type"] != "expiring" {
		return invalidBody("refresh_token.expiration_type must be expiring when rotation_type is rotating.")
	}
	if properties["resource_server_identifier"] != nil && client.AppType != appTypeOfAPI {
		return invalidBody("resource_server_identifier can only be set when app_type is %s.", appTypeOfAPI)
	}
	var invalid []string
	for _, each := range client.GrantTypes {
		known := hasShortName(each) || strings.HasPrefix(each, "http://auth0.com/oauth/") || strings.HasPrefix(each, "urn:")
		// A client that cannot authenticate cannot act for itself either
		// (RFC 6749, section 4.4).
		public := client.TokenEndpointAuthMethod == authMethodNone
		if !known || (public && each == grantClientCredentials) {
			invalid = append(invalid, each)
		}
	}
	if invalid != nil {
		return refuse(http.StatusBadRequest, "invalid_body", "Invalid grant types: %s", strings.Join(invalid, ", "))
	}
	return nil
}

// linkResourceServer makes a client that stands for an API (app_type
// resource_server) known to that API.
func linkResourceServer(tx store.Writer, client *store.Client, properties map[string]any) error {
	identifier, given := properties["resource_server_identifier"].(string)
	if !given {
		return nil
	}
	rs := tx.ResourceServerByIdentifier(identifier)
	if rs == nil {
		return missingResourceServer(identifier)
	}
	if rs.ClientID != "" {
		return conflict("resource_server_linked", "The resource server %s is linked to the client %s already.", identifier, rs.ClientID)
	}
	linked := *rs
	linked.ClientID = client.ClientID
	return tx.PutResourceServer(&linked)
}

func unlinkResourceServer(tx store.Writer, client *store.Client) error {
	properties, err := decodeProperties(client.Properties)
	if err != nil {
		return err
	}
	identifier, _ := properties["resource_server_identifier"].(string)
	rs := tx.ResourceServerByIdentifier(identifier)
	if rs == nil || rs.ClientID != client.ClientID {
		return nil
	}
	unlinked := *rs
	unlinked.ClientID = ""
	return tx.PutResourceServer(&unlinked)
}
