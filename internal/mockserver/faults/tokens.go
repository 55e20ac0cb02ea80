package faults

import (
	"context"
	"time"
)

// ExpireTokens expires all management tokens issued so far. To tell them from later
// tokens, it moves the tenant's clock to the next second; see [Clock.NextSecond].
func (f *Faults) ExpireTokens(ctx context.Context) error {
	from, err := f.clock.NextSecond(ctx)
	if err != nil {
		return err
	}
	return f.shared.change(ctx, func(s *faultState) error {
		s.TokensFrom = from
		return nil
	})
}

// TokensFrom returns the earliest "iat" of management tokens that are accepted. It is
// zero if no tokens were expired, or if the clock was then set back to an earlier time.
func (f *Faults) TokensFrom() time.Time {
	from := f.shared.get().TokensFrom
	if f.clock.Now().Before(from) {
		return time.Time{}
	}
	return from
}
