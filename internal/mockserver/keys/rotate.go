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
	// ErrUnknownKey says that the tenant has no signing key with the id.
	ErrUnknownKey = errors.New("no signing key has this id")
	// ErrNotPrevious says that a key cannot be revoked because it is the current or
	// the next key.
	ErrNotPrevious = errors.New("only the previous signing key can be revoked; rotate first")
	// ErrAlreadyRevoked says that a key was revoked before.
	ErrAlreadyRevoked = errors.New("the signing key is revoked already")
)

// Rotate makes the next key current and the current key previous, creates a new next key,
// and removes the old previous key unless it was revoked. It returns the new current key.
func (r *Ring) Rotate(ctx context.Context) (Info, error) {
	created, err := r.newKeys(ctx, 1)
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
			return errors.New("the tenant has no next signing key; restart the mock server, which creates it")
		}
		if find(tx.SigningKeys(), created[0].Kid) != nil {
			return fmt.Errorf("another process used the key %s at this moment; rotate the keys again", created[0].Kid)
		}
		next := *created[0]
		next.State, next.CurrentSince = stateNext, ""
		return tx.PutSigningKey(&next)
	})
	if err != nil {
		return Info{}, fmt.Errorf("rotating the signing keys: %w", err)
	}
	return describe(current)
}

// maxRevoked is how many revoked keys the service still lists (documented).
const maxRevoked = 3

// forgetRevoked deletes all but the latest revoked keys.
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

// Revoke removes the previous key from the key set, so that tokens signed with it are no
// longer valid, and returns the key. Errors are ErrUnknownKey, ErrNotPrevious and
// ErrAlreadyRevoked.
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
