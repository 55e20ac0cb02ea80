// Package endpoint serves the operations of the Management API: it
// authenticates, authorises and decodes a request before the object's own code
// sees it, and writes the answer or the refusal. It also holds what the objects
// share: errors, paging, the selection of fields, merging, random ids.
package endpoint

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Operation is one row of the API: a method and path, who may call it, what it
// takes, and what does the work.
type Operation struct {
	Method string
	// Path is below Prefix, without a slash at its start. {id} and {member} are
	// its variables.
	Path string
	// Scopes are alternatives: the bearer token needs one of them.
	Scopes []string
	// AllScopes has the bearer token need each of the Scopes.
	AllScopes bool
	// Query and Body name the schemas; without a body, bodies are not read.
	Query schema.Name
	Body  schema.Name
	// ReadOnly marks an operation that changes nothing, although its method is not GET.
	ReadOnly bool
	// Status is that of success.
	Status int
	// Handle does the work. Its answer is written as JSON, unless Status is 204. An
	// [Answer] has a status of its own.
	Handle func(*Request) (any, error)
}

// Answer is the answer of an operation that has several statuses of success, or headers
// of its own.
type Answer struct {
	Status int
	Body   any
	Header http.Header
}

// Write describes a write that succeeded.
type Write struct {
	Operation Operation
	HTTP      *http.Request
	Token     *verify.Token
	// Body is the request's body, or nil, and Answer what is answered with Status.
	Body   map[string]any
	Answer any
	Status int
}

// Prefix is the path that the Management API is below.
const Prefix = "/api/v2/"

// Tenant is what the objects' handlers work with.
type Tenant struct {
	Store store.Store
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	Now    func() time.Time
	// Random makes ids and secrets. It must be safe for use by many goroutines.
	Random io.Reader
}

// Audience is the identifier of the Management API of the tenant with that
// issuer (a URL with a slash at its end).
func Audience(issuer string) string { return issuer + "api/v2/" }

// Domain is the tenant's host.
func (t Tenant) Domain() string {
	issuer, err := url.Parse(t.Issuer)
	if err != nil {
		return ""
	}
	return issuer.Hostname()
}

// Name is the tenant's name: the first label of its host.
func (t Tenant) Name() string {
	name, _, _ := strings.Cut(t.Domain(), ".")
	return name
}

// Timestamp is a time as the service writes it: UTC, with milliseconds.
func Timestamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
