package mockserver

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Faults returns how the tenant misbehaves, which may be changed.
func (s *Server) Faults() *faults.Faults { return s.faults }

// Clock returns the tenant's clock, which may be set.
func (s *Server) Clock() *faults.Clock { return s.clock }

// Requests returns what the tenant was asked by its clients: not what
// [Server.Change] and [Server.Admin] did, and not the control API's requests.
func (s *Server) Requests() *requestlog.Log { return &s.requests }

// RotateKeys makes the next signing key the current one, as the Management
// API's POST /keys/signing/rotate does, and returns the id of that key.
func (s *Server) RotateKeys(ctx context.Context) (kid string, err error) {
	key, err := s.keys.Rotate(ctx)
	return key.Kid, err
}

// Reset returns to the state at start: the objects and keys that the tenant had
// when New returned, the faults and the clock of its Options, no requests, and
// nothing of logins, codes and used assertions. With a data file, what other
// processes did since is undone too.
func (s *Server) Reset(ctx context.Context) error {
	if err := s.start.restore(ctx, s.store); err != nil {
		return err
	}
	s.oauth.Forget()
	s.requests.Reset()
	s.clock.Restart()
	s.faults.Restart()
	return nil
}
