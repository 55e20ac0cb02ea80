package faults

import (
	"context"
	"fmt"
)

// runMoments counts a request, and runs the moments that are due before it.
func (f *Faults) runMoments(ctx context.Context) error {
	expire, err := f.due(ctx, func(s *Settings) **Moment { return &s.ExpireTokens })
	if err != nil {
		return err
	}
	if expire {
		if err := f.ExpireTokens(ctx); err != nil {
			return err
		}
	}
	if f.shared.get().Settings.RotateKeys == nil && len(f.rotating) == 0 {
		return nil
	}
	// Requests that come during a rotation wait for it.
	select {
	case f.rotating <- struct{}{}:
		defer func() { <-f.rotating }()
	case <-ctx.Done():
		return ctx.Err()
	}
	rotate, err := f.due(ctx, func(s *Settings) **Moment { return &s.RotateKeys })
	if err != nil || !rotate {
		return err
	}
	if err := f.rotateKeys(ctx); err != nil {
		return fmt.Errorf("rotating the signing keys at their moment: %w", err)
	}
	return nil
}

// due counts a request for a moment, and reports whether the moment has come. If so,
// it removes the moment.
func (f *Faults) due(ctx context.Context, moment func(*Settings) **Moment) (due bool, err error) {
	s := f.shared.get()
	if m := *moment(&s.Settings); m == nil || m.At != nil && f.clock.Now().Before(*m.At) {
		return false, nil
	}
	err = f.shared.change(ctx, func(s *faultState) error {
		counted := moment(&s.Settings)
		due = false
		switch m := *counted; {
		case m == nil:
		case m.At != nil && f.clock.Now().Before(*m.At):
		case m.At == nil && m.After > 0:
			m.After--
		default:
			*counted, due = nil, true
		}
		return nil
	})
	return due, err
}
