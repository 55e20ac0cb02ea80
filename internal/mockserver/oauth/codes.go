package oauth

import (
	"slices"
	"strings"
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

// maxCodeBytes bounds what all codes take, as issuedCode.bytes estimates it. Beyond it
// the oldest codes are dropped, which are then unknown.
const maxCodeBytes = 16 << 20

// codeOverhead is what a code takes beside its texts, in bytes: the structs,
// the map entry, the value itself.
const codeOverhead = 1 << 10

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
	// queue has the values in the order in which they were added, also of codes
	// that expired meanwhile; size is the sum of their sizes.
	queue []sizedCode
	size  int
}

type sizedCode struct {
	value string
	size  int
}

func (c *codes) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byValue.forget()
	c.queue, c.size = nil, 0
}

func (c *codes) add(value string, code *issuedCode, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code.detach()
	added := sizedCode{value, code.bytes()}
	c.queue, c.size = append(c.queue, added), c.size+added.size
	for c.size > maxCodeBytes {
		oldest := c.queue[0]
		delete(c.byValue.entries, oldest.value)
		c.queue, c.size = c.queue[1:], c.size-oldest.size
	}
	c.byValue.put(value, code, now.Add(codeMemory), now)
}

// detach copies the texts, which are parts of the request's query and would
// keep the whole of it.
func (c *issuedCode) detach() {
	c.nonce, c.redirectURI, c.challenge = strings.Clone(c.nonce), strings.Clone(c.redirectURI), strings.Clone(c.challenge)
	c.scopes = slices.Clone(c.scopes)
	for i, scope := range c.scopes {
		c.scopes[i] = strings.Clone(scope)
	}
}

// bytes estimates what the code takes.
func (c *issuedCode) bytes() int {
	size := codeOverhead + len(c.nonce) + len(c.redirectURI)
	for _, scope := range c.scopes {
		size += len(scope)
	}
	return size
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
