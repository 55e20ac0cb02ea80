package session

import (
	"context"
	"crypto/rand"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// CredentialsClaims records which clients' credentials a configured provider
// reads, creates and deletes. Terraform tells a provider no resource addresses,
// so that two resources for one client, or the old and the new address of a
// renamed one, can only be recognized by the client's ID. Terraform configures a
// provider for each walk; the record is that of one plan or one apply.
//
// The zero value is ready for use.
type CredentialsClaims struct {
	mu      sync.Mutex
	clients map[string]*CredentialsClaim
}

// CredentialsClaim is what one walk has done with the credentials of one client.
type CredentialsClaim struct {
	// turn has one token, which serializes the operations on the client.
	turn chan struct{}

	// managed is set while a state of this walk has the credentials.
	managed bool
	// Created identifies the object that this walk created; empty for none. The
	// private state of that object has the same text.
	Created string
	// Refused is set once a create was refused because the credentials exist.
	Refused bool
}

// Lock returns the claim on a client's credentials for one operation; no other
// operation on that client runs until unlock is called. It fails when the
// context ends first.
func (c *CredentialsClaims) Lock(ctx context.Context, clientID string) (claim *CredentialsClaim, unlock func(), err error) {
	c.mu.Lock()
	claim = c.clients[clientID]
	if claim == nil {
		claim = &CredentialsClaim{turn: make(chan struct{}, 1)}
		if c.clients == nil {
			c.clients = map[string]*CredentialsClaim{}
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

// Create reports whether a create may set the credentials. It may not while
// this walk manages them already.
func (c *CredentialsClaim) Create() bool {
	if c.managed {
		c.Refused = true
		return false
	}
	return true
}

// ReplacedByAnother reports whether this walk created the credentials for an object
// other than the object with this private state, which has lost them.
func (c *CredentialsClaim) ReplacedByAnother(ctx context.Context, private settings.PrivateState) (bool, diag.Diagnostics) {
	if c.Created == "" {
		return false, nil
	}
	var diags diag.Diagnostics
	return kit.Owner(ctx, private, &diags) != c.Created, diags
}

// Hold records that a state of this walk has the credentials.
func (c *CredentialsClaim) Hold() { c.managed = true }

// HoldCreated records that this walk created the credentials, here and in the
// private state of the new object.
func (c *CredentialsClaim) HoldCreated(ctx context.Context, private settings.PrivateState) diag.Diagnostics {
	var diags diag.Diagnostics
	c.managed, c.Created = true, rand.Text()
	kit.KeepOwner(ctx, management.Creation{Owner: c.Created}, private, &diags)
	return diags
}

// Release records that the credentials were removed, or that the client no longer exists.
func (c *CredentialsClaim) Release() { *c = CredentialsClaim{turn: c.turn} }
