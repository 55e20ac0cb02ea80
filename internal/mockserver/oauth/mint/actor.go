package mint

import (
	"encoding/json"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// maxActors is how many levels the claim act has at most (facts 8.3, documented).
const maxActors = 4

// Actor is the claim act (RFC 8693, section 4.1): the client that acts for the user, and
// those before it. The innermost is the client that the user logged in to.
type Actor struct {
	Subject string `json:"sub"`
	Before  *Actor `json:"act,omitempty"`
}

// Delegated returns the actors of a token that a client gets for a subject token. It
// refuses a chain that would be too long.
func Delegated(clientID string, subject *verify.Token) (*Actor, error) {
	before, err := actorOf(subject)
	if err != nil {
		return nil, err
	}
	depth := 0
	for actor := before; actor != nil; actor = actor.Before {
		depth++
	}
	if depth >= maxActors {
		return nil, protocol.InvalidRequest("Delegation chain (`act` claim) depth exceeds the maximum allowed limit of %d", maxActors)
	}
	if before == nil {
		before = &Actor{Subject: clientOf(subject)}
	}
	return &Actor{Subject: clientID, Before: before}, nil
}

// actorOf returns the actors of a token of the tenant; nil if it has none.
func actorOf(token *verify.Token) (*Actor, error) {
	claim, has := token.Claims["act"]
	if !has {
		return nil, nil
	}
	text, err := json.Marshal(claim)
	if err != nil {
		return nil, fmt.Errorf("encoding the claim act: %w", err)
	}
	actor := &Actor{}
	if err := json.Unmarshal(text, actor); err != nil {
		return nil, fmt.Errorf("decoding the claim act: %w", err)
	}
	return actor, nil
}

// clientOf returns the client that a token was issued to.
func clientOf(token *verify.Token) string {
	for _, name := range []string{"azp", "client_id"} {
		if id, is := token.Claims[name].(string); is {
			return id
		}
	}
	return ""
}
