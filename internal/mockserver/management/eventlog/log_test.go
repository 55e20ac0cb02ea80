package eventlog

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// The events of replicas have the order of the writes, also at the same moment, and when the
// tenant's clock is set back. Only the latest are kept.
func TestReplicasShareTheLog(t *testing.T) {
	t.Parallel()
	store, now := transient.NewMemory(), time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	logs := []*Log{New(store, func() time.Time { return now }), New(store, func() time.Time { return now })}
	const written = Kept + 2*trimInterval
	for i := range written {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v2/roles", http.NoBody)
		write := endpoint.Write{HTTP: r, Token: &verify.Token{}, Body: map[string]any{"number": i}, Status: http.StatusCreated}
		if err := logs[i%2].Add(t.Context(), write, now.Add(-time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if entries, err := store.List(t.Context(), transient.KindLogEvent, now); err != nil || len(entries) > Kept+2*trimInterval-2 {
		t.Errorf("%d events are stored, %v", len(entries), err)
	}
	for _, log := range logs {
		events, err := log.all(t.Context(), now)
		if err != nil || len(events) != Kept {
			t.Fatalf("%d events, %v", len(events), err)
		}
		for i, e := range events {
			body := e.view["details"].(map[string]any)["request"].(map[string]any)["body"].(map[string]any)
			if want := float64(written - Kept + i); body["number"] != want || e.view["log_id"] != e.id {
				t.Fatalf("event %d is %v, want %v", i, body["number"], want)
			}
		}
	}
}

// An event has the scopes of the token, also an event that an earlier version stored.
func TestAnEventHasTheScopesOfItsToken(t *testing.T) {
	t.Parallel()
	store, now := transient.NewMemory(), time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	log := New(store, func() time.Time { return now })
	for _, claim := range []string{"read:roles create:roles", ""} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v2/roles", http.NoBody)
		token := &verify.Token{Claims: map[string]any{"scope": claim}}
		if err := log.Add(t.Context(), endpoint.Write{HTTP: r, Token: token, Status: http.StatusCreated}, now); err != nil {
			t.Fatal(err)
		}
	}
	earlier := transient.Value{Data: []byte(`{"details": {"request": {"auth": {"credentials": {"scopes": ["read:logs"]}}}}}`)}
	if err := store.Put(t.Context(), transient.Key{Kind: transient.KindLogEvent, ID: newID(now.UnixNano() + 100)}, earlier, now); err != nil {
		t.Fatal(err)
	}
	events, err := log.all(t.Context(), now)
	if err != nil || len(events) != 3 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for i, want := range []string{`["read:roles","create:roles"]`, `[]`, `["read:logs"]`} {
		auth := events[i].view["details"].(map[string]any)["request"].(map[string]any)["auth"].(map[string]any)
		if got, err := json.Marshal(auth["credentials"].(map[string]any)["scopes"]); err != nil || string(got) != want {
			t.Errorf("event %d: %s, %v; want %s", i, got, err, want)
		}
	}
}
