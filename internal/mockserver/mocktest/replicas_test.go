package mocktest

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

var databases postgrestest.Shared

func TestMain(m *testing.M) { os.Exit(databases.Main(m)) }

// send sends a request, and returns the status and the body of the response.
func (m *Mock) send(method, path, body string) (status int, answer string) {
	m.tb.Helper()
	request, err := http.NewRequestWithContext(m.tb.Context(), method, m.URL+path, strings.NewReader(body))
	if err != nil {
		m.tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		m.tb.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		m.tb.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestReplicasTakeTurnsAndTheLogHasTheRequestsToAll(t *testing.T) {
	t.Parallel()
	mock := Start(t, WithReplicas(databases.Server(t).Address(), 3))
	for range 6 {
		mock.send(http.MethodGet, "/.well-known/jwks.json", "")
		mock.send(http.MethodGet, "/_mock/clock", "")
	}
	if n := mock.Requests.Count(http.MethodGet, "/.well-known/jwks.json"); n != 6 || mock.Requests.Total() != 6 {
		t.Errorf("the log of all replicas has %d requests for the keys, want 6:\n%s", n, mock.Requests)
	}
	for i, server := range mock.servers.servers {
		if n := server.Requests().Total(); n != 2 {
			t.Errorf("replica %d answered %d requests for the keys, want 2", i, n)
		}
	}
	mock.Reset()
	if n := mock.Requests.Total(); n != 0 {
		t.Errorf("after Reset, the log has %d requests", n)
	}
}

// Each of three requests goes to another replica, which must have what was changed before.
func TestReplicasAreTheTenantThatAGoTestChanges(t *testing.T) {
	t.Parallel()
	mock := Start(t, WithReplicas(databases.Server(t).Address(), 3))
	const identifier, path = "https://a.test/", "/resource-servers/https%3A%2F%2Fa.test%2F"
	mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": identifier}, nil)
	mock.Clock.Freeze()
	mock.Clock.Advance(time.Hour)
	frozen := mock.Clock.Now()
	expect := func(what string) {
		t.Helper()
		for range 3 {
			var api struct{ Identifier string }
			mock.API(http.MethodGet, path, nil, &api)
			if api.Identifier != identifier {
				t.Errorf("%s: the API is %+v", what, api)
			}
			var clock struct{ Now time.Time }
			_, text := mock.send(http.MethodGet, "/_mock/clock", "")
			if err := json.Unmarshal([]byte(text), &clock); err != nil || !clock.Now.Equal(frozen) {
				t.Errorf("%s: the clock of a replica is %s, want %s (%v)", what, clock.Now, frozen, err)
			}
		}
	}
	expect("after it was changed")

	second := mock.servers.servers[1].Clock()
	second.Advance(time.Hour)
	frozen = frozen.Add(time.Hour)
	snapshot := mock.Snapshot()
	second.Run()
	mock.API(http.MethodDelete, path, nil, nil)
	mock.Restore(snapshot)
	expect("after it was restored")
}

func TestTheEnvironmentGivesTenantsReplicas(t *testing.T) {
	t.Setenv(DatabaseVariable, databases.Server(t).Address())
	if n := len(Start(t).servers.servers); n != 3 {
		t.Errorf("%d replicas, want 3", n)
	}
	mock := Start(t, WithDataFile(filepath.Join(t.TempDir(), "tenant.db")))
	if n := len(mock.servers.servers); n != 1 {
		t.Errorf("%d replicas of a tenant in a file, want 1", n)
	}
}
