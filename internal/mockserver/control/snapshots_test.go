package control_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// apis returns the number of the tenant's APIs.
func apis(mock *mocktest.Mock) int {
	var list []any
	mock.API(http.MethodGet, "/resource-servers", nil, &list)
	return len(list)
}

func TestASnapshotBringsBackObjectsFaultsAndClock(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:kept"}, nil)
	ask(t, mock, "PUT /_mock/faults", `{"seed": 7, "latency": "1ms"}`)
	ask(t, mock, "PUT /_mock/clock", `{"now": "2030-01-31T12:00:00Z", "frozen": true}`)
	before, at := ask(t, mock, "GET /_mock/faults", "").body, mock.Clock.Now()
	var taken struct {
		ID      string
		Objects int
	}
	if a := ask(t, mock, "POST /_mock/snapshots", `{"name": "base"}`); a.status != http.StatusCreated || !strings.Contains(a.body, `"id":"base"`) {
		t.Fatalf("%d %s", a.status, a.body)
	}

	for range 2 { // a snapshot can be restored again
		mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:later"}, nil)
		kid, err := mock.Server.RotateKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ask(t, mock, "PUT /_mock/faults", `{}`)
		ask(t, mock, "PUT /_mock/clock", `{"advance": "1h", "frozen": false}`)
		if a := ask(t, mock, "POST /_mock/snapshots/base/restore", ""); a.status != http.StatusNoContent {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if mock.Requests.Total() != 0 || !mock.Clock.Now().Equal(at) || ask(t, mock, "GET /_mock/faults", "").body != before {
			t.Errorf("%d requests, clock %s, faults %s", mock.Requests.Total(), mock.Clock.Now(), ask(t, mock, "GET /_mock/faults", "").body)
		}
		var events []any
		if mock.API(http.MethodGet, "/logs", nil, &events); len(events) != 0 {
			t.Errorf("the log events before are kept: %v", events)
		}
		if got := apis(mock); got != 2 { // and the Management API
			t.Errorf("%d APIs", got)
		}
		if again, err := mock.Server.RotateKeys(t.Context()); err != nil || again != kid {
			t.Errorf("the next key is %s, and was %s (%v)", again, kid, err)
		}
		ask(t, mock, "POST /_mock/snapshots/base/restore", "")
	}

	ask(t, mock, "POST /_mock/snapshots", "").created(t, &taken)
	if list := ask(t, mock, "GET /_mock/snapshots", ""); strings.Count(list.body, `"id"`) != 2 || !strings.Contains(list.body, taken.ID) || taken.Objects == 0 {
		t.Errorf("list %s", list.body)
	}
	if a := ask(t, mock, "DELETE /_mock/snapshots/"+taken.ID, ""); a.status != http.StatusNoContent {
		t.Errorf("delete: %d %s", a.status, a.body)
	}
	for _, request := range []string{"DELETE /_mock/snapshots/" + taken.ID, "POST /_mock/snapshots/" + taken.ID + "/restore"} {
		if a := ask(t, mock, request, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", request, a.status, a.body)
		}
	}
}

// created decodes a 201.
func (a answer) created(t *testing.T, v any) {
	t.Helper()
	if a.status != http.StatusCreated {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	a.status = http.StatusOK
	a.into(t, v)
}

func TestSnapshotsAreLimitedAndNamed(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	for i := range 101 {
		want := http.StatusCreated
		if i == 100 {
			want = http.StatusForbidden
		}
		if a := ask(t, mock, "POST /_mock/snapshots", fmt.Sprintf(`{"name": "s%d"}`, i)); a.status != want {
			t.Errorf("snapshot %d: %d %s", i, a.status, a.body)
		}
	}
	if a := ask(t, mock, "POST /_mock/snapshots", `{"name": "s0"}`); a.status != http.StatusCreated {
		t.Errorf("replacing one: %d %s", a.status, a.body)
	}
	for _, body := range []string{`{"name": "a/b"}`, `{"name": "` + strings.Repeat("x", 65) + `"}`, `{"names": "a"}`} {
		if a := ask(t, mock, "POST /_mock/snapshots", body); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}
