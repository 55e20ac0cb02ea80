package faults

import "time"

// ExpireTokens expires all management tokens issued so far. To tell them from later
// tokens, it moves the tenant's clock to the next second; see [Clock.NextSecond].
func (f *Faults) ExpireTokens() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokensFrom = f.clock.NextSecond()
}

// TokensFrom returns the earliest "iat" of management tokens that are accepted. It is
// zero if no tokens were expired, or if the clock was then set back to an earlier time.
func (f *Faults) TokensFrom() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock.Now().Before(f.tokensFrom) {
		return time.Time{}
	}
	return f.tokensFrom
}
