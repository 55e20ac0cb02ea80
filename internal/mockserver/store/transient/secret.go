package transient

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Secret returns the secret of that name, of that many random bytes, which all replicas share.
// It is made when it is first needed, and never expires.
func Secret(ctx context.Context, store Store, name string, size int, random io.Reader, now time.Time) ([]byte, error) {
	key := Key{KindKey, name}
	secret, found, err := store.Get(ctx, key, now)
	if err != nil {
		return nil, fmt.Errorf("reading the secret %s: %w", name, err)
	}
	if found {
		return secret, nil
	}
	secret = make([]byte, size)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("making the secret %s: reading random bytes: %w", name, err)
	}
	// Another replica may have made one in the meantime, which counts then.
	err = store.Update(ctx, []Key{key}, now, func(current [][]byte) ([]*Value, error) {
		if current[0] != nil {
			secret = current[0]
			return []*Value{nil}, nil
		}
		return []*Value{{Data: secret}}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("storing the secret %s: %w", name, err)
	}
	return secret, nil
}
