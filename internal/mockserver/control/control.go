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
//	GET    /_mock/snapshots      the snapshots
//	POST   /_mock/snapshots      takes one; {"name": "base"} names it
//	POST   /_mock/snapshots/{id}/restore
//	                             returns to its objects, faults and clock
//	DELETE /_mock/snapshots/{id} deletes one
//	GET    /_mock/requests       the requests so far, and counts per route; of replicas the
//	                             requests to this one, and the counts of all, up to 1 s late
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
// Without a [Key], the API needs no token, and so it answers only programs on this machine;
// see package local. With one, each request must have it as its bearer token. Faults do not
// apply to the API, and its requests are not counted.
package control

import (
	"context"
	"io"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
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
	// KeepSnapshot takes a snapshot with an ID, or a generated one if it is empty. It
	// replaces a snapshot with that ID. The error can be ErrTooManySnapshots
	// or ErrSnapshotsTooLarge.
	KeepSnapshot(ctx context.Context, id string) (Snapshot, error)
	// RestoreSnapshot returns to a snapshot. The error can be ErrNoSnapshot.
	RestoreSnapshot(ctx context.Context, id string) error
	// DeleteSnapshot reports whether the snapshot existed.
	DeleteSnapshot(id string) bool
	// Snapshots lists the snapshots that KeepSnapshot took.
	Snapshots() []Snapshot
	// Export returns the tenant as Terraform configuration with import blocks.
	Export(ctx context.Context) ([]byte, error)
	// RotateKeys returns the id of the new current key.
	RotateKeys(ctx context.Context) (kid string, err error)
	// Change calls the Management API, with a path below its prefix, without
	// authentication, limits and faults. A nil body means no body.
	Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
}

type api struct{ Tenant }

func (a api) endpoints() []Endpoint {
	return []Endpoint{
		{"GET", "faults", "the current faults", a.getFaults},
		{"PUT", "faults", "replaces all faults; {} turns all off", a.putFaults},
		{"PATCH", "faults", "changes the faults that the body names; null turns one off", a.patchFaults},
		{"GET", "clock", "the time of the tenant's clock", a.getClock},
		{"PUT", "clock", `sets the clock: {"now": time} or {"advance": "1h"}, {"frozen": true}`, a.putClock},
		{"POST", "reset", "returns to the objects, faults and clock of the start; forgets logins, codes and the requests", a.reset},
		{"GET", "snapshots", "the snapshots that were taken and not deleted", a.listSnapshots},
		{"POST", "snapshots", `takes a snapshot of objects, faults and clock; {"name": "base"} names it, and replaces the one of that name`, a.takeSnapshot},
		{"POST", "snapshots/{id}/restore", "returns to a snapshot; forgets logins, codes and the requests", a.restoreSnapshot},
		{"DELETE", "snapshots/{id}", "deletes a snapshot", a.deleteSnapshot},
		{"GET", "requests", "the requests so far, and counts per route; of replicas the requests to this one, and the counts of all, up to 1 s late", a.getRequests},
		{"DELETE", "requests", "forgets the requests so far", a.deleteRequests},
		{"POST", "change", `calls the Management API without token, limits and faults: {"method": "PATCH", "path": "/clients/ID", "body": {…}}`, a.change},
		{"GET", "export", "the tenant as Terraform configuration with import blocks, as mock-server export writes it", a.export},
		{"POST", "keys/rotate", "rotates the signing keys", a.rotateKeys},
		{"POST", "tokens/expire", "expires all management tokens issued so far", a.expireTokens},
	}
}

// New returns the handler for all paths below Prefix. key protects it; see [Key.Protect].
func New(tenant Tenant, key *Key) http.Handler {
	return key.Protect(Handler(api{tenant}.endpoints()))
}
