package client

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// clientDetails are what the data sources show of a client besides its
// settings: what concerns tokens, redirects and organizations. What the service
// keeps for single sign-on with other products (addons), for native apps and
// for the login page is left out.
func clientDetails() settings.Table {
	return settings.Table{
		settings.ComputedString("tenant", "The name of the tenant."),
		settings.ComputedBool("global", "Whether the client is the global client of the tenant."),
		settings.ComputedString("logo_uri", "The URL of the logo of the client."),
		settings.ComputedStrings("allowed_origins", "The origins that may call the tenant from JavaScript (CORS)."),
		settings.ComputedStrings("allowed_clients", "The IDs of the clients that may make delegation requests to this client."),
		settings.ComputedStrings("client_aliases", "The audiences of the client in SAML and WS-Federation."),
		settings.ComputedString("initiate_login_uri", "The URL of the application that starts a login."),
		settings.ComputedBool("cross_origin_authentication", "Whether users may log in from a page of another origin (cross-origin authentication)."),
		settings.ComputedString("cross_origin_loc", "The URL of the page that verifies a cross-origin login if the browser blocks third-party cookies."),
		settings.ComputedBool("sso", "Whether the client uses single sign-on."),
		settings.ComputedBool("sso_disabled", "Whether single sign-on is disabled for the client."),
		settings.ComputedBool("is_token_endpoint_ip_header_trusted", "Whether the tenant trusts the header `auth0-forwarded-for` in the client's token requests."),
		settings.ComputedObject("client_authentication_methods", "How the client authenticates with keys or certificates, instead of a secret.",
			credentials("private_key_jwt", "Authentication with assertions that the client signs with its private key."),
			credentials("tls_client_auth", "Authentication with a certificate of a certificate authority (mTLS)."),
			credentials("self_signed_tls_client_auth", "Authentication with a self-signed certificate (mTLS).")),
		settings.ComputedString("jwks_uri", "The URL of the client's own JSON Web Key Set."),
		settings.ComputedBool("require_pushed_authorization_requests", "Whether the client must use pushed authorization requests (RFC 9126)."),
		settings.ComputedInt64("par_request_expiry", "How long a pushed authorization request is valid, in seconds."),
		settings.ComputedString("compliance_level", "The security profile of the client: `none`, `fapi1_adv_pkj_par` or `fapi1_adv_mtls_par` (FAPI 1 Advanced)."),
		settings.ComputedStrings("organization_discovery_methods", "How users find their organization before the login: `email`, by their address; `organization_name`, by its name."),
		settings.ComputedString("external_client_id", "The URL of the client ID metadata document (CIMD) that describes the client. The client uses it as its `client_id`."),
		settings.ComputedString("external_metadata_type", "How the client was registered: `cimd` for a client ID metadata document, `dcr` for dynamic registration."),
		settings.ComputedString("external_metadata_created_by", "Who registered the client: `admin` or `client`."),
	}
}

// credentials are the keys of one way to authenticate.
func credentials(name, description string) settings.Setting {
	return settings.ComputedObject(name, description,
		settings.ComputedObjects("credentials", "The credentials of the client for this method.", settings.ComputedString("id", "The ID of the credential.")))
}

// clientAnswer is a client as the data sources' tables name its properties.
func clientAnswer(client *management.Application) management.Settings {
	answer := management.Settings{"global": false}
	maps.Copy(answer, client.Settings)
	answer["id"], answer["client_id"] = client.ClientID, client.ClientID
	return answer
}
