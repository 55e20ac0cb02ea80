// Package keys manages the RSA keys with which a mock tenant signs its tokens. They are
// stored with the tenant, and parsed once per process.
package keys

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/errgroup"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The states of a stored signing key.
const (
	stateCurrent  = "current"
	stateNext     = "next"
	statePrevious = "previous"
	stateRevoked  = "revoked"
)

// Ring is the signing keys of one tenant. It is safe for concurrent use, and uses changes
// by other processes that share the data file.
type Ring struct {
	store  store.Store
	domain string
	now    func() time.Time
	random io.Reader

	// parsed caches the parsed keys.
	parsed atomic.Pointer[parsedKeys]

	mu    sync.Mutex
	seeds []Pair
}

// Open returns the keys of the tenant in st. If the tenant has no keys, it creates a
// current and a next key for the domain. If several processes do so at once, all use the
// keys of the first.
//
// Open and Rotate use the seeds before they generate keys.
func Open(ctx context.Context, st store.Store, domain string, now func() time.Time, random io.Reader, seeds ...Pair) (*Ring, error) {
	for i, seed := range seeds {
		if seed.Key == nil || seed.Key.N.BitLen() < keyBits {
			return nil, fmt.Errorf("opening the signing keys of %s: the seed number %d is not an RSA key of %d bits or more",
				domain, i+1, keyBits)
		}
	}
	r := &Ring{store: st, domain: domain, now: now, random: &lockedReader{r: random}, seeds: slices.Clone(seeds)}
	if err := r.fill(ctx); err != nil {
		return nil, fmt.Errorf("opening the signing keys of %s: %w", domain, err)
	}
	if _, err := r.load(ctx); err != nil {
		return nil, fmt.Errorf("opening the signing keys of %s: %w", domain, err)
	}
	return r, nil
}

// Current returns the key to sign with. The key is shared and must not be changed.
func (r *Ring) Current(ctx context.Context) (kid string, key *rsa.PrivateKey, err error) {
	p, err := r.load(ctx)
	if err != nil {
		return "", nil, fmt.Errorf("reading the current signing key: %w", err)
	}
	return p.current.kid, p.current.private, nil
}

// JWKS returns the public keys that verify the tenant's tokens (RFC 7517): the current,
// the next, and the previous key unless it was revoked. The set is shared and must not be
// changed.
func (r *Ring) JWKS(ctx context.Context) (jose.JSONWebKeySet, error) {
	p, err := r.load(ctx)
	if err != nil {
		return jose.JSONWebKeySet{}, fmt.Errorf("reading the signing keys: %w", err)
	}
	return p.public, nil
}

// load returns the parsed keys, and parses them if the store has other keys than before.
// Stored objects never change, so it compares pointers.
func (r *Ring) load(ctx context.Context) (*parsedKeys, error) {
	var stored []*store.SigningKey
	if err := r.store.View(ctx, func(tx store.Reader) error {
		stored = tx.SigningKeys()
		return nil
	}); err != nil {
		return nil, err
	}
	if p := r.parsed.Load(); p != nil && slices.Equal(p.stored, stored) {
		return p, nil
	}
	p, err := parse(stored)
	if err != nil {
		return nil, err
	}
	r.parsed.Store(p)
	return p, nil
}

// fill creates the current and the next key if they are missing. It generates them before
// the transaction, which does not store them if another process was faster.
func (r *Ring) fill(ctx context.Context) error {
	var missing []string
	if err := r.store.View(ctx, func(tx store.Reader) error {
		missing = missingStates(tx)
		return nil
	}); err != nil || len(missing) == 0 {
		return err
	}
	created, err := r.newKeys(ctx, len(missing))
	if err != nil {
		return err
	}
	return r.store.Update(ctx, func(tx store.Writer) error {
		// A key is never removed without a successor in the same transaction, so a
		// state that is missing here was missing above.
		for i, state := range missingStates(tx) {
			key := *created[i]
			key.State = state
			switch {
			case state != stateCurrent:
				key.CurrentSince = ""
			case key.CurrentSince == "":
				key.CurrentSince = r.timestamp()
			}
			if err := tx.PutSigningKey(&key); err != nil {
				return err
			}
		}
		return nil
	})
}

func missingStates(tx store.Reader) []string {
	missing := []string{stateCurrent, stateNext}
	for _, key := range tx.SigningKeys() {
		missing = slices.DeleteFunc(missing, func(state string) bool { return state == key.State })
	}
	return missing
}

// newKeys returns n keys to store: seeds first, then generated keys.
func (r *Ring) newKeys(ctx context.Context, n int) ([]*store.SigningKey, error) {
	pairs := make([]Pair, n)
	seeds, err := r.takeSeeds(ctx, n)
	if err != nil {
		return nil, err
	}
	taken := copy(pairs, seeds)
	stored := make([]*store.SigningKey, n)
	group, ctx := errgroup.WithContext(ctx)
	for i, pair := range pairs {
		group.Go(func() (err error) {
			if err = ctx.Err(); err != nil {
				return err
			}
			if i >= taken {
				if pair, err = Generate(r.random); err != nil {
					return err
				}
			}
			stored[i], err = r.signingKey(pair)
			return err
		})
	}
	return stored, group.Wait()
}

// takeSeeds removes and returns up to n seeds that the tenant does not have: it may have them
// from an earlier start, or from another process with the same seeds.
func (r *Ring) takeSeeds(ctx context.Context, n int) ([]Pair, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.seeds) == 0 {
		return nil, nil
	}
	var stored []*store.SigningKey
	if err := r.store.View(ctx, func(tx store.Reader) error {
		stored = tx.SigningKeys()
		return nil
	}); err != nil {
		return nil, err
	}
	r.seeds = slices.DeleteFunc(r.seeds, func(seed Pair) bool { return seed.Kid != "" && find(stored, seed.Kid) != nil })
	n = min(n, len(r.seeds))
	taken := r.seeds[:n]
	r.seeds = r.seeds[n:]
	return taken, nil
}

func (r *Ring) timestamp() string { return timestamp(r.now()) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
