package faults

import (
	"context"
	"fmt"
)

// runMoments counts a request, and runs the moments that are due before it.
func (f *Faults) runMoments(ctx context.Context) error {
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
	// Requests that come during a rotation wait for it.
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
		return fmt.Errorf("rotating the signing keys at their moment: %w", err)
	}
	return nil
}

// due counts a request for a moment, and reports whether the moment has come. If so,
// it removes the moment.
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
