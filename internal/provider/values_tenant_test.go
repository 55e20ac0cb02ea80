package provider_test

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// tenantValues are the rows of the tenant's settings, and of clients with a metadata
// document.
func tenantValues() map[string]blockRows {
	quota := acctest.Values{"default_token_quota": acctest.Values{"clients": acctest.Values{"client_credentials": acctest.Values{"per_hour": int64(1)}}}}
	organizations := acctest.Values{"default_token_quota": acctest.Values{"organizations": acctest.Values{"client_credentials": acctest.Values{"per_hour": int64(1)}}}}
	limit := quotaLimits()
	rows := map[string]valueRow{
		"resource_parameter_profile":                {refused: oneOf("audience")},
		"dynamic_client_registration_security_mode": {refused: oneOf("strict")},
		"default_audience":                          {refused: []refusedValue{{strings.Repeat("é", 601), "at most 600", ""}}, accepted: []any{""}, same: [][]any{{"", ""}}},
		"default_token_quota":                       {note: itsMembers, same: [][]any{{acctest.Values{}, acctest.Values{}}}},
	}
	for name, with := range map[string]acctest.Values{"clients": quota, "organizations": organizations} {
		at := "default_token_quota." + name
		rows[at] = valueRow{note: itsMembers}
		rows[at+".client_credentials"] = valueRow{note: itsMembers}
		rows[at+".client_credentials.per_hour"] = valueRow{with: with, refused: limit}
		rows[at+".client_credentials.per_day"] = valueRow{with: with, refused: limit}
	}
	return map[string]blockRows{
		"resource auth0api_tenant_settings": {rows: timeoutsRows(rows)},
		"resource " + cimdResource: {base: acctest.Values{"external_client_id": "https://app.example.test/client.json"}, rows: timeoutsRows(map[string]valueRow{
			"external_client_id": {refused: []refusedValue{{"", "between 1 and 120", ""}, {strings.Repeat("a", 121), "between 1 and 120", ""}}},
		})},
	}
}

func quotaLimits() []refusedValue {
	const says = "between 1 and 2147483647"
	return []refusedValue{{int64(0), says, ""}, {int64(-1), says, ""}, {int64(1) << 31, says, ""}}
}
