package replicas

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// managementToken returns an access token for the Management API.
func (tn *tenant) managementToken(server *mockserver.Server) string {
	tn.t.Helper()
	form := tn.ownToken()
	form.Set("client_id", server.ClientID())
	form.Set("client_secret", server.ClientSecret())
	form.Set("audience", issuer+"api/v2/")
	return tn.token(server, form).field(tn.t, "access_token")
}

func (tn *tenant) list(server *mockserver.Server, path, token string) answer {
	tn.t.Helper()
	return tn.send(server, request{method: http.MethodGet, path: "/api/v2/" + path, header: map[string]string{"Authorization": "Bearer " + token}})
}

func testRateLimit(t *testing.T, tn *tenant) {
	token := tn.managementToken(tn.a)
	tn.control(tn.a, http.MethodPut, "faults", `{"rate_limit": {"rate": 0.001, "burst": 6}}`)
	var served atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			switch got := tn.list([]*mockserver.Server{tn.a, tn.b}[i%2], "roles", token); got.status {
			case http.StatusOK:
				served.Add(1)
			case http.StatusTooManyRequests:
			default:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	wait.Wait()
	if served.Load() != 6 {
		t.Errorf("%d requests were served, want 6", served.Load())
	}
	// A changed limit is a full bucket.
	tn.control(tn.b, http.MethodPut, "faults", `{"rate_limit": {"rate": 0.001, "burst": 1}}`)
	tn.want("after the change", tn.list(tn.a, "roles", token), http.StatusOK)
	tn.want("the second after the change", tn.list(tn.b, "roles", token), http.StatusTooManyRequests)
}

func testClock(t *testing.T, tn *tenant) {
	set := tn.control(tn.a, http.MethodPut, "clock", `{"now": "2040-01-02T03:04:05Z", "frozen": true}`)
	if got := tn.control(tn.b, http.MethodGet, "clock", ""); got.field(t, "now") != "2040-01-02T03:04:05Z" || set.field(t, "now") != got.field(t, "now") {
		t.Errorf("set %s, seen %s", set.body, got.body)
	}
	token, err := verify.Decode(tn.token(tn.b, tn.ownToken()).field(t, "access_token"))
	if err != nil || token.IssuedAt().Year() != 2040 {
		t.Errorf("a token of %v, %v", token, err)
	}
	tn.control(tn.b, http.MethodPut, "clock", `{"advance": "24h"}`)
	if got := tn.control(tn.a, http.MethodGet, "clock", ""); got.field(t, "now") != "2040-01-03T03:04:05Z" {
		t.Errorf("after it was advanced: %s", got.body)
	}
}

func testFaults(t *testing.T, tn *tenant) {
	tn.control(tn.a, http.MethodPut, "faults", `{"errors": {"rate": 1, "times": 2}}`)
	tn.want("the first, at the other replica", tn.token(tn.b, tn.ownToken()), http.StatusInternalServerError)
	if got := tn.control(tn.a, http.MethodGet, "faults", ""); !strings.Contains(got.body, `"times":1`) {
		t.Errorf("after the first: %s", got.body)
	}
	tn.want("the second", tn.token(tn.a, tn.ownToken()), http.StatusInternalServerError)
	tn.want("the third", tn.token(tn.b, tn.ownToken()), http.StatusOK)
	tn.control(tn.b, http.MethodPatch, "faults", `{"latency": "1ms"}`)
	if got := tn.control(tn.a, http.MethodGet, "faults", ""); !strings.Contains(got.body, `"latency":"1ms"`) || strings.Contains(got.body, "errors") {
		t.Errorf("faults of the first replica: %s", got.body)
	}
}

func testFaultsAtTheSameMoment(t *testing.T, tn *tenant) {
	tn.control(tn.a, http.MethodPut, "faults", `{"errors": {"rate": 1, "times": 3}}`)
	var failed atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			if got := tn.token([]*mockserver.Server{tn.a, tn.b}[i%2], tn.ownToken()); got.status == http.StatusInternalServerError {
				failed.Add(1)
			}
		})
	}
	wait.Wait()
	if failed.Load() != 3 {
		t.Errorf("%d requests failed, want 3", failed.Load())
	}
}

// Replicas with one random sequence would fail as many requests in a row as there are replicas.
func testRandomFaults(t *testing.T, tn *tenant) {
	run := func() (a, b string) {
		tn.control(tn.a, http.MethodPut, "faults", `{"errors": {"rate": 0.5}, "seed": 7}`)
		for range 32 {
			a += fmt.Sprintln(tn.token(tn.a, tn.ownToken()).status)
			b += fmt.Sprintln(tn.token(tn.b, tn.ownToken()).status)
		}
		return a, b
	}
	a, b := run()
	if a == b {
		t.Errorf("the same requests fail at both replicas: %s", a)
	}
	if againA, againB := run(); againA != a || againB != b {
		t.Error("with the same seed, other requests fail")
	}
}

