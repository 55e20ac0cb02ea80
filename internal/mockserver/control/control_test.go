package control_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends "METHOD /path" with a body to the control API.
func ask(t *testing.T, mock *mocktest.Mock, request, body string, change ...func(*http.Request)) answer {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, mock.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, strings.TrimSpace(string(text))}
}

// into decodes a 200.
func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
}

func TestATenantInMemoryIsExported(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	mock.API(http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:exported", "name": "API"}, nil)
	a := ask(t, mock, "GET /_mock/export", "")
	if a.status != http.StatusOK || !strings.Contains(a.body, `id = "urn:exported"`) || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%d %v: %s", a.status, a.header, a.body)
	}
	if a := ask(t, mock, "POST /_mock/export", ""); a.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d %s", a.status, a.body)
	}
}

func TestFaultsAreReplacedAndPatched(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	for _, step := range []struct{ request, body, want string }{
		{"PUT /_mock/faults", `{"seed": 7, "latency": "0s", "errors": {"rate": 0.5, "path": "/x"}}`, `{"errors":{"rate":0.5,"path":"/x"},"seed":7}`},
		{"PATCH /_mock/faults", `{"errors": {"rate": 1}, "rate_limit": {"rate": 2, "burst": 10}}`, `{"rate_limit":{"rate":2,"burst":10},"errors":{"rate":1,"path":"/x"},"seed":7}`},
		{"PATCH /_mock/faults", `{"errors": {"path": null, "times": 3}, "rate_limit": null}`, `{"errors":{"rate":1,"times":3},"seed":7}`},
		{"PATCH /_mock/faults", `{"slow_answers": "1ms"}`, `{"errors":{"rate":1,"times":3},"slow_answers":"1ms","seed":7}`},
		{"GET /_mock/faults", ``, `{"errors":{"rate":1,"times":3},"slow_answers":"1ms","seed":7}`},
		{"PUT /_mock/faults", `{}`, `{"seed":7}`},
	} {
		if a := ask(t, mock, step.request, step.body); a.status != http.StatusOK || a.body != step.want {
			t.Errorf("%s %s: %d %s, want %s", step.request, step.body, a.status, a.body, step.want)
		}
	}
}

func TestWhatIsNotExpectedIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	before := ask(t, mock, "GET /_mock/faults", "").body
	for _, test := range []struct{ request, body, says string }{
		{"PUT /_mock/faults", `{"latencyy": "1s"}`, "latencyy"},
		{"PUT /_mock/faults", `{"errors": {"rat": 1}}`, "rat"},
		{"PUT /_mock/faults", `{"errors": {"rate": 2}}`, "errors.rate"},
		{"PUT /_mock/faults", `{"latency": 5}`, "latency"},
		{"PUT /_mock/faults", `{"latency": "fast"}`, "fast"},
		{"PUT /_mock/faults", `{} {}`, "more after"},
		{"PUT /_mock/faults", ``, "empty"},
		{"PATCH /_mock/faults", `{"latencyy": "1s"}`, "latencyy"},
		{"PATCH /_mock/faults", `{"rotate_keys": {"after": 1, "at": "2030-01-01T00:00:00Z"}}`, "rotate_keys"},
		{"PATCH /_mock/faults", `[]`, "body"},
		{"PUT /_mock/clock", `{"freeze": true}`, "freeze"},
		{"PUT /_mock/clock", `{"now": "2030-01-01T00:00:00Z", "advance": "1h"}`, "not both"},
		{"POST /_mock/change", `{"method": "BREW", "path": "/clients"}`, "BREW"},
		{"POST /_mock/change", `{"method": "GET", "path": "clients"}`, "slash"},
		{"POST /_mock/change", `{"method": "GET", "path": "/clients", "token": "x"}`, "token"},
	} {
		a := ask(t, mock, test.request, test.body)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, test.says) || !strings.Contains(a.body, `"statusCode":400`) {
			t.Errorf("%s %.60s: %d %s", test.request, test.body, a.status, a.body)
		}
	}
	if a := ask(t, mock, "PUT /_mock/faults", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "1048576 bytes") {
		t.Errorf("a large body: %d %s", a.status, a.body)
	}
	if after := ask(t, mock, "GET /_mock/faults", "").body; after != before {
		t.Errorf("faults %s, were %s", after, before)
	}
}

