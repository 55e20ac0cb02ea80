package mockserver

import (
	"context"
	"fmt"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Snapshot is a tenant at one time: its objects, keys and settings, its faults and its clock.
// It shares the objects with the tenant, because stored objects do not change.
type Snapshot struct {
	// Created is when it was taken, by the base of the tenant's clock.
	Created time.Time

	content store.Snapshot
	faults  faults.Settings
	clock   faults.ClockState
}

// Objects returns the number of the tenant's objects at that time.
func (s *Snapshot) Objects() int { return s.content.Objects() }

// Bytes returns the size of the tenant at that time; see [Options].MaxBytes.
func (s *Snapshot) Bytes() int64 { return s.content.Bytes() }

// Snapshot returns the tenant as it is now. It takes no longer for a large tenant.
func (s *Server) Snapshot(ctx context.Context) (*Snapshot, error) {
	// Another replica may have set the clock or the faults since the last request to this one.
	if err := s.follow(ctx); err != nil {
		return nil, fmt.Errorf("taking a snapshot of the tenant: %w", err)
	}
	content, err := store.TakeSnapshot(ctx, s.store)
	if err != nil {
		return nil, fmt.Errorf("taking a snapshot of the tenant: %w", err)
	}
	return &Snapshot{Created: s.now(), content: content, faults: s.faults.Settings(), clock: s.clock.State()}, nil
}

// Restore returns to the objects, keys, settings, faults and clock of a snapshot of this
// tenant. It forgets the requests, log events, logins, codes and used assertions, as
// [Server.Reset] does. With an error, the objects are unchanged.
func (s *Server) Restore(ctx context.Context, to *Snapshot) error {
	if err := s.restoreContent(ctx, to); err != nil {
		return err
	}
	at := s.now().Add(time.Duration(to.clock.Offset))
	if to.clock.Frozen {
		at = to.clock.Now
	}
	if err := s.clock.Set(ctx, faults.ClockSettings{Now: &at, Frozen: &to.clock.Frozen}); err != nil {
		return fmt.Errorf("restoring the tenant's clock: %w", err)
	}
	if err := s.faults.Restart(ctx); err != nil {
		return fmt.Errorf("restoring the tenant's faults: %w", err)
	}
	if err := s.faults.Update(ctx, func(faults.Settings) (faults.Settings, error) { return to.faults, nil }); err != nil {
		return fmt.Errorf("restoring the tenant's faults: %w", err)
	}
	return nil
}

// restoreContent restores what is in the store, and forgets what refers to it.
func (s *Server) restoreContent(ctx context.Context, to *Snapshot) error {
	err := s.store.Update(ctx, func(tx store.Writer) error {
		return restoreObjects(tx, to.content)
	})
	if err != nil {
		return fmt.Errorf("restoring the objects of the tenant: %w", err)
	}
	if err := s.oauth.Forget(ctx); err != nil {
		return err
	}
	if err := s.requests.ResetAll(ctx); err != nil {
		return err
	}
	if err := s.events.Reset(ctx); err != nil {
		return fmt.Errorf("forgetting the log events: %w", err)
	}
	return nil
}

// copyFrom makes an empty tenant a copy of another tenant, if from is not nil. The signing keys
// and the secret of the bootstrap client are the copy's own, and no user is logged in: no
// token, secret or session that was issued before counts in both.
func copyFrom(ctx context.Context, st store.Store, from *Snapshot, o Options) error {
	if from == nil {
		return nil
	}
	secret, err := endpoint.NewSecret(o.Rand)
	if err != nil {
		return err
	}
	err = st.Update(ctx, func(tx store.Writer) error {
		if err := restoreObjects(tx, from.content); err != nil {
			return err
		}
		for _, key := range tx.SigningKeys() {
			if err := tx.DeleteSigningKey(key.Kid); err != nil {
				return err
			}
		}
		for _, login := range tx.RefreshTokens().All() {
			if err := tx.DeleteRefreshToken(login.ID); err != nil {
				return err
			}
		}
		for _, client := range tx.Clients().All() {
			if client.Bootstrap {
				changed := *client
				changed.ClientSecret = secret
				if err := tx.PutClient(&changed); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("copying a tenant: %w", err)
	}
	return nil
}
