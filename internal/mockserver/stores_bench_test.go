package mockserver_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// onStores runs a benchmark on a tenant in memory, in a file, and in PostgreSQL with one and
// with three replicas, all on this machine. A request goes to the replica of its number.
func onStores(b *testing.B, run func(b *testing.B, replicas []*mocktest.Mock)) {
	b.Helper()
	b.Run("memory", func(b *testing.B) { run(b, []*mocktest.Mock{mocktest.Start(b)}) })
	b.Run("file", func(b *testing.B) {
		run(b, []*mocktest.Mock{mocktest.Start(b, mocktest.WithDataFile(filepath.Join(b.TempDir(), "tenant.db")))})
	})
	for name, count := range map[string]int{"postgres": 1, "postgres-3": 3} {
		b.Run(name, func(b *testing.B) {
			database := postgrestest.Start(b)
			in, issuer := mocktest.WithDataFile(database.URL(b)), mocktest.WithIssuer("https://tenant.test/")
			var replicas []*mocktest.Mock
			for range count {
				replicas = append(replicas, mocktest.Start(b, in, issuer))
			}
			run(b, replicas)
		})
	}
}

// BenchmarkStoreToken gets RS256 tokens over HTTP.
func BenchmarkStoreToken(b *testing.B) {
	onStores(b, func(b *testing.B, replicas []*mocktest.Mock) {
		const audience = "https://bench.test/"
		first := replicas[0]
		first.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": audience, "scopes": []any{map[string]any{"value": "read:all"}}}, nil)
		first.API(http.MethodPost, "/client-grants", map[string]any{"client_id": first.ClientID, "audience": audience, "scope": []string{"read:all"}}, nil)
		form := tokenForm(first.ClientID, first.ClientSecret, audience)
		parallel(b, tokenClients, "tokens/s", func(client *http.Client, i int) error {
			_, err := exchange(client, formRequest(replicas[i%len(replicas)].URL, form))
			return err
		})
	})
}

// BenchmarkStoreRead reads one API over HTTP.
func BenchmarkStoreRead(b *testing.B) {
	onStores(b, func(b *testing.B, replicas []*mocktest.Mock) {
		benchmarkOfOneAPI(b, replicas, "reads/s", http.MethodGet, func(int) string { return "" })
	})
}

// BenchmarkStoreWrite renames one API over HTTP.
func BenchmarkStoreWrite(b *testing.B) {
	onStores(b, func(b *testing.B, replicas []*mocktest.Mock) {
		benchmarkOfOneAPI(b, replicas, "writes/s", http.MethodPatch, func(i int) string { return fmt.Sprintf(`{"name":"API %d"}`, i) })
	})
}

// benchmarkOfOneAPI sends a request for the same API over and over.
func benchmarkOfOneAPI(b *testing.B, replicas []*mocktest.Mock, unit, method string, body func(i int) string) {
	b.Helper()
	const identifier = "https://bench.test/"
	first := replicas[0]
	first.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": identifier}, nil)
	token := adminToken(b, first)
	path := "/resource-servers/" + url.PathEscape(identifier)
	parallel(b, managementClients, unit, func(client *http.Client, i int) error {
		_, err := exchange(client, managementRequest(replicas[i%len(replicas)], token, method, path, body(i)))
		return err
	})
}
