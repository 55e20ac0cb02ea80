package keys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

var (
	// ErrUnknownKey says that the tenant has no signing key of that id.
	ErrUnknownKey = errors.New("no signing key has this id")
	// ErrNotPrevious says that a key cannot be revoked because tokens are, or
	// will be, signed with it: only the previous key can.
	ErrNotPrevious = errors.New("only the previous signing key can be revoked; rotate first")
	// ErrAlreadyRevoked says that a key was revoked before.
	ErrAlreadyRevoked = errors.New("the signing key is revoked already")
)

// Rotate makes the next key the current one, the current one the previous, and
// a new next one. The previous one so far leaves, unless it was revoked. Rotate
// answers the new current key.
func (r *Ring) Rotate(ctx context.Context) (Info, error) {
	made, err := r.make(ctx, 1)
	if err != nil {
		return Info{}, fmt.Errorf("rotating the signing keys: %w", err)
	}
	var current *store.SigningKey
	err = r.store.Update(ctx, func(tx store.Writer) error {
		at := r.timestamp()
		for _, key := range tx.SigningKeys() {
			changed := *key
			switch key.State {
			case stateNext:
				changed.State, changed.CurrentSince = stateCurrent, at
				current = &changed
			case stateCurrent:
				changed.State, changed.CurrentUntil = statePrevious, at
			case stateRevoked:
				continue
			default:
				if err := tx.DeleteSigningKey(key.Kid); err != nil {
					return err
				}
				continue
			}
			if err := tx.PutSigningKey(&changed); err != nil {
				return err
			}
		}
		if current == nil {
			return errors.New("the tenant has no next signing key; restart the mock server, which makes one")
		}
		next := *made[0]
		next.State = stateNext
		return tx.PutSigningKey(&next)
	})
	if err != nil {
		return Info{}, fmt.Errorf("rotating the signing keys: %w", err)
	}
	return describe(current)
}

// maxRevoked is how many revoked keys the service still lists (documented).
const maxRevoked = 3

// forgetRevoked deletes the revoked keys but for the last ones.
func forgetRevoked(tx store.Writer) error {
	revoked := slices.DeleteFunc(slices.Clone(tx.SigningKeys()), func(key *store.SigningKey) bool { return key.State != stateRevoked })
	slices.SortStableFunc(revoked, func(a, b *store.SigningKey) int { return cmp.Compare(a.RevokedAt, b.RevokedAt) })
	for _, key := range revoked[:max(0, len(revoked)-maxRevoked)] {
		if err := tx.DeleteSigningKey(key.Kid); err != nil {
			return err
		}
	}
	return nil
}

// Revoke takes the previous key out of the key set, so that tokens signed with
// it no longer verify, and answers that key. The error is ErrUnknownKey,
// ErrNotPrevious or ErrAlreadyRevoked when it cannot.
func (r *Ring) Revoke(ctx context.Context, kid string) (Info, error) {
	var revoked store.SigningKey
	err := r.store.Update(ctx, func(tx store.Writer) error {
		key := find(tx.SigningKeys(), kid)
		switch {
		case key == nil:
			return ErrUnknownKey
		case key.State == stateRevoked:
			return ErrAlreadyRevoked
		case key.State != statePrevious:
			return ErrNotPrevious
		}
		revoked = *key
		revoked.State, revoked.RevokedAt = stateRevoked, r.timestamp()
		if err := tx.PutSigningKey(&revoked); err != nil {
			return err
		}
		return forgetRevoked(tx)
	})
	if err != nil {
		return Info{}, fmt.Errorf("revoking the signing key %s: %w", kid, err)
	}
	return describe(&revoked)
}
