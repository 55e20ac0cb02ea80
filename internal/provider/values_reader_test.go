package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// readerValues are the rows of what reads: data sources, ephemeral resources, lists
// and actions.
func readerValues(t *testing.T) map[string]blockRows {
	t.Helper()
	private, public := keyPair(t)
	curve := privateCurveKey(t)
	id := valueRow{refused: []refusedValue{{"", "at least 1", ""}, {"c\n", "trimspace", ""}}}
	text := valueRow{refused: empty()}
	identifiers := valueRow{refused: []refusedValue{{list{}, "at least 1", ""}, {list{""}, "between 1 and 600", "identifiers"}}}
	listed := valueRow{refused: []refusedValue{{list{}, "at least 1", ""}, {list{""}, "between 1 and 600", "resource_server_identifiers"}}}
	subject := valueRow{refused: oneOf("user")}
	types := valueRow{refused: []refusedValue{{list{}, "at least 1", ""}, {list{"SPA"}, "value must be one of", "app_types"}}}
	token := blockRows{base: acctest.Values{"audience": "urn:a"}, rows: map[string]valueRow{
		"audience":                   text,
		"client_id":                  {with: acctest.Values{"client_secret": longSecret}, refused: append(empty(), refusedValue{"c\n", "trimspace", ""})},
		"client_secret":              {with: acctest.Values{"client_id": "c"}, refused: empty()},
		"token_endpoint_auth_method": {with: acctest.Values{"client_id": "c", "client_secret": longSecret}, refused: oneOf("client_secret_post")},
		"private_key": {with: acctest.Values{"client_id": "c"}, accepted: []any{crlf(private)}, refused: []refusedValue{
			{"key.pem", "is it a file name", ""}, {"", "is not PEM", ""}, {strings.ReplaceAll(private, "\n", `\n`), "line breaks", ""}, {public, `"PUBLIC KEY"`, ""}, {private + private, "single key", ""},
		}},
		"client_assertion_signing_alg": {with: acctest.Values{"client_id": "c", "private_key": private}, refused: oneOf("RS256")},
		"dpop_private_key":             {accepted: []any{crlf(curve)}, refused: []refusedValue{{"key.pem", "is it a file name", ""}, {private, "EC PRIVATE KEY", ""}, {public, `"PUBLIC KEY"`, ""}}},
		"organization":                 {refused: append(empty(), refusedValue{"org_1\n", "trimspace", ""})},
		"scopes":                       {refused: inSet("scopes", badScopeNames())},
		"signing_alg":                  {refused: oneOf("RS256")},
		"signing_secret":               text,
		"subject_token":                text,
	}}
	userToken := blockRows{base: acctest.Values{"audience": "urn:a", "client_id": "c", "user": "u"}, rows: map[string]valueRow{
		"audience": text, "user": text, "client_id": id, "client_secret": text, "redirect_uri": text, "organization": text, "signing_secret": text,
		"token_endpoint_auth_method": {with: acctest.Values{"client_secret": longSecret}, refused: oneOf("client_secret_post")},
		"scopes":                     {refused: inSet("scopes", badScopeNames())},
	}}
	secret := blockRows{base: acctest.Values{"identifier": "urn:a"}, rows: map[string]valueRow{
		"id": {with: acctest.Values{"identifier": nil}, refused: empty()}, "identifier": text,
	}}
	scopeLists := blockRows{rows: map[string]valueRow{"resource_server_identifiers": listed}}
	return map[string]blockRows{
		"data " + accessSource: {rows: map[string]valueRow{"audience": id, "scope": id, "client_id": id, "user_id": id, "organization": id}},
		"data " + changesSource: {base: acctest.Values{"client_id": "c"}, rows: map[string]valueRow{
			"client_id": id, "resource_server": {with: acctest.Values{"client_id": nil}, refused: id.refused}, "client_grant_id": {with: acctest.Values{"client_id": nil}, refused: id.refused},
			"limit": {refused: []refusedValue{{int64(0), "between 1 and 500", ""}, {int64(501), "between 1 and 500", ""}}, accepted: []any{int64(1), int64(500)}},
		}},
		"data " + apiResource:                          secret,
		"data auth0api_resource_servers":               {rows: map[string]valueRow{"identifiers": identifiers, "name_filter": text}},
		"data " + clientResource:                       {base: acctest.Values{"client_id": "c"}, rows: map[string]valueRow{"client_id": id, "name": {with: acctest.Values{"client_id": nil}, refused: empty()}}},
		"data auth0api_clients":                        {rows: map[string]valueRow{"app_types": types, "name_filter": text}},
		"data auth0api_client_grants":                  {rows: map[string]valueRow{"audience": {refused: between(1, 600)}, "client_id": id, "default_for": {refused: oneOf("third_party_clients")}, "subject_type": subject}},
		"data auth0api_role":                           {base: acctest.Values{"role_id": "r"}, rows: map[string]valueRow{"role_id": id, "name": {with: acctest.Values{"role_id": nil}, refused: empty()}}},
		"data auth0api_roles":                          {rows: map[string]valueRow{"name_filter": text}},
		"data auth0api_user_permissions":               {base: acctest.Values{"user_id": "u", "resource_server_identifier": "urn:a"}, rows: map[string]valueRow{"user_id": id, "resource_server_identifier": {refused: between(1, 600)}}},
		"data auth0api_organization_client_grants":     {base: acctest.Values{"organization_id": "o"}, rows: map[string]valueRow{"organization_id": id, "client_id": id, "audience": {refused: between(1, 600)}}},
		"data auth0api_token":                          token,
		"data auth0api_user_token":                     userToken,
		"ephemeral auth0api_token":                     token,
		"ephemeral auth0api_client_secret":             {base: acctest.Values{"client_id": "c"}, rows: map[string]valueRow{"client_id": id}},
		"ephemeral " + apiResource + "_signing_secret": secret,
		"action auth0api_revoke_signing_key":           {base: acctest.Values{"kid": "k"}, rows: map[string]valueRow{"kid": text}},
		"action auth0api_rotate_client_secret":         {base: acctest.Values{"client_id": "c"}, rows: map[string]valueRow{"client_id": id}},
		"list " + clientResource:                       {rows: map[string]valueRow{"app_types": types, "name_filter": text}},
		"list " + grantResource:                        {rows: map[string]valueRow{"audience": {refused: between(1, 600)}, "client_id": id, "subject_type": subject}},
		"list " + apiResource:                          {rows: map[string]valueRow{"identifiers": identifiers, "name_filter": text}},
		"list " + scopeResource:                        scopeLists,
		"list " + scopesResource:                       scopeLists,
		"list " + grantSetResource:                     scopeLists,
	}
}

