package provider_test

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// clientValues are the rows of a client.
func clientValues() map[string]blockRows {
	long := map[string]any{}
	for _, letter := range strings.Split("abcdefghijk", "") {
		long[letter] = ""
	}
	clientQuota := acctest.Values{"token_quota": quotaFor(acctest.Values{"per_hour": int64(1)})}
	rows := map[string]valueRow{
		"name":        {refused: append(empty(), refusedValue{"<a>", "must not contain < or >", ""}), accepted: []any{"é", " "}},
		"description": {refused: []refusedValue{{strings.Repeat("é", 141), "at most 140", ""}}, accepted: []any{"", "a\nb"}, same: [][]any{{"", ""}}},
		"app_type":    {refused: oneOf("spa")},
		"grant_types": {
			refused: []refusedValue{
				{list{"client_credential"}, "Unknown grant type", "grant_types[0]"}, {list{"Implicit"}, "Unknown grant type", "grant_types[0]"}, {list{""}, "Unknown grant type", "grant_types[0]"},
				{list{"implicit", "implicit"}, "duplicate", ""}, {list{nil}, "null", ""}, {list{"urn:"}, "Unknown grant type", "grant_types[0]"},
			},
			accepted: []any{list{}, list{"urn:ietf:params:oauth:grant-type:device_code", "http://auth0.com/oauth/grant-type/password-realm"}},
			same:     [][]any{{list{"implicit", "authorization_code"}, list{"authorization_code", "implicit"}}, {list{}, list{}}},
		},
		"token_endpoint_auth_method": {refused: append(oneOf("none"), refusedValue{"private_key_jwt", "value must be one of", ""})},
		"organization_usage":         {refused: oneOf("deny")},
		"resource_server_identifier": {with: acctest.Values{"app_type": "resource_server"}, refused: between(1, 600)},
		"client_metadata": {
			refused: []refusedValue{
				{long, "at most 10", ""}, {map[string]any{"a": strings.Repeat("é", 256)}, "at most 255", `client_metadata`},
				{map[string]any{"a.b": ""}, "must consist of letters", "client_metadata"}, {map[string]any{"é": ""}, "must consist of letters", "client_metadata"},
				{map[string]any{"": ""}, "between 1 and 255", "client_metadata"}, {map[string]any{"a": nil}, "null", "client_metadata"},
			},
			accepted: []any{map[string]any{"a b:c": "é"}},
			same:     [][]any{{map[string]any{}, map[string]any{}}, {map[string]any{"a": ""}, map[string]any{"a": ""}}},
		},
		"callbacks": {
			refused: []refusedValue{
				{list{"app.example.test/callback"}, "has no scheme", "callbacks[0]"}, {list{"localhost:3000/callback"}, "has no scheme", "callbacks[0]"},
				{list{"https:///callback"}, "has no host", "callbacks[0]"}, {list{"javascript:alert(1)"}, "does not redirect", "callbacks[0]"},
				{list{"https://a.example.test/a b"}, "is not a URL", "callbacks[0]"}, {list{""}, "has no scheme", "callbacks[0]"}, {list{nil}, "null", ""},
			},
			accepted: []any{list{"com.example.app:/callback", "https://*.example.test/callback", "https://{organization_name}.example.test", "http://localhost:3000"}},
			same:     [][]any{{list{}, list{}, nil}},
		},
		"allowed_logout_urls": {
			refused: []refusedValue{{list{"app.example.test"}, "has no scheme", "allowed_logout_urls[0]"}, {list{"https:/a"}, "has no host", "allowed_logout_urls[0]"}},
			same:    [][]any{{list{}, list{}, nil}},
		},
		"web_origins": {
			refused: []refusedValue{{list{"app.example.test"}, "has no scheme", "web_origins[0]"}},
			same:    [][]any{{list{}, list{}, nil}, {list{"https://a.test", "https://b.test"}, list{"https://b.test", "https://a.test"}}},
		},
		"third_party_security_mode": {with: acctest.Values{"is_first_party": false}, refused: oneOf("strict")},
		"redirection_policy":        {refused: oneOf("allow_always")},

		"token_exchange": {note: itsMembers},
		"token_exchange.allow_any_profile_of_type": {refused: []refusedValue{
			{list{"other"}, "value must be one of", "token_exchange.allow_any_profile_of_type[0]"},
			{list{"custom_authentication", "custom_authentication"}, "duplicate", ""},
		}},

		"organization_require_behavior":        {refused: oneOf("no_prompt")},
		"default_organization":                 {note: itsMembers},
		"default_organization.organization_id": {with: defaultOrganization(), refused: []refusedValue{{"", "org_", ""}, {"acme", "org_", ""}, {"org_0123456789abcde", "org_", ""}, {"org_0123456789abcdef\n", "org_", ""}}},
		"default_organization.flows": {
			with: defaultOrganization(), accepted: []any{list{}},
			refused: []refusedValue{{list{"implicit"}, "value must be one of", "default_organization.flows[0]"}, {list{"client_credentials", "client_credentials"}, "duplicate", ""}},
		},
		"token_quota":                             {note: itsMembers},
		"token_quota.client_credentials":          {note: itsMembers},
		"token_quota.client_credentials.per_hour": {with: clientQuota, refused: quotaLimits()},
		"token_quota.client_credentials.per_day":  {with: clientQuota, refused: quotaLimits()},

		"jwt_configuration":                     {note: itsMembers},
		"jwt_configuration.alg":                 {refused: oneOf("RS256")},
		"jwt_configuration.lifetime_in_seconds": {refused: []refusedValue{{int64(-1), "at least 0", ""}}},
		"jwt_configuration.scopes":              {note: anyText},
	}
	refreshTokenValues(rows)
	return map[string]blockRows{"resource " + clientResource: {
		base: acctest.Values{"name": "c"},
		rows: timeoutsRows(rows),
	}}
}

