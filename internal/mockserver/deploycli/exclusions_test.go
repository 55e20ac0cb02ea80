package deploycli_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// The deploy CLI (8.44, handlers clients, clientGrants and resourceServers) filters
// by the names in its settings, and its own client by ID.
func TestWhatTheSettingsExcludeIsSkippedWithItsGrants(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	mock.API(http.MethodPost, "/clients", object{"name": "kept on the tenant"}, nil)
	mock.API(http.MethodPost, "/clients", object{"name": "excluded on the tenant"}, nil)
	mock.API(http.MethodPost, "/clients", object{"name": "partner on the tenant", "is_first_party": false}, nil)
	grant := func(client string) object {
		return object{"client_id": client, "audience": "urn:a", "scope": []any{}}
	}
	expect(t, load(t, mock, deploycli.Configuration{
		Settings: deploycli.Settings{
			ExcludedClients: []string{"excluded", "excluded on the tenant"}, ExcludedAPIs: []string{"Excluded API"},
			ExcludeThirdParties: true, ClientID: "deployer",
		},
		APIs: of(object{"identifier": "urn:a", "name": "A"}, object{"identifier": "urn:excluded", "name": "Excluded API"}),
		Clients: of(
			object{"name": "kept", "is_first_party": true},
			object{"name": "excluded", "is_first_party": true, "client_id": "excludedID"},
			object{"name": "partner", "is_first_party": false},
			object{"name": "unsaid"},
			object{"name": "Deploy CLI", "is_first_party": true, "client_id": "deployer"},
		),
		Grants: of(grant("kept"), grant("excluded"), grant("excludedID"), grant("partner"), grant("deployer"),
			grant("kept on the tenant"), grant("excluded on the tenant"), grant("partner on the tenant"),
			object{"default_for": "third_party_clients", "audience": "urn:a", "scope": []any{}}),
	}),
		"created API urn:a", "skipped API urn:excluded: AUTH0_EXCLUDED_RESOURCE_SERVERS",
		"created client kept: ID of kept", "skipped client excluded: AUTH0_EXCLUDED_CLIENTS",
		"skipped client partner: AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS", "skipped client unsaid: AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS",
		`skipped client "Deploy CLI": AUTH0_CLIENT_ID`,
		"created grant of kept on urn:a", "skipped grant of excluded on urn:a: AUTH0_EXCLUDED_CLIENTS",
		"skipped grant of excludedID on urn:a: AUTH0_EXCLUDED_CLIENTS",
		"skipped grant of partner on urn:a: AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS", "skipped grant of deployer on urn:a: AUTH0_CLIENT_ID",
		`created grant of "kept on the tenant" on urn:a`, `skipped grant of "excluded on the tenant" on urn:a: AUTH0_EXCLUDED_CLIENTS`,
		`skipped grant of "partner on the tenant" on urn:a: AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS`,
		"created grant of third_party_clients on urn:a",
	)
}