// providerValues are the rows of the provider block. It is checked when the provider
// is configured, since the environment completes it: providerRefusals are the values
// that are refused then.
func providerValues(t *testing.T) map[string]blockRows {
	t.Helper()
	rows := map[string]valueRow{"embedded": {note: itsMembers}}
	for _, c := range providerRefusals() {
		rows[c.attribute] = valueRow{note: "In TestTheProviderBlockIsRefusedAtItsAttribute."}
	}
	rows["embedded.path"] = valueRow{note: "In TestTheProviderBlockIsRefusedAtItsAttribute."}
	rows["embedded.tenant"] = valueRow{note: "In TestAccEmbedded_errors."}
	rows["embedded.seed"] = valueRow{note: "In TestTheProviderBlockIsRefusedAtItsAttribute."}
	return map[string]blockRows{"provider": {rows: rows}}
}

type providerRefusal struct {
	attribute string
	value     any
	says      string
}

func providerRefusals() []providerRefusal {
	return []providerRefusal{
		{"domain", "acme", "acme.eu.auth0.com"},
		{"domain", "http://acme.eu.auth0.com", "plain http"},
		{"domain", "https://manage.auth0.com/dashboard/eu/acme", "expected the host alone"},
		{"domain", "ftp://acme.eu.auth0.com", "expected https"},
		{"domain", "acme.eu.auth0.com:99999", "expected 1 to 65535"},
		{"domain", "acme_eu auth0.com", "host"},
		{"domain", "user:pass@acme.eu.auth0.com", "user name or password"},
		{"client_id", "c\n", "trimspace"},
		{"client_secret", "", "client_secret"},
		{"api_token", "t\n", "trimspace"},
		{"audience", "https://acme.eu.auth0.com/api/v2/\n", "trimspace"},
		{"client_assertion_private_key", "key.pem", "is not PEM"},
		{"client_assertion_signing_alg", "HS256", "expected one of RS256, RS384, PS256"},
		{"max_requests_per_second", 0.0, "from 0.01 to 1000"},
		{"max_concurrent_requests", 1.5, "whole number"},
		{"max_retries", -1.0, "from 0 to 100"},
		{"reserve", 1.0, "from 0 to 0.9"},
	}
}

func TestTheProviderBlockIsRefusedAtItsAttribute(t *testing.T) {
	t.Parallel()
	for _, c := range providerRefusals() {
		config := acctest.Values{"domain": "acme.eu.auth0.com", "client_id": "c", "client_secret": longSecret}
		switch c.attribute {
		case "api_token":
			config = acctest.Values{"domain": "acme.eu.auth0.com"}
		case "client_assertion_private_key":
			config["client_secret"], config["client_assertion_signing_alg"] = nil, "RS256"
		case "client_assertion_signing_alg":
			private, _ := keyPair(t)
			config["client_secret"], config["client_assertion_private_key"] = nil, private
		}
		config[c.attribute] = c.value
		expectDiagnostic(t, plugin(t).Configure(config, false), "error at "+c.attribute+": ", c.says)
	}
	for _, same := range []string{"acme.eu.auth0.com", "ACME.EU.auth0.com", "https://acme.eu.auth0.com/", "acme.eu.auth0.com.", "acme.eu.auth0.com:443", " acme.eu.auth0.com\n", "https://mock"} {
		mustHaveNone(t, plugin(t).Configure(acctest.Values{"domain": same, "client_id": "c", "client_secret": longSecret}, false))
	}
}
