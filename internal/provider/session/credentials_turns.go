package session

import (
	"context"
	"sync"
)

// CredentialsTurns serialize the operations on the credentials of one client: of two
// resources that declare them, the second has to see what the first did. Which of
// them manages the credentials, the holdings of the Management API's client record.
//
// The zero value is ready for use.
type CredentialsTurns struct {
	mu      sync.Mutex
	clients map[string]*CredentialsTurn
}

// CredentialsTurn is the turn of one operation on the credentials of one client.
type CredentialsTurn struct {
	// token has one element, which the current operation holds.
	token chan struct{}
	// Refused is set once a create was refused because the credentials exist.
	Refused bool
}

// Take waits for the turn; no other operation on that client runs until done is
// called. It fails when the context ends first.
func (c *CredentialsTurns) Take(ctx context.Context, clientID string) (turn *CredentialsTurn, done func(), err error) {
	c.mu.Lock()
	turn = c.clients[clientID]
	if turn == nil {
		turn = &CredentialsTurn{token: make(chan struct{}, 1)}
		if c.clients == nil {
			c.clients = map[string]*CredentialsTurn{}
		}
		c.clients[clientID] = turn
	}
	c.mu.Unlock()
	select {
	case turn.token <- struct{}{}:
		return turn, func() { <-turn.token }, nil
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}
