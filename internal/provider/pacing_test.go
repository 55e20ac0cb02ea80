package provider

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

func number(v float64) types.Number { return types.NumberValue(big.NewFloat(v)) }

func TestPacingIsResolvedFromBlockAndEnvironment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block providerModel
		env   texts
		// want is the options as "RATE CONCURRENCY RESERVE RETRIES".
		want string
	}{
		"nothing":         {want: "0 0 default 0"},
		"the block":       {block: providerModel{MaxRequestsPerSecond: number(1.5), MaxConcurrentRequests: number(3), Reserve: number(0.5), MaxRetries: number(2)}, want: "1.5 3 0.5 2"},
		"the environment": {env: texts{envMaxRequestsPerSecond: "0.5", envMaxConcurrentRequests: "1", envReserve: "0", envMaxRetries: "7"}, want: "0.5 1 0 7"},
		"the block wins":  {block: providerModel{Reserve: number(0)}, env: texts{envReserve: "0.9"}, want: "0 0 0 0"},
		"no retries":      {block: providerModel{MaxRetries: number(0)}, want: "0 0 default -1"},
	} {
		o, diags := c.block.options(environment(c.env))
		if len(diags) > 0 {
			t.Errorf("%s: %v", name, told(diags))
		}
		if got := described(o); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func described(o management.Options) string {
	reserve := "default"
	if o.Reserve != nil {
		reserve = fmt.Sprint(*o.Reserve)
	}
	return fmt.Sprintf("%v %d %s %d", o.MaxRequestsPerSecond, o.MaxConcurrentRequests, reserve, o.MaxRetries)
}

func TestBadPacingIsReportedAtTheAttribute(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block providerModel
		env   texts
		at    string
		says  []string
	}{
		"no requests at all":          {block: providerModel{MaxRequestsPerSecond: number(0)}, at: "max_requests_per_second", says: []string{"It is 0", "from 0.01 to 1000"}},
		"none in flight":              {block: providerModel{MaxConcurrentRequests: number(0)}, at: "max_concurrent_requests", says: []string{"whole number from 1"}},
		"half a request":              {block: providerModel{MaxConcurrentRequests: number(1.5)}, at: "max_concurrent_requests", says: []string{"whole number"}},
		"all in reserve":              {block: providerModel{Reserve: number(1)}, at: "reserve", says: []string{"0 to 0.9"}},
		"fewer than no retries":       {block: providerModel{MaxRetries: number(-1)}, at: "max_retries", says: []string{"It is -1"}},
		"a word":                      {env: texts{envReserve: "some"}, at: "reserve", says: []string{`"some" is not a number`, envReserve}},
		"not a number by name":        {env: texts{envReserve: "NaN"}, at: "reserve", says: []string{"NaN"}},
		"too much by the environment": {env: texts{envMaxRetries: "101"}, at: "max_retries", says: []string{"It is 101", "environment variable " + envMaxRetries}},
	} {
		_, diags := c.block.options(environment(c.env))
		lines := told(diags)
		if len(lines) != 1 || !strings.HasPrefix(lines[0], c.at+": "+c.at+" is not usable") {
			t.Errorf("%s: got %q", name, lines)
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(lines[0], s) {
				t.Errorf("%s: %q does not say %q", name, lines[0], s)
			}
		}
	}
}
