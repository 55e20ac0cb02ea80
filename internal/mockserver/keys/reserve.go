package keys

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Reserve has signing keys that were generated before they are needed, because generating
// one takes about a tenth of a second. No key is returned twice.
type Reserve struct {
	ready  chan Pair
	failed chan error
	stop   context.CancelFunc
	ended  sync.WaitGroup
}

// NewReserve returns a reserve of up to size keys. A goroutine generates them, one after the
// other, until [Reserve.Close]. random must be safe for concurrent use.
func NewReserve(random io.Reader, size int) *Reserve {
	ctx, stop := context.WithCancel(context.Background())
	r := &Reserve{ready: make(chan Pair, size), failed: make(chan error), stop: stop}
	r.ended.Go(func() { r.fill(ctx, random) })
	return r
}

func (r *Reserve) fill(ctx context.Context, random io.Reader) {
	for ctx.Err() == nil {
		pair, err := Generate(random)
		if err != nil {
			select {
			case r.failed <- err: // to the one who waits for it
			case <-ctx.Done():
			}
			continue
		}
		select {
		case r.ready <- pair:
		case <-ctx.Done():
		}
	}
}

// Take returns n keys. If the reserve has fewer, it waits for them.
func (r *Reserve) Take(ctx context.Context, n int) ([]Pair, error) {
	pairs := make([]Pair, 0, n)
	for len(pairs) < n {
		select {
		case pair := <-r.ready:
			pairs = append(pairs, pair)
		case err := <-r.failed:
			return nil, err
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for a signing key: %w", ctx.Err())
		}
	}
	return pairs, nil
}

// Close stops generating keys. It waits for the key that is being generated.
func (r *Reserve) Close() {
	r.stop()
	r.ended.Wait()
}
