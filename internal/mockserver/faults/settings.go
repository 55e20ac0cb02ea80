package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// maxDelay limits latency and slow responses.
	maxDelay = 5 * time.Minute
	// maxRate, in requests a second, and maxBurst, in requests, limit the rate limit.
	maxRate  = 1_000_000
	maxBurst = 1_000_000
	// maxSeed is the largest integer that all JSON libraries represent exactly.
	maxSeed = 1<<53 - 1
)

// Settings are the faults of a tenant. They are the JSON of the control API's
// /_mock/faults. The zero value has no faults.
type Settings struct {
	// RateLimit limits the requests to the Management API.
	RateLimit *RateLimit `json:"rate_limit,omitempty"`
	// Latency is the wait before each request is processed; at most 5 minutes.
	Latency Duration `json:"latency,omitempty"`
	// Errors answers 500 and does not process the request.
	Errors *Chance `json:"errors,omitempty"`
	// LostAnswers processes the request, and then closes the connection instead of
	// answering.
	LostAnswers *Chance `json:"lost_answers,omitempty"`
	// SlowAnswers is the time over which the body of a response is sent, in small
	// pieces; at most 5 minutes.
	SlowAnswers Duration `json:"slow_answers,omitempty"`
	// RotateKeys is when the signing keys rotate.
	RotateKeys *Moment `json:"rotate_keys,omitempty"`
	// ExpireTokens is when all management tokens issued until then expire.
	ExpireTokens *Moment `json:"expire_tokens,omitempty"`
	// Seed restarts the random sequence, so that a run can be repeated; 0 to 2^53-1.
	Seed *uint64 `json:"seed,omitempty"`
}

// RateLimit is a token bucket, which all clients of the tenant share.
type RateLimit struct {
	// Rate is how many requests a second are allowed on average.
	Rate float64 `json:"rate"`
	// Burst is how many are allowed at once after a pause. 0 means Rate, rounded up.
	Burst int `json:"burst,omitempty"`
}

// Chance is a fault that happens to a share of the requests.
type Chance struct {
	// Rate is the share of the requests, above 0 and up to 1.
	Rate float64 `json:"rate"`
	// Times is how often it happens before it turns itself off; 0 means no limit.
	Times int `json:"times,omitempty"`
	// Methods are the HTTP methods that it happens to; empty means all.
	Methods []string `json:"methods,omitempty"`
	// Path is the beginning of the paths that it happens to, such as
	// "/api/v2/clients"; empty means all.
	Path string `json:"path,omitempty"`
}

// Moment is when something happens once, just before a request.
type Moment struct {
	// After is how many requests are processed before; 1 or more.
	After int `json:"after,omitempty"`
	// At is a time on the tenant's clock.
	At *time.Time `json:"at,omitempty"`
}

// Check returns an error for invalid settings. It names the setting as in JSON.
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
		return fmt.Errorf("%s.times is %d; it must be 1 or more, or 0 for no limit", name, c.Times)
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

// clone returns a deep copy.
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
