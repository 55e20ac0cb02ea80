// Package store stores the state of a mock tenant: in memory, in a file that several
// processes can open at once, or in PostgreSQL.
package store

import (
	"context"
	"errors"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
)

// ErrConflict is returned by a Writer's Put if another object has the same natural key: the
// identifier of an API; the client, audience and subject type of a grant; the external
// id of a client; the name of a role or an organization.
var ErrConflict = errors.New("an object with the same natural key exists")

// ErrUnavailable is wrapped by the errors of a store whose database cannot be reached, or
// cannot write, at the moment. Nothing of the failed call was stored. The request can be
// tried again later: the answer to it is 503.
var ErrUnavailable = postgres.ErrUnavailable

// RetryAfter is the value of the header Retry-After of that answer, in seconds.
const RetryAfter = "1"

// Store stores one tenant. Its transactions are serialisable, and an Update that returned
// nil is durable: it survives a kill of the process.
//
// Returned objects are shared and must not be changed. To change an object, Put a copy.
type Store interface {
	// View calls fn with a consistent state. fn must not block.
	View(ctx context.Context, fn func(Reader) error) error
	// Update calls fn in a transaction. If fn or the commit fails, nothing is written.
	// fn must not block, and may be called several times.
	Update(ctx context.Context, fn func(Writer) error) error
	// Close closes the file or the connections, if there are any.
	Close() error
}

// Reader reads a consistent state. Lookups return nil if the object does not exist; lists
// are in order of creation.
type Reader interface {
	ResourceServer(id string) *ResourceServer
	ResourceServerByIdentifier(identifier string) *ResourceServer
	ResourceServers() List[ResourceServer]

	Client(clientID string) *Client
	// ClientByExternalID returns the client with this ExternalID.
	ClientByExternalID(id string) *Client
	Clients() List[Client]

	ClientGrant(id string) *ClientGrant
	// ClientGrantFor returns a grant by its natural key. clientID is empty for the
	// default grant of a class of clients.
	ClientGrantFor(clientID, audience, subjectType string) *ClientGrant
	ClientGrants() List[ClientGrant]
	ClientGrantsOfClient(clientID string) []*ClientGrant
	ClientGrantsOfAudience(audience string) []*ClientGrant

	RefreshToken(id string) *RefreshToken
	RefreshTokens() List[RefreshToken]

	SigningKeys() []*SigningKey

	Role(id string) *Role
	RoleByName(name string) *Role
	Roles() List[Role]

	User(id string) *User
	// UserByName returns the user with that e-mail address or username.
	UserByName(name string) *User
	Users() List[User]

	Organization(id string) *Organization
	OrganizationByName(name string) *Organization
	Organizations() List[Organization]

	// Setting returns a setting of the tenant, such as its domain; empty if not set.
	Setting(name string) string

	// Objects returns the number of objects of all kinds, without settings.
	Objects() int
	// Bytes returns the size of the tenant: the length of the JSON of all objects and
	// settings.
	Bytes() int64
}

// Writer reads and changes the state within one transaction.
type Writer interface {
	Reader

	// PutResourceServer creates or replaces an API by its ID. Roles and users lose the
	// permissions on scopes that it no longer has.
	PutResourceServer(*ResourceServer) error
	// DeleteResourceServer deletes an API with its grants, permissions and refresh
	// tokens. It is not an error if it does not exist.
	DeleteResourceServer(id string) error

	// PutClient creates or replaces a client by its ClientID.
	PutClient(*Client) error
	// DeleteClient deletes a client with its grants and refresh tokens.
	DeleteClient(clientID string) error

	PutClientGrant(*ClientGrant) error
	// DeleteClientGrant deletes a grant with its associations with organizations.
	DeleteClientGrant(id string) error

	PutRefreshToken(*RefreshToken) error
	DeleteRefreshToken(id string) error

	PutSigningKey(*SigningKey) error
	DeleteSigningKey(kid string) error

	PutRole(*Role) error
	// DeleteRole deletes a role, also from its users.
	DeleteRole(id string) error

	PutUser(*User) error
	// DeleteUser deletes a user with their refresh tokens.
	DeleteUser(id string) error

	PutOrganization(*Organization) error
	// DeleteOrganization deletes an organization with its associations with grants.
	DeleteOrganization(id string) error

	SetSetting(name, value string) error

	// Restore replaces the whole content by that of a snapshot, which may be of another
	// store.
	Restore(Snapshot)
}
