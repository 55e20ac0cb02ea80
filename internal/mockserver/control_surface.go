package mockserver

import (
	"context"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Faults returns the tenant's faults, which may be changed.
func (s *Server) Faults() *faults.Faults { return s.faults }

// Clock returns the tenant's clock, which may be set.
func (s *Server) Clock() *faults.Clock { return s.clock }

// Requests returns the log of the clients' requests. It does not include calls of
// [Server.Change] and [Server.Admin], nor requests to the control API.
func (s *Server) Requests() *requestlog.Log { return &s.requests }

// RotateKeys makes the next signing key the current one, as the Management
// API's POST /keys/signing/rotate does, and returns the id of that key.
func (s *Server) RotateKeys(ctx context.Context) (kid string, err error) {
	key, err := s.keys.Rotate(ctx)
	return key.Kid, err
}

// CurrentKey returns the id of the key that signs now.
func (s *Server) CurrentKey(ctx context.Context) (kid string, err error) {
	kid, _, err = s.keys.Current(ctx)
	return kid, err
}

// Reset returns to the state at start: the objects and keys that the tenant had when
// New returned, and the faults and the clock of its Options. It forgets the requests,
// log events, logins, codes and used assertions. With a data file, it also reverts what other
// processes changed since.
func (s *Server) Reset(ctx context.Context) error {
	if err := s.restoreContent(ctx, s.start); err != nil {
		return err
	}
	if err := s.clock.Restart(ctx); err != nil {
		return fmt.Errorf("restarting the clock: %w", err)
	}
	if err := s.faults.Restart(ctx); err != nil {
		return fmt.Errorf("returning to the faults of the start: %w", err)
	}
	return nil
}
