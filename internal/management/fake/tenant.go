// Package fake has tenants for the tests of the packages of the Management API:
// each answers as the test says, and records what it was asked. Unlike the mock,
// it knows no rules of the service.
package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Request is a request that a tenant got.
type Request struct {
	Method, Path, Query, Authorization, ContentType, Body string
}

// String is the request's method and path.
func (r Request) String() string { return r.Method + " " + r.Path }

// Tenant is a server that answers as a function says.
type Tenant struct {
	*httptest.Server
	mu       sync.Mutex
	requests []Request
}

// NewTenant starts a tenant, until the test ends.
func NewTenant(t *testing.T, handle func(http.ResponseWriter, Request)) *Tenant {
	t.Helper()
	f := &Tenant{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s := Request{
			Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query().Encode(),
			Authorization: r.Header.Get("Authorization"), ContentType: r.Header.Get("Content-Type"), Body: string(body),
		}
		f.mu.Lock()
		f.requests = append(f.requests, s)
		f.mu.Unlock()
		handle(w, s)
	}))
	t.Cleanup(f.Close)
	return f
}

// Requests returns what the tenant got so far.
func (f *Tenant) Requests() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.requests)
}

// Expect checks the requests that the tenant got, each as method and path.
func (f *Tenant) Expect(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, r := range f.Requests() {
		got = append(got, r.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got the requests\n%v\nwant\n%v", got, want)
	}
}

// Respond answers with JSON.
func Respond(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "%s", text)
}

// Refuse answers with an error body of the service's form.
func Refuse(w http.ResponseWriter, status int, code, message string) {
	Respond(w, status, map[string]any{"statusCode": status, "error": http.StatusText(status), "message": message, "errorCode": code})
}

// Transport is a tenant that is a function, for tests in a bubble of synctest,
// which has no network.
type Transport func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// JSON is the answer of a Transport.
func JSON(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}
