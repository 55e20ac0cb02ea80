// Package store keeps the state of a mock tenant: in memory, or in a file that
// several processes may open at once.
package store

import (
	"context"
	"errors"
)

// ErrConflict is returned by a Writer's Put when another object already holds
// the same natural key (identifier of an API; client, audience and subject
// type of a grant).
var ErrConflict = errors.New("an object with the same natural key exists")

// Store holds one tenant. Its transactions are serialisable, and an Update that
// returned nil is durable: killing the process loses nothing of it.
//
// Objects handed out are shared and must not be changed; a change is a copy
// that is Put.
type Store interface {
	// View runs fn on one consistent state. fn must not block.
	View(ctx context.Context, fn func(Reader) error) error
	// Update runs fn in one transaction: all of its writes, or, when fn or the
	// commit fails, none. fn must not block, and may run again from the start.
	Update(ctx context.Context, fn func(Writer) error) error
	// Close releases the file, if there is one.
	Close() error
}

// Reader reads one consistent state. Lookups answer nil for what is not there;
// lists are in order of creation.
type Reader interface {
	ResourceServer(id string) *ResourceServer
	ResourceServerByIdentifier(identifier string) *ResourceServer
	ResourceServers() List[ResourceServer]

	Client(clientID string) *Client
	Clients() List[Client]

	ClientGrant(id string) *ClientGrant
	// ClientGrantFor finds a grant by its natural key. clientID is empty for a
	// grant that is the default for a class of clients.
	ClientGrantFor(clientID, audience, subjectType string) *ClientGrant
	ClientGrants() List[ClientGrant]
	ClientGrantsOfClient(clientID string) []*ClientGrant
	ClientGrantsOfAudience(audience string) []*ClientGrant

	RefreshToken(id string) *RefreshToken
	RefreshTokens() List[RefreshToken]

	SigningKeys() []*SigningKey

	// Setting is a value of the tenant itself, such as its domain; empty when unset.
	Setting(name string) string
}

// Writer reads and changes the state within one transaction.
type Writer interface {
	Reader

	// PutResourceServer creates or replaces an API by its ID.
	PutResourceServer(*ResourceServer) error
	// DeleteResourceServer removes an API with the grants and refresh tokens for
	// it; no error when it does not exist.
	DeleteResourceServer(id string) error

	PutClient(*Client) error
	// DeleteClient removes a client with its grants and refresh tokens.
	DeleteClient(clientID string) error

	PutClientGrant(*ClientGrant) error
	DeleteClientGrant(id string) error

	PutRefreshToken(*RefreshToken) error
	DeleteRefreshToken(id string) error

	PutSigningKey(*SigningKey) error
	DeleteSigningKey(kid string) error

	SetSetting(name, value string) error
}
