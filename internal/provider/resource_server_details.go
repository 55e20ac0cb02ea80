package provider

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// resourceServerDetails are what the data sources show of an API besides its
// settings.
func resourceServerDetails() settings.Table {
	policy := func(name, description string) settings.Setting {
		return settings.ComputedObject(name, description, settings.ComputedString("policy", "`deny_all`, `require_client_grant` or, for users, `allow_all`."))
	}
	return settings.Table{
		settings.ComputedObjectSet("scopes", "The API's scopes.",
			settings.ComputedString("name", "The scope's name."),
			settings.ComputedString("description", "What the scope permits.")),
		settings.ComputedBool("is_system", "Whether the API is the service's own, such as the Management API: it cannot be deleted."),
		settings.ComputedString("client_id", "The ID of the client that stands for this API, if one does."),
		settings.ComputedString("verification_location", "The URL from which the API's public keys are fetched."),
		settings.ComputedBool("allow_online_access", "Whether clients may ask for refresh tokens that end with the session (scope `online_access`)."),
		settings.ComputedBool("allow_online_access_with_ephemeral_sessions", "Whether that holds for ephemeral sessions too."),
		settings.ComputedString("consent_policy", "How users consent: `transactional-authorization-with-mfa`, or null for the standard way."),
		settings.ComputedObjects("authorization_details", "The types of `authorization_details` that the API takes (RFC 9396).",
			settings.ComputedString("type", "The type's name.")),
		settings.ComputedObject("token_encryption", "How access tokens are encrypted; null when they are not.",
			settings.ComputedString("format", "The form of the tokens: `compact-nested-jwe`."),
			settings.ComputedObject("encryption_key", "The key that they are encrypted with. The service does not show the key itself.",
				settings.ComputedString("name", "The key's name."),
				settings.ComputedString("algorithm", "The algorithm: `RSA-OAEP-256`, `RSA-OAEP-384` or `RSA-OAEP-512`."),
				settings.ComputedString("kid", "The key's ID."),
				settings.ComputedString("thumbprint_sha256", "The SHA-256 thumbprint of the key or certificate (base64url)."))),
		settings.ComputedObject("proof_of_possession", "How a client proves that a token is its own; null when it need not.",
			settings.ComputedString("mechanism", "`mtls` or `dpop`."),
			settings.ComputedBool("required", "Whether tokens without are refused."),
			settings.ComputedString("required_for", "For whom: `public_clients` or `all_clients`.")),
		settings.ComputedObject("subject_type_authorization", "Who gets tokens for the API.",
			policy("client", "For clients' own tokens (`client_credentials`)."),
			policy("user", "For users' tokens.")),
		settings.ComputedObject("authorization_policy", "The authorization policy that decides about tokens, if one does.",
			settings.ComputedString("policy_id", "The policy's ID.")),
	}
}

// resourceServerAnswer is an API as the data sources' tables name its
// properties.
func resourceServerAnswer(api *management.ResourceServer) management.Settings {
	answer := management.Settings{"is_system": false}
	maps.Copy(answer, api.Settings)
	answer["id"], answer["identifier"] = api.ID, api.Identifier
	scopes := make([]any, len(api.Scopes))
	for i, s := range api.Scopes {
		scope := map[string]any{"name": s.Value}
		if s.Description != nil {
			scope["description"] = *s.Description
		}
		scopes[i] = scope
	}
	answer["scopes"] = scopes
	if encryption, ok := answer["token_encryption"].(map[string]any); ok {
		if key, ok := encryption["encryption_key"].(map[string]any); ok {
			key["algorithm"] = key["alg"]
		}
	}
	return answer
}
