package faults

import (
	"context"
	"fmt"
	"time"
)

// pass counts a request, and brings about what is due before it.
func (f *Faults) pass(ctx context.Context) error {
	f.mu.Lock()
	expire := f.due(&f.settings.ExpireTokens)
	pending := f.settings.RotateKeys != nil || len(f.rotating) > 0
	f.mu.Unlock()
	if expire {
		f.ExpireTokens()
	}
	if !pending {
		return nil
	}
	// One at a time: who comes after the request that rotates waits for it.
	select {
	case f.rotating <- struct{}{}:
		defer func() { <-f.rotating }()
	case <-ctx.Done():
		return ctx.Err()
	}
	f.mu.Lock()
	rotate := f.due(&f.settings.RotateKeys)
	f.mu.Unlock()
	if !rotate {
		return nil
	}
	if err := f.rotateKeys(ctx); err != nil {
		return fmt.Errorf("the moment to rotate the signing keys came: %w", err)
	}
	return nil
}

// due counts a request towards a moment, and tells whether it has come. Then
// the moment is over.
func (f *Faults) due(moment **Moment) bool {
	m := *moment
	switch {
	case m == nil:
		return false
	case m.At != nil:
		if f.clock.Now().Before(*m.At) {
			return false
		}
	case m.After > 0:
		m.After--
		return false
	}
	*moment = nil
	return true
}

// Sleep waits for d, or until ctx ends, and then returns its error. It is the
// Options' Sleep outside of tests.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
