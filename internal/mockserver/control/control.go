// Package control serves the control API of a mock tenant, /_mock/, which changes its
// faults and clock and shows its requests while it runs. The service has no such API.
//
//	GET    /_mock/               these lines, as JSON
//	GET    /_mock/faults         the current faults
//	PUT    /_mock/faults         replaces them all; {} turns all off
//	PATCH  /_mock/faults         changes those that the body names; null turns one off
//	GET    /_mock/clock          the time of the tenant's clock
//	PUT    /_mock/clock          sets it: {"now": time} or {"advance": "1h"}, {"frozen": true}
//	POST   /_mock/reset          returns to the objects, faults and clock of the start;
//	                             forgets logins, codes and the requests
//	GET    /_mock/requests       the requests so far, and counts per route
//	DELETE /_mock/requests       forgets them
//	POST   /_mock/change         calls the Management API without token, limits and faults:
//	                             {"method": "PATCH", "path": "/clients/ID", "body": {…}}
//	GET    /_mock/export         the tenant as Terraform configuration
//	POST   /_mock/keys/rotate    rotates the signing keys
//	POST   /_mock/tokens/expire  expires all management tokens issued so far
//
// The JSON of the faults is [faults.Settings], that of the clock is
// [faults.ClockSettings]. An unknown property is refused with 400, and then nothing
// changes.
//
// The API needs no token, and so it answers only programs on this machine; see package
// local. Faults do not apply to it, and its requests are not counted.
package control

import (
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Prefix is the beginning of all paths of the control API.
const Prefix = "/_mock/"

// Tenant is the tenant to control; *mockserver.Server implements it.
type Tenant interface {
	Faults() *faults.Faults
	Clock() *faults.Clock
	Requests() *requestlog.Log
	// Reset returns to the state at start.
	Reset(ctx context.Context) error
	// Export returns the tenant as Terraform configuration with import blocks.
	Export(ctx context.Context) ([]byte, error)
	// RotateKeys returns the id of the new current key.
	RotateKeys(ctx context.Context) (kid string, err error)
	// Change calls the Management API, with a path below its prefix, without
	// authentication, limits and faults. A nil body means no body.
	Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
}

type api struct{ Tenant }

// endpoint is one endpoint of the API.
type endpoint struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Does   string `json:"does"`
	serve  func(http.ResponseWriter, *http.Request)
}

func (a api) endpoints() []endpoint {
	return []endpoint{
		{"GET", "", "lists what the control API does", a.help},
		{"GET", "faults", "the current faults", a.getFaults},
		{"PUT", "faults", "replaces all faults; {} turns all off", a.putFaults},
		{"PATCH", "faults", "changes the faults that the body names; null turns one off", a.patchFaults},
		{"GET", "clock", "the time of the tenant's clock", a.getClock},
		{"PUT", "clock", `sets the clock: {"now": time} or {"advance": "1h"}, {"frozen": true}`, a.putClock},
		{"POST", "reset", "returns to the objects, faults and clock of the start; forgets logins, codes and the requests", a.reset},
		{"GET", "requests", "the requests so far, and counts per route", a.getRequests},
		{"DELETE", "requests", "forgets the requests so far", a.deleteRequests},
		{"POST", "change", `calls the Management API without token, limits and faults: {"method": "PATCH", "path": "/clients/ID", "body": {…}}`, a.change},
		{"GET", "export", "the tenant as Terraform configuration with import blocks, as mock-server export writes it", a.export},
		{"POST", "keys/rotate", "rotates the signing keys", a.rotateKeys},
		{"POST", "tokens/expire", "expires all management tokens issued so far", a.expireTokens},
	}
}

// New returns the handler for all paths below Prefix.
func New(tenant Tenant) http.Handler {
	a := api{tenant}
	byPath := map[string]map[string]http.HandlerFunc{}
	for _, each := range a.endpoints() {
		path := Prefix + each.Path
		if byPath[path] == nil {
			byPath[path] = map[string]http.HandlerFunc{}
		}
		byPath[path][each.Method] = each.serve
	}
	return onlyLocal(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods := byPath[r.URL.EscapedPath()]
		switch handler := methods[r.Method]; {
		case handler != nil:
			handler(w, r)
		case methods != nil:
			w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(methods)), ", "))
			management.WriteError(w, http.StatusMethodNotAllowed, "", "The control API has no "+r.Method+" here")
		default:
			management.WriteError(w, http.StatusNotFound, "", "The control API has no such path; GET "+Prefix+" lists those that it has")
		}
	}))
}

func (a api) help(w http.ResponseWriter, _ *http.Request) {
	lines := a.endpoints()
	for i := range lines {
		lines[i].Path = Prefix + lines[i].Path
	}
	writeJSON(w, map[string]any{"endpoints": lines})
}
