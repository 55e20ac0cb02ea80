package provider_test

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// badScopeNames are names that RFC 6749, section 3.3, forbids.
func badScopeNames() []refusedValue {
	return []refusedValue{
		{"not admin", `would carry "not" and "admin" instead`, ""}, {"a\tb", "a tab", ""}, {"a\n", "a line break", ""}, {`a"b`, `the character "`, ""},
		{`a\b`, `the character \`, ""}, {"a\u00a0b", "U+00A0", ""}, {"", "between 1 and 280", ""}, {strings.Repeat("s", 281), "between 1 and 280", ""},
	}
}

// inSet are the refusals of the elements of a set.
func inSet(at string, values []refusedValue) []refusedValue {
	out := make([]refusedValue, len(values))
	for i, v := range values {
		out[i] = refusedValue{list{v.value}, v.says, at}
	}
	return out
}

func grantAndScopeValues() map[string]blockRows {
	scopes := []refusedValue{{list{}, "No scopes are declared", "scopes"}}
	for _, v := range badScopeNames() {
		scopes = append(scopes, refusedValue{list{acctest.Values{"name": v.value}}, v.says, "scopes.name"})
	}
	twice := list{acctest.Values{"name": "a", "description": "A"}, acctest.Values{"name": "a"}}
	scopes = append(scopes, refusedValue{twice, "has two blocks", "scopes"})
	api := valueRow{refused: between(1, 600)}
	description := valueRow{
		refused: []refusedValue{{strings.Repeat("é", 501), "at most 500", ""}}, accepted: []any{"", "a\r\nb", "é"},
		same: [][]any{{"", ""}}, converges: [][]any{{"", nil, ""}},
	}
	return map[string]blockRows{
		"resource " + scopeResource: {
			base: acctest.Values{"resource_server_identifier": "urn:a", "scope": "read"},
			rows: timeoutsRows(map[string]valueRow{
				"resource_server_identifier": api,
				"scope":                      {refused: badScopeNames(), accepted: []any{"read:appointments", "https://a.example.test/read", strings.Repeat("s", 280)}},
				"description":                description,
			}),
		},
		"resource " + scopesResource: {
			base: acctest.Values{"resource_server_identifier": "urn:a", "scopes": list{acctest.Values{"name": "read"}}},
			rows: timeoutsRows(map[string]valueRow{
				"resource_server_identifier": api,
				"scopes":                     {refused: scopes},
				"scopes.name":                {note: "With the block, since the path of an element of a set is its value."},
				"scopes.description":         {note: "With the block.", same: [][]any{{"", ""}}, converges: [][]any{{"", nil, ""}}},
			}),
		},
		"resource " + grantSetResource: {
			base: acctest.Values{"resource_server_identifier": "urn:a", "grants": list{acctest.Values{"client_id": "c", "scopes": list{}}}},
			rows: timeoutsRows(map[string]valueRow{
				"resource_server_identifier":         api,
				"except":                             {refused: inSet("except", []refusedValue{{"", "at least 1", ""}, {"d ", "trimspace", ""}}), accepted: []any{list{}}},
				"grants":                             {refused: grantBlockRefusals()},
				"grants.client_id":                   {note: "With the block, since the path of an element of a set is its value."},
				"grants.default_for":                 {note: "With the block."},
				"grants.subject_type":                {note: "With the block."},
				"grants.scopes":                      {note: "With the block."},
				"grants.organization_usage":          {note: "With the block."},
				"grants.authorization_details_types": {note: "With the block."},
			}),
		},
		"resource " + grantResource: {
			base: acctest.Values{"client_id": "c", "audience": "urn:a", "scopes": list{}},
			rows: timeoutsRows(map[string]valueRow{
				"client_id":          {refused: []refusedValue{{"", "at least 1", ""}, {"c ", "trimspace", ""}}},
				"default_for":        {with: acctest.Values{"client_id": nil}, refused: oneOf("third_party_clients")},
				"audience":           {refused: between(1, 600)},
				"subject_type":       {refused: oneOf("user")},
				"organization_usage": {refused: oneOf("allow")},
				"scopes": {
					refused:  inSet("scopes", badScopeNames()),
					accepted: []any{list{}},
					same:     [][]any{{list{"read:a", "read:b"}, list{"read:b", "read:a"}}, {list{}, list{}}},
				},
				"authorization_details_types": {
					refused:  append(inSet("authorization_details_types", between(1, 255)), refusedValue{list{"payment"}, "need a grant for users", ""}),
					accepted: []any{list{}},
					same:     [][]any{{list{}, list{}, nil}},
				},
			}),
		},
	}
}

// grantBlockRefusals are blocks of a set of grants that a plan refuses.
func grantBlockRefusals() []refusedValue {
	var refused []refusedValue
	refuse := func(says, at string, block acctest.Values) {
		refused = append(refused, refusedValue{list{block}, says, at})
	}
	refuse("either client_id or default_for", "grants", acctest.Values{"scopes": list{}})
	refuse("either client_id or default_for", "grants", acctest.Values{"client_id": "c", "default_for": "third_party_clients", "scopes": list{}})
	refuse("allow_all_scopes = true", "grants", acctest.Values{"client_id": "c"})
	refuse("at least 1", "grants.client_id", acctest.Values{"client_id": "", "scopes": list{}})
	refuse("trimspace", "grants.client_id", acctest.Values{"client_id": "c ", "scopes": list{}})
	refuse("need a grant for users", "grants", acctest.Values{"client_id": "c", "scopes": list{}, "authorization_details_types": list{"payment"}})
	for name, first := range map[string]string{"default_for": "third_party_clients", "subject_type": "user", "organization_usage": "allow"} {
		for _, v := range oneOf(first) {
			block := acctest.Values{"client_id": "c", "scopes": list{}, name: v.value}
			if name == "default_for" {
				delete(block, "client_id")
			}
			refuse(v.says, "grants."+name, block)
		}
	}
	for _, v := range badScopeNames() {
		refuse(v.says, "grants.scopes", acctest.Values{"client_id": "c", "scopes": list{v.value}})
	}
	same := acctest.Values{"client_id": "c", "scopes": list{}}
	other := acctest.Values{"client_id": "c", "subject_type": "client", "scopes": list{"read"}}
	return append(refused, refusedValue{list{same, other}, "has two blocks", "grants"})
}