func defaultOrganization() acctest.Values {
	return acctest.Values{"default_organization": acctest.Values{"organization_id": "org_0123456789abcdef", "flows": list{"client_credentials"}}}
}

// refreshTokenValues are the rows of refresh_token. Which of its lifetimes the
// service compares with each other is unknown.
func refreshTokenValues(rows map[string]valueRow) {
	policy := func(name string, value any) acctest.Values {
		policy := acctest.Values{"audience": "urn:a", "scope": list{"read"}}
		policy[name] = value
		return acctest.Values{"rotation_type": "rotating", "expiration_type": "expiring", "policies": list{policy}}
	}
	at := func(name string, row valueRow) {
		row.with = acctest.Values{"refresh_token": policy("audience", "urn:a")}
		rows["refresh_token"+name] = row
	}
	at("", valueRow{note: itsMembers})
	at(".rotation_type", valueRow{refused: oneOf("rotating")})
	at(".expiration_type", valueRow{refused: append(oneOf("expiring"), refusedValue{"non-expiring", `expiration_type = "expiring"`, ""})})
	at(".leeway", valueRow{refused: []refusedValue{{int64(-1), "at least 0", ""}}})
	at(".token_lifetime", valueRow{refused: []refusedValue{{int64(0), "between 1 and 157788000", ""}, {int64(157788001), "between 1 and 157788000", ""}}})
	at(".idle_token_lifetime", valueRow{refused: []refusedValue{{int64(0), "at least 1", ""}}})
	at(".policies", valueRow{note: itsMembers, same: [][]any{{list{}, list{}}}})
	at(".policies.audience", valueRow{refused: between(1, 600)})
	at(".policies.scope", valueRow{refused: []refusedValue{{list{"not admin"}, "Invalid scope name", ""}, {list{""}, "between 1 and 280", ""}}, accepted: []any{list{}}})
}