func testExpiredTokens(t *testing.T, tn *tenant) {
	token := tn.managementToken(tn.a)
	tn.want("before", tn.list(tn.b, "roles", token), http.StatusOK)
	tn.control(tn.a, http.MethodPost, "tokens/expire", "")
	tn.want("afterwards", tn.list(tn.b, "roles", token), http.StatusUnauthorized)
	tn.want("a new token", tn.list(tn.a, "roles", tn.managementToken(tn.b)), http.StatusOK)
}

func testReset(t *testing.T, tn *tenant) {
	tn.control(tn.b, http.MethodPut, "clock", `{"frozen": true}`)
	tn.control(tn.b, http.MethodPut, "faults", `{"latency": "1ms"}`)
	tn.control(tn.a, http.MethodPost, "reset", "")
	if got := tn.control(tn.b, http.MethodGet, "clock", ""); !strings.Contains(got.body, `"frozen":false`) {
		t.Errorf("clock %s", got.body)
	}
	if got := tn.control(tn.b, http.MethodGet, "faults", ""); strings.Contains(got.body, "latency") {
		t.Errorf("faults %s", got.body)
	}
	if got := tn.list(tn.b, "clients/"+tn.clientID, tn.managementToken(tn.b)); got.status != http.StatusNotFound {
		t.Errorf("a client of before: %d", got.status)
	}
	if got := tn.list(tn.b, "logs", tn.managementToken(tn.b)); strings.TrimSpace(got.body) != "[]" {
		t.Errorf("log events: %s", got.body)
	}
}

func testRequestCounts(t *testing.T, tn *tenant) {
	counted := func(server *mockserver.Server) int {
		var log struct {
			Total  int            `json:"total"`
			Counts map[string]int `json:"counts"`
		}
		if err := json.Unmarshal([]byte(tn.control(server, http.MethodGet, "requests", "").body), &log); err != nil {
			t.Fatal(err)
		}
		if log.Total != log.Counts["POST /oauth/token"] {
			t.Errorf("%+v", log)
		}
		return log.Total
	}
	tn.token(tn.a, tn.ownToken())
	tn.token(tn.b, tn.ownToken())
	tn.token(tn.a, tn.ownToken())
	counted(tn.a) // which stores its counts now, and not within a second
	if n := counted(tn.b); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
	tn.control(tn.a, http.MethodDelete, "requests", "")
	if n := counted(tn.b); n != 0 {
		t.Errorf("%d requests after they were forgotten", n)
	}
	tn.token(tn.b, tn.ownToken())
	counted(tn.b)
	if n := counted(tn.a); n != 1 {
		t.Errorf("%d requests afterwards, want 1", n)
	}
}

func testRotation(t *testing.T, tn *tenant) {
	kid := tn.control(tn.a, http.MethodPost, "keys/rotate", "").field(t, "kid")
	token, err := verify.Decode(tn.token(tn.b, tn.ownToken()).field(t, "access_token"))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := token.Header["kid"].(string); got != kid {
		t.Errorf("signed by %q, want %q", got, kid)
	}
	if got := tn.send(tn.b, request{method: http.MethodGet, path: "/.well-known/jwks.json"}); !strings.Contains(got.body, kid) {
		t.Errorf("the key set has no %s: %s", kid, got.body)
	}
}

func testLogEvents(t *testing.T, tn *tenant) {
	for i, server := range []*mockserver.Server{tn.a, tn.b, tn.a} {
		if err := server.Admin(t.Context(), http.MethodPost, "/roles", map[string]any{"name": string(rune('a' + i))}, nil); err != nil {
			t.Fatal(err)
		}
	}
	token := tn.managementToken(tn.a)
	first, second := tn.list(tn.a, "logs?q=description:%22Create%20a%20role%22", token), tn.list(tn.b, "logs?q=description:%22Create%20a%20role%22", token)
	if n := strings.Count(second.body, `"log_id"`); n != 3 || first.body != second.body {
		t.Errorf("%d events; at the one replica %s, at the other %s", n, first.body, second.body)
	}
	if a, b, c := strings.Index(first.body, `"name":"a"`), strings.Index(first.body, `"name":"b"`), strings.Index(first.body, `"name":"c"`); a < b || b < c {
		t.Errorf("not the newest first: %s", first.body)
	}
}

// testPage posts a form of the page of one replica to the other.
func testPage(t *testing.T, tn *tenant) {
	form := func() url.Values {
		page := tn.send(tn.a, request{method: http.MethodGet, path: "/page/keys"})
		return url.Values{"csrf": {hidden(t, page.body, "csrf")}}
	}
	rotate := request{method: http.MethodPost, path: "/page/keys/rotate", form: form()}
	tn.want("posted to the other replica", tn.send(tn.b, rotate), http.StatusSeeOther)
	rotate.form.Set("csrf", "other")
	tn.want("with another token", tn.send(tn.b, rotate), http.StatusForbidden)
	tn.control(tn.b, http.MethodPost, "reset", "")
	rotate.form = form()
	tn.want("after a reset", tn.send(tn.b, rotate), http.StatusSeeOther)
}
