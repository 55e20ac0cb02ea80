package faults

import "time"

// ExpireTokens has every management token issued so far expire, whatever its
// "exp". For that the tenant's clock goes to its next second; see
// [Clock.NextSecond].
func (f *Faults) ExpireTokens() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokensFrom = f.clock.NextSecond()
}

// TokensFrom returns the time before which no good management token was issued.
// It is zero while there is none: when nothing was expired, and when the clock
// was set back to before that.
func (f *Faults) TokensFrom() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock.Now().Before(f.tokensFrom) {
		return time.Time{}
	}
	return f.tokensFrom
}
