package reads

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Kind is a kind of object that the service lists.
type Kind struct {
	// segment is the first segment of the path.
	segment string
	// byCursor says that the service also pages the kind by a cursor, which reaches
	// beyond maxOffset.
	byCursor bool
	// byIdentifier says that one request can list several objects by their
	// identifiers.
	byIdentifier bool
}

// ResourceServers are the APIs of the tenant.
func ResourceServers() Kind { return Kind{segment: rest.ResourceServers, byIdentifier: true} }

// Clients are the tenant's clients.
func Clients() Kind { return Kind{segment: rest.Clients, byCursor: true} }

// ClientGrants are the tenant's client grants.
func ClientGrants() Kind { return Kind{segment: rest.ClientGrants, byCursor: true} }

// Roles are the roles of the tenant.
func Roles() Kind { return Kind{segment: rest.Roles} }

// Ref is how a caller names an object. Empty fields are not known.
type Ref struct {
	// ID is the service's ID, by which the object is read.
	ID string
	// Alias is its identifier, if that is known too.
	Alias string
	// Either is an ID or an identifier, where the caller does not know which.
	Either string
	// Audience asks for all grants on an API instead of for one object.
	Audience string
}

// request makes the request for what the caller names.
func (r Ref) request(k Kind) rest.Request {
	if r.Audience != "" {
		return rest.Request{Method: http.MethodGet, Path: rest.Path(k.segment), Query: r.grants().Filter}
	}
	return rest.Request{Method: http.MethodGet, Path: rest.Path(k.segment, r.name())}
}

// name is the last segment of the path by which the object is read.
func (r Ref) name() string {
	switch {
	case r.ID != "":
		return r.ID
	case r.Either != "":
		return r.Either
	default:
		return r.Alias
	}
}

// filter is the identifier by which to list the object; empty when it is not known
// or looks like an ID.
func (r Ref) filter() string {
	if r.Alias == "" && !looksLikeID(r.Either) {
		return r.Either
	}
	return r.Alias
}

// looksLikeID reports whether a name looks like the ID of a resource server, which
// has 24 hexadecimal digits. A wrong guess only costs a request.
func looksLikeID(name string) bool {
	return len(name) == 24 && strings.Trim(name, "0123456789abcdef") == ""
}
