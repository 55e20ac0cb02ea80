package reads_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestWhatWasReadServesForOneWalk(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		fake.Respond(w, 200, map[string]any{"id": "r", "identifier": "urn:a"})
	})
	client, _ := managementtest.Of(tenant, 0)
	for _, step := range []struct {
		resource string
		requests int
	}{
		{"API", 1},
		{"scope a", 1},
		{"scope b", 1},
		{"scope a", 2}, // the next walk
		{"scope b", 2},
		{"API", 2},
		{"API", 3},
	} {
		before := len(tenant.Requests())
		if newWalk := client.Refreshing(step.resource); newWalk != (before > 0 && step.requests > before) {
			t.Errorf("after %d requests, refreshing %s begins a walk: %t", before, step.resource, newWalk)
		}
		if _, err := client.ReadResourceServer(t.Context(), "r"); err != nil {
			t.Fatal(err)
		}
		if got := len(tenant.Requests()); got != step.requests {
			t.Errorf("%d requests after %s was refreshed, want %d", got, step.resource, step.requests)
		}
	}
	if !client.Refreshed("API") || client.Refreshed("scope a") {
		t.Error("the last walk is not the one that refreshed only the API")
	}
}
