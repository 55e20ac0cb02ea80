package tenants

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// A request to one of many tenants in a database costs one query, as with a single tenant: that
// it still exists is found by the read with which its server begins. Its use is stored at
// intervals, which costs another one.
func TestARequestToATenantOfADatabaseCostsOneQuery(t *testing.T) {
	t.Parallel()
	var queries postgrestest.Queries
	p, err := store.ConnectPostgres(t.Context(), postgrestest.Start(t).URL(t), store.PostgresOptions{Tracer: &queries})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := keys.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	r, err := Open(t.Context(), Options{
		URL: "http://localhost:8080", Now: func() time.Time { return at }, Tenant: mockserver.Options{SigningKeys: []keys.Pair{pair, pair}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.stored = database{p, p.Catalog()}
	defer r.Close()
	if _, _, err := r.Create(t.Context(), Request{Name: "main"}); err != nil {
		t.Fatal(err)
	}
	get := func() {
		t.Helper()
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://main.localhost:8080/.well-known/jwks.json", nil))
		if w.Code != http.StatusOK {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	cheap := 0
	for range 5 { // in between, the counts of requests are stored
		queries.Take()
		get()
		statements, trips, all := queries.Take()
		t.Logf("%d statements in %d round trips: %s", statements, trips, all)
		if statements == 1 && trips == 1 {
			cheap++
		}
	}
	if cheap == 0 {
		t.Error("no request costs one query")
	}
	at = at.Add(time.Minute)
	queries.Take()
	get()
	if statements, _, all := queries.Take(); statements < 2 {
		t.Errorf("the use was not stored: %s", all)
	}
}
