package replicas

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// onCountedPostgres returns the options of replicas of which the first counts its queries.
func onCountedPostgres(queries *postgrestest.Queries) func(t *testing.T) (first, second mockserver.Options) {
	return func(t *testing.T) (first, second mockserver.Options) {
		t.Helper()
		database := databases.URL(t)
		objects, values, err := store.OpenPostgres(t.Context(), database, store.PostgresOptions{Tracer: queries})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := errors.Join(values.Close(), objects.Close()); err != nil {
				t.Error(err)
			}
		})
		return mockserver.Options{Stores: &mockserver.Stores{Store: objects, Transient: values}}, mockserver.Options{DataFile: database}
	}
}

// The costs of requests are in the guide "In a cluster".
func TestRoundTripsOfEachRequest(t *testing.T) {
	t.Parallel()
	queries := &postgrestest.Queries{}
	tn := start(t, onCountedPostgres(queries))
	assertion, proof := tn.keyClient(), tn.proofs()
	admin := tn.token(tn.a, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {tn.a.ClientID()}, "client_secret": {tn.a.ClientSecret()}, "audience": {issuer + "api/v2/"},
	}).field(t, "access_token")
	management := func(method, body string) answer {
		path := "/api/v2/resource-servers/" + url.PathEscape(audience)
		return tn.send(tn.a, request{method: method, path: path, body: body, header: map[string]string{"Authorization": "Bearer " + admin}})
	}
	for _, step := range []struct {
		name       string
		roundTrips int
		prepare    func() string // not counted
		run        func(try int, prepared string) answer
	}{
		{"a token by the client's secret", 1, nil, func(int, string) answer { return tn.token(tn.a, tn.ownToken()) }},
		{"a token by an assertion", 2, nil, func(try int, _ string) answer { return tn.token(tn.a, assertion(fmt.Sprint(try))) }},
		{"a token with a DPoP proof", 2, nil, func(try int, _ string) answer {
			return tn.send(tn.a, request{method: http.MethodPost, path: "/oauth/token", form: tn.ownToken(), header: map[string]string{"DPoP": proof(fmt.Sprint(try))}})
		}},
		{"a code exchanged", 7, func() string { return tn.code(tn.b) }, func(_ int, code string) answer { return tn.token(tn.a, tn.exchange(code)) }},
		{"a refresh token exchanged", 3, func() string { return tn.token(tn.b, tn.exchange(tn.code(tn.b))).field(t, "refresh_token") },
			func(_ int, token string) answer { return tn.token(tn.a, tn.refresh(token)) }},
		{"userinfo", 2, func() string { return tn.token(tn.b, tn.exchange(tn.code(tn.b))).field(t, "access_token") },
			func(_ int, token string) answer { return tn.userinfo(tn.a, token) }},
		{"the keys", 1, nil, func(int, string) answer {
			return tn.send(tn.a, request{method: http.MethodGet, path: "/.well-known/jwks.json"})
		}},
		{"an API read", 1, nil, func(int, string) answer { return management(http.MethodGet, "") }},
		{"an API changed", 4, nil, func(try int, _ string) answer {
			return management(http.MethodPatch, fmt.Sprintf(`{"name":"API %d"}`, try))
		}},
	} {
		// What runs at intervals, such as sharing the counts of requests, can only add to the
		// count of a try.
		fewest, statements := 1000, ""
		for try := range 3 {
			var prepared string
			if step.prepare != nil {
				prepared = step.prepare()
			}
			queries.Take()
			tn.want(step.name, step.run(try, prepared), http.StatusOK)
			if _, roundTrips, all := queries.Take(); roundTrips < fewest {
				fewest, statements = roundTrips, all
			}
		}
		if fewest != step.roundTrips {
			t.Errorf("%s: %d round trips, want %d: %s", step.name, fewest, step.roundTrips, statements)
		}
	}
}