func TestClockIsFrozenAndAdvanced(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	var state struct {
		Now    time.Time `json:"now"`
		Frozen bool      `json:"frozen"`
	}
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	ask(t, mock, "PUT /_mock/clock", `{"now": "2030-01-01T00:00:00Z", "frozen": true}`).into(t, &state)
	if !state.Frozen || !state.Now.Equal(at) {
		t.Errorf("frozen: %+v", state)
	}
	ask(t, mock, "PUT /_mock/clock", `{"advance": "36h"}`)
	ask(t, mock, "GET /_mock/clock", "").into(t, &state)
	if !state.Frozen || !state.Now.Equal(at.Add(36*time.Hour)) || !mock.Clock.Now().Equal(state.Now) {
		t.Errorf("advanced: %+v", state)
	}
	ask(t, mock, "PUT /_mock/clock", `{"frozen": false}`).into(t, &state)
	if state.Frozen {
		t.Errorf("running: %+v", state)
	}
}

func TestChangeComesBehindTheTenantsBack(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	ask(t, mock, "PUT /_mock/faults", `{"rate_limit": {"rate": 0.001, "burst": 1}, "errors": {"rate": 1}}`)
	for range 2 {
		a := ask(t, mock, "POST /_mock/change", `{"method": "POST", "path": "/resource-servers", "body": {"identifier": "https://a.test/"}}`)
		if a.status != http.StatusCreated && a.status != http.StatusConflict || a.header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%d %v %s", a.status, a.header, a.body)
		}
	}
	if a := ask(t, mock, "POST /_mock/change", `{"method": "GET", "path": "/resource-servers/https%3A%2F%2Fa.test%2F"}`); a.status != http.StatusOK || !strings.Contains(a.body, `"identifier":"https://a.test/"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if n := mock.Requests.Total(); n != 0 {
		t.Errorf("counted:\n%s", mock.Requests)
	}
}

func TestRequestsAreCountedPerRouteAndForgotten(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	ask(t, mock, "GET /api/v2/clients/a", "")
	ask(t, mock, "PUT /_mock/faults", `{"errors": {"rate": 1, "times": 1}}`)
	ask(t, mock, "GET /api/v2/clients/b", "")
	var log struct {
		Total    int            `json:"total"`
		Counts   map[string]int `json:"counts"`
		Requests []struct {
			Path, Route, Fault string
			Status             int
		} `json:"requests"`
	}
	ask(t, mock, "GET /_mock/requests", "").into(t, &log)
	if log.Total != 2 || len(log.Counts) != 1 || log.Counts["GET /api/v2/clients/{id}"] != 2 || len(log.Requests) != 2 {
		t.Fatalf("log %+v", log)
	}
	if a, b := log.Requests[0], log.Requests[1]; a.Path != "/api/v2/clients/a" || a.Status != 401 || a.Fault != "" || b.Status != 500 || b.Fault != "error" {
		t.Errorf("log %+v", log)
	}
	if a := ask(t, mock, "DELETE /_mock/requests", ""); a.status != http.StatusNoContent || mock.Requests.Total() != 0 {
		t.Errorf("status %d, requests:\n%s", a.status, mock.Requests)
	}
}

func TestResetRotateAndExpire(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	var rotated struct {
		Kid string `json:"kid"`
	}
	ask(t, mock, "POST /_mock/keys/rotate", "").into(t, &rotated)
	var key struct {
		Current bool `json:"current"`
	}
	mock.API(http.MethodGet, "/keys/signing/"+rotated.Kid, nil, &key)
	if !key.Current {
		t.Errorf("the key %q is not current", rotated.Kid)
	}
	if a := ask(t, mock, "POST /_mock/tokens/expire", ""); a.status != http.StatusNoContent || mock.Faults.TokensFrom().IsZero() {
		t.Errorf("expire: %d, tokens from %s", a.status, mock.Faults.TokensFrom())
	}
	if a := ask(t, mock, "POST /_mock/reset", ""); a.status != http.StatusNoContent || !mock.Faults.TokensFrom().IsZero() {
		t.Errorf("reset: %d, tokens from %s", a.status, mock.Faults.TokensFrom())
	}
}

func TestHelpListsEveryEndpoint(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	var help struct {
		Endpoints []struct{ Method, Path, Does string } `json:"endpoints"`
	}
	ask(t, mock, "GET /_mock/", "").into(t, &help)
	if len(help.Endpoints) != 17 {
		t.Errorf("help %+v", help)
	}
	for _, each := range help.Endpoints {
		if a := ask(t, mock, "OPTIONS "+each.Path, ""); a.status != http.StatusMethodNotAllowed || !strings.Contains(a.header.Get("Allow"), each.Method) || each.Does == "" {
			t.Errorf("%+v: %d, Allow %q", each, a.status, a.header.Get("Allow"))
		}
	}
	if a := ask(t, mock, "GET /_mock/fault", ""); a.status != http.StatusNotFound {
		t.Errorf("a path that there is not: %d", a.status)
	}
}

func TestOnlyLocalProgramsAreAnswered(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	host := func(host string) func(*http.Request) { return func(r *http.Request) { r.Host = host } }
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, test := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"localhost":                  {host("localhost:8080"), 200},
		"LOCALHOST without a port":   {host("LOCALHOST"), 200},
		"IPv6":                       {host("[::1]:8080"), 200},
		"IPv6 without a port":        {host("[::1]"), 200},
		"another loopback address":   {host("127.9.9.9"), 200},
		"rebound name":               {host("evil.test:8080"), 403},
		"name like localhost":        {host("localhost.evil.test"), 403},
		"name like an address":       {host("127.0.0.1.evil.test"), 403},
		"another address":            {host("10.0.0.1:8080"), 403},
		"page of another origin":     {header("Origin", "https://evil.test"), 403},
		"page, says the browser":     {header("Sec-Fetch-Site", "cross-site"), 403},
		"page of the tenant itself":  {header("Sec-Fetch-Site", "same-origin"), 200},
		"address bar of the browser": {header("Sec-Fetch-Site", "none"), 200},
	} {
		if a := ask(t, mock, "PUT /_mock/faults", "{}", test.change); a.status != test.want {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestPeersOfOtherMachinesAreRefused(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	handler := control.New(mock.Server, nil)
	for peer, want := range map[string]int{
		"127.0.0.1:4711": 200, "[::1]:4711": 200, "192.0.2.1:4711": 403, "[2001:db8::1]:4711": 403, "": 403, "@": 403,
		mockserver.InProcess: 200,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/_mock/faults", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Host, req.RemoteAddr = "localhost", peer
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("%q: %d", peer, w.Code)
		}
	}
}

func TestThereIsNoControlAPIUnlessAskedFor(t *testing.T) {
	t.Parallel()
	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "https://tenant.test/"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://localhost/_mock/faults", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := server.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", res.StatusCode)
	}
}

func FuzzFaultsBody(f *testing.F) {
	mock := mocktest.Start(f)
	for _, seed := range []string{`{}`, `{"errors":{"rate":1,"times":1}}`, `{"rate_limit":{"rate":1e-9,"burst":1}}`, `{"rotate_keys":{"at":"2030-01-01T00:00:00Z"}}`, `null`, `[`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, method := range []string{"PUT", "PATCH"} {
			req, err := http.NewRequestWithContext(t.Context(), method, mock.URL+"/_mock/faults", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			res, err := mock.Server.Transport().RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusBadRequest {
				t.Errorf("%s %q: %d", method, body, res.StatusCode)
			}
		}
	})
}
