package provider

import (
	"context"
	"crypto/rand"
	"strconv"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// createdKey is where the private state has what tells one created object from
// another one of the same client. Its value is a JSON string.
const createdKey = "created"

// privateState is the private state of a resource; the framework's type for it
// has no exported name.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// credentialsClaims records which clients' credentials a configured provider
// reads, creates and deletes. Terraform tells a provider no resource addresses,
// so that two resources for one client, or the old and the new address of a
// renamed one, can only be recognized by the client's ID. Terraform configures a
// provider for each walk; the record is that of one plan or one apply.
//
// The zero value is ready for use.
type credentialsClaims struct {
	mu      sync.Mutex
	clients map[string]*credentialsClaim
}

// credentialsClaim is what one walk has done with the credentials of one client.
type credentialsClaim struct {
	// turn has one token, which serializes the operations on the client.
	turn chan struct{}

	// managed is set while a state of this walk has the credentials.
	managed bool
	// created identifies the object that this walk created; empty for none. The
	// private state of that object has the same text.
	created string
	// refused is set once a create was refused because the credentials exist.
	refused bool
}

// lock returns the claim on a client's credentials for one operation; no other
// operation on that client runs until unlock is called. It fails when the
// context ends first.
func (c *credentialsClaims) lock(ctx context.Context, clientID string) (claim *credentialsClaim, unlock func(), err error) {
	c.mu.Lock()
	claim = c.clients[clientID]
	if claim == nil {
		claim = &credentialsClaim{turn: make(chan struct{}, 1)}
		if c.clients == nil {
			c.clients = map[string]*credentialsClaim{}
		}
		c.clients[clientID] = claim
	}
	c.mu.Unlock()
	select {
	case claim.turn <- struct{}{}:
		return claim, func() { <-claim.turn }, nil
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// create reports whether a create may set the credentials. It may not while
// this walk manages them already.
func (c *credentialsClaim) create() bool {
	if c.managed {
		c.refused = true
		return false
	}
	return true
}

// createdAnew reports whether this walk created the credentials for an object
// other than the one whose private state is given: that one has lost them.
func (c *credentialsClaim) createdAnew(ctx context.Context, private privateState) (bool, diag.Diagnostics) {
	if c.created == "" {
		return false, nil
	}
	created, diags := private.GetKey(ctx, createdKey)
	return string(created) != c.created, diags
}

// hold records that a state of this walk has the credentials.
func (c *credentialsClaim) hold() { c.managed = true }

// holdCreated records that this walk created the credentials, here and in the
// private state of the new object.
func (c *credentialsClaim) holdCreated(ctx context.Context, private privateState) diag.Diagnostics {
	c.managed, c.created = true, strconv.Quote(rand.Text())
	return private.SetKey(ctx, createdKey, []byte(c.created))
}

// release records that the credentials were removed, or that the client is gone.
func (c *credentialsClaim) release() { *c = credentialsClaim{turn: c.turn} }
