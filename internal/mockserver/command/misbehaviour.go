package command

import (
	"errors"
	"flag"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// misbehaviour are the flags for the tenant's faults and clock at start.
type misbehaviour struct {
	faults faults.Settings
	clock  faults.ClockSettings
}

// define adds the flags. check checks their bounds, with package faults.
func (m *misbehaviour) define(flags *flag.FlagSet) {
	flags.Func("rate-limit", "", func(text string) error {
		rate, err := number(text)
		m.limit().Rate = rate
		return err
	})
	flags.Func("burst", "", func(text string) error {
		burst, err := count(text)
		m.limit().Burst = burst
		return err
	})
	flags.Func("latency", "", duration(&m.faults.Latency))
	flags.Func("error-rate", "", chance(&m.faults.Errors))
	flags.Func("lost-rate", "", chance(&m.faults.LostAnswers))
	flags.Func("slow-answers", "", duration(&m.faults.SlowAnswers))
	flags.Func("rotate-keys", "", moment(&m.faults.RotateKeys))
	flags.Func("expire-tokens", "", moment(&m.faults.ExpireTokens))
	flags.Func("freeze-clock", "", func(text string) error {
		frozen := true
		m.clock.Frozen = &frozen
		if text == "now" {
			m.clock.Now = nil
			return nil
		}
		at, err := time.Parse(time.RFC3339, text)
		m.clock.Now = &at
		if err != nil {
			return errors.New(`expected "now", or a time such as 2030-01-31T12:00:00Z`)
		}
		return nil
	})
	flags.Func("advance-clock", "", duration(&m.clock.Advance))
	flags.Func("random-seed", "", func(text string) error {
		seed, err := strconv.ParseUint(text, 10, 64)
		m.faults.Seed = &seed
		if err != nil {
			return errors.New("expected a whole number, 0 or more")
		}
		return nil
	})
}

func (m *misbehaviour) limit() *faults.RateLimit {
	if m.faults.RateLimit == nil {
		m.faults.RateLimit = &faults.RateLimit{}
	}
	return m.faults.RateLimit
}

// check refuses values out of bounds, and combinations of flags that contradict.
func (m *misbehaviour) check() error {
	if l := m.faults.RateLimit; l != nil && l.Rate == 0 {
		return errors.New("--burst is how many requests the rate limit allows at once: it needs --rate-limit")
	}
	if m.clock.Now != nil && m.clock.Advance != 0 {
		return errors.New("--freeze-clock with a time sets the clock and --advance-clock moves it: use one of them, or --freeze-clock now")
	}
	return m.faults.Check()
}

func number(text string) (float64, error) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || !(value > 0) {
		return 0, errors.New("expected a number above 0")
	}
	return value, nil
}

func count(text string) (int, error) {
	value, err := strconv.Atoi(text)
	if err != nil || value < 1 {
		return 0, errors.New("expected a whole number, 1 or more")
	}
	return value, nil
}

func duration(into *faults.Duration) func(string) error {
	return func(text string) error {
		if err := into.UnmarshalText([]byte(text)); err != nil {
			return errors.New("expected a duration such as 50ms or 1h30m")
		}
		return nil
	}
}

func chance(into **faults.Chance) func(string) error {
	return func(text string) error {
		rate, err := number(text)
		if err != nil || rate > 1 {
			return errors.New("expected a share of the requests: above 0, and at most 1")
		}
		*into = &faults.Chance{Rate: rate}
		return nil
	}
}

func moment(into **faults.Moment) func(string) error {
	return func(text string) error {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			*into = &faults.Moment{At: &at}
			return nil
		}
		after, err := count(text)
		if err != nil {
			return errors.New("expected a number of requests from 1, or a time such as 2030-01-31T12:00:00Z")
		}
		*into = &faults.Moment{After: after}
		return nil
	}
}
