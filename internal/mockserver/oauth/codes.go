package oauth

import (
	"sync"
	"time"
)

// codeLifetime is how long a code may be exchanged: long enough to do it by
// hand, and within the 10 minutes of RFC 6749, section 4.1.2. For codeMemory
// after its making, using a code again is noticed.
const (
	codeLifetime = 2 * time.Minute
	codeMemory   = time.Hour
)

// issuedCode is an authorization code and all that it is bound to.
type issuedCode struct {
	delegation
	// redirectURI is that of the request; given tells that the client sent it,
	// and so must send it again (RFC 6749, section 4.1.3).
	redirectURI string
	given       bool
	// challenge is that of PKCE (RFC 7636), or empty.
	challenge string
	expires   time.Time

	used, reused bool
	gave         given
}

// given is what a code was exchanged for.
type given struct {
	accessToken string
	expires     time.Time
	// refreshToken is the id of the family, or empty.
	refreshToken string
}

// codes are the codes of this process; one of another process is unknown here.
type codes struct {
	mu      sync.Mutex
	byValue expiring[string, *issuedCode]
}

func (c *codes) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byValue.forget()
}

func (c *codes) add(value string, code *issuedCode, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byValue.put(value, code, now.Add(codeMemory), now)
}

// redeem uses up the code, unless check refuses. A code that was used before is
// nil, and reused then tells what it gave the first time.
func (c *codes) redeem(value string, now time.Time, check func(*issuedCode) *refusal) (code *issuedCode, reused given, refused *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code, found := c.byValue.get(value, now)
	if !found {
		return nil, given{}, invalidGrant("Invalid authorization code")
	}
	if refused := check(code); refused != nil {
		return nil, given{}, refused
	}
	if code.used {
		code.reused = true
		return nil, code.gave, invalidGrant("Invalid authorization code")
	}
	if !now.Before(code.expires) {
		return nil, given{}, invalidGrant("Invalid authorization code: it expired")
	}
	code.used = true
	return code, given{}, nil
}

// record notes what a redeemed code was exchanged for. It reports whether
// somebody used the code again meanwhile, so that it must not be handed out.
func (c *codes) record(code *issuedCode, gave given) (reused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code.gave = gave
	return code.reused
}
