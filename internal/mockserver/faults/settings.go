package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// maxDelay bounds latency and slow answers.
	maxDelay = 5 * time.Minute
	// maxRate and maxBurst bound the rate limit, in requests (a second).
	maxRate  = 1_000_000
	maxBurst = 1_000_000
	// maxSeed is the highest integer that every JSON library keeps exactly.
	maxSeed = 1<<53 - 1
)

// Settings are faults, as the control API's /_mock/faults has them in JSON. The
// zero value is a tenant that behaves.
type Settings struct {
	// RateLimit limits the requests to the Management API.
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
	// Latency is waited before each request is looked at; at most 5 minutes.
	Latency Duration `json:"latency,omitempty"`
	// Errors answers 500, and does nothing.
	Errors *Chance `json:"errors,omitempty"`
	// LostAnswers does what was asked, and then closes the connection instead
	// of answering.
	LostAnswers *Chance `json:"lost_answers,omitempty"`
	// SlowAnswers is how long the body of an answer takes to arrive, in small
	// pieces; at most 5 minutes.
	SlowAnswers Duration `json:"slow_answers,omitempty"`
	// RotateKeys is when the signing keys rotate.
	RotateKeys *Moment `json:"rotate_keys,omitempty"`
	// ExpireTokens is when all management tokens issued until then expire.
	ExpireTokens *Moment `json:"expire_tokens,omitempty"`
	// Seed starts chance over, so that a run can be repeated; 0 to 2^53-1.
	Seed *uint64 `json:"seed,omitempty"`
}

// RateLimit is a token bucket, which all clients of the tenant share.
type RateLimit struct {
	// Rate is how many requests a second are let through in the long run.
	Rate float64 `json:"rate"`
	// Burst is how many are let through at once after a pause. 0 means Rate,
	// rounded up.
	Burst int `json:"burst,omitempty"`
}

// Chance is a fault that happens to some requests.
type Chance struct {
	// Rate is the share of requests that it happens to, above 0 and up to 1.
	Rate float64 `json:"rate"`
	// Times is how often it happens before it turns itself off; 0 is without
	// end.
	Times int `json:"times,omitempty"`
	// Methods are those that it happens to; none is all.
	Methods []string `json:"methods,omitempty"`
	// Path is what the paths that it happens to start with, such as
	// "/api/v2/clients"; empty is all.
	Path string `json:"path,omitempty"`
}

// Moment is when something happens once: just before a request.
type Moment struct {
	// After is how many requests are served before; 1 or more.
	After int `json:"after,omitempty"`
	// At is the time on the tenant's clock.
	At *time.Time `json:"at,omitempty"`
}

// Check says what of the settings makes no sense, by its name in JSON.
func (s *Settings) Check() error {
	if l := s.RateLimit; l != nil {
		if !(l.Rate > 0 && l.Rate <= maxRate) {
			return fmt.Errorf("rate_limit.rate is %v; it must be above 0 and at most %d requests a second", l.Rate, maxRate)
		}
		if l.Burst < 0 || l.Burst > maxBurst {
			return fmt.Errorf("rate_limit.burst is %d; it must be 1 to %d requests", l.Burst, maxBurst)
		}
	}
	for name, delay := range map[string]Duration{"latency": s.Latency, "slow_answers": s.SlowAnswers} {
		if delay < 0 || time.Duration(delay) > maxDelay {
			return fmt.Errorf("%s is %s; it must be 0s to %s", name, delay, maxDelay)
		}
	}
	for name, chance := range map[string]*Chance{"errors": s.Errors, "lost_answers": s.LostAnswers} {
		if err := chance.check(name); err != nil {
			return err
		}
	}
	for name, moment := range map[string]*Moment{"rotate_keys": s.RotateKeys, "expire_tokens": s.ExpireTokens} {
		if moment != nil && ((moment.At == nil) == (moment.After == 0) || moment.After < 0) {
			return fmt.Errorf(`%s must have either "after", a number of requests from 1, or "at", a time`, name)
		}
	}
	if s.Seed != nil && *s.Seed > maxSeed {
		return fmt.Errorf("seed is %d; it must be at most %d", *s.Seed, uint64(maxSeed))
	}
	return nil
}

func (c *Chance) check(name string) error {
	if c == nil {
		return nil
	}
	if !(c.Rate > 0 && c.Rate <= 1) {
		return fmt.Errorf("%s.rate is %v; it must be above 0 and at most 1, and no %s at all turns it off", name, c.Rate, name)
	}
	if c.Times < 0 {
		return fmt.Errorf("%s.times is %d; it must be 1 or more, and 0 is without end", name, c.Times)
	}
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	for _, method := range c.Methods {
		if !slices.Contains(known, method) {
			return fmt.Errorf("%s.methods has %q; expected some of %s", name, method, strings.Join(known, ", "))
		}
	}
	if c.Path != "" && !strings.HasPrefix(c.Path, "/") {
		return fmt.Errorf("%s.path is %q; it must start with a slash", name, c.Path)
	}
	return nil
}

// clone answers settings that share nothing with s.
func (s *Settings) clone() Settings {
	c := *s
	c.RateLimit, c.Seed = copied(s.RateLimit), copied(s.Seed)
	c.Errors, c.LostAnswers = s.Errors.clone(), s.LostAnswers.clone()
	c.RotateKeys, c.ExpireTokens = s.RotateKeys.clone(), s.ExpireTokens.clone()
	return c
}

func (c *Chance) clone() *Chance {
	d := copied(c)
	if d != nil {
		d.Methods = slices.Clone(c.Methods)
	}
	return d
}

func (m *Moment) clone() *Moment {
	d := copied(m)
	if d != nil {
		d.At = copied(m.At)
	}
	return d
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
