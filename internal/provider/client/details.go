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
		settings.ComputedString("tenant", "The name of the client's tenant."),
		settings.ComputedBool("global", "Whether the client is the tenant's global one."),
		settings.ComputedString("logo_uri", "The URL of the client's logo."),
		settings.ComputedStrings("allowed_origins", "The origins that may call the tenant from JavaScript."),
		settings.ComputedStrings("allowed_clients", "The IDs of the clients that may exchange their tokens for this one's."),
		settings.ComputedStrings("client_aliases", "Other names of the client, as audiences."),
		settings.ComputedString("initiate_login_uri", "The URL at which the client starts a login."),
		settings.ComputedBool("cross_origin_authentication", "Whether the client may log users in across origins."),
		settings.ComputedString("cross_origin_loc", "The URL of the page that does so where third-party cookies are off."),
		settings.ComputedBool("sso", "Whether the client takes part in single sign-on."),
		settings.ComputedBool("sso_disabled", "Whether it does not."),
		settings.ComputedBool("is_token_endpoint_ip_header_trusted", "Whether the `auth0-forwarded-for` header of the client's token requests is trusted."),
		settings.ComputedObject("client_authentication_methods", "How the client authenticates by keys, instead of a secret.",
			credentials("private_key_jwt", "By assertions that its key signs."),
			credentials("tls_client_auth", "By a certificate of a known authority (mTLS)."),
			credentials("self_signed_tls_client_auth", "By a certificate of its own (mTLS).")),
		settings.ComputedString("jwks_uri", "The URL of the client's own keys."),
		settings.ComputedBool("require_pushed_authorization_requests", "Whether the client has to push its authorization requests (RFC 9126)."),
		settings.ComputedInt64("par_request_expiry", "How long a pushed authorization request is valid, in seconds."),
		settings.ComputedBool("require_proof_of_possession", "Whether the client's tokens must be bound to it."),
		settings.ComputedString("compliance_level", "The security profile that the client keeps, such as `fapi1_adv_pkj_par`."),
		settings.ComputedString("organization_require_behavior", "When users choose their organization: `no_prompt`, `pre_login_prompt` or `post_login_prompt`."),
		settings.ComputedStrings("organization_discovery_methods", "How the organization is found: `email`, `organization_name`."),
		settings.ComputedObject("default_organization", "The organization that serves when none is asked for.",
			settings.ComputedString("organization_id", "The organization's ID."),
			settings.ComputedStrings("flows", "The flows it serves for: `client_credentials`.")),
		settings.ComputedObject("token_exchange", "Which token exchanges the client may make.",
			settings.ComputedStrings("allow_any_profile_of_type", "The types of profiles that it may use any of.")),
		settings.ComputedObject("token_quota", "How many tokens the client may get.",
			settings.ComputedObject("client_credentials", "By the client credentials flow.",
				settings.ComputedBool("enforce", "Whether more are refused."),
				settings.ComputedInt64("per_day", "How many a day."),
				settings.ComputedInt64("per_hour", "How many an hour."))),
		settings.ComputedString("external_client_id", "The URL by which a client that registered itself is known."),
	}
}

// credentials are the keys of one way to authenticate.
func credentials(name, description string) settings.Setting {
	return settings.ComputedObject(name, description,
		settings.ComputedObjects("credentials", "The keys.", settings.ComputedString("id", "The key's ID.")))
}

// clientAnswer is a client as the data sources' tables name its properties.
func clientAnswer(client *management.Application) management.Settings {
	answer := management.Settings{"global": false}
	maps.Copy(answer, client.Settings)
	answer["id"], answer["client_id"] = client.ClientID, client.ClientID
	return answer
}
