package provider

import (
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// The environment variables of the settings that say how sparing the provider
// is. They have no counterpart in the official provider, hence their prefix.
const (
	envMaxRequestsPerSecond  = "AUTH0API_MAX_REQUESTS_PER_SECOND"
	envMaxConcurrentRequests = "AUTH0API_MAX_CONCURRENT_REQUESTS"
	envReserve               = "AUTH0API_RESERVE"
	envMaxRetries            = "AUTH0API_MAX_RETRIES"
)

// pacingSetting is a number of the provider block, or of the environment.
type pacingSetting struct {
	name, variable string
	value          types.Number
	// min and max bound it; whole says that it has no fraction.
	min, max float64
	whole    bool
	set      func(*management.Options, float64)
}

// pacing are the settings that say how sparing the provider is.
func (m *providerModel) pacing() []pacingSetting {
	return []pacingSetting{
		{
			name: "max_requests_per_second", variable: envMaxRequestsPerSecond, value: m.MaxRequestsPerSecond, min: 0.01, max: 1000,
			set: func(o *management.Options, v float64) { o.MaxRequestsPerSecond = v },
		},
		{
			name: "max_concurrent_requests", variable: envMaxConcurrentRequests, value: m.MaxConcurrentRequests, min: 1, max: 1000, whole: true,
			set: func(o *management.Options, v float64) { o.MaxConcurrentRequests = int(v) },
		},
		{
			name: "reserve", variable: envReserve, value: m.Reserve, min: 0, max: 0.9,
			set: func(o *management.Options, v float64) { o.Reserve = &v },
		},
		{
			name: "max_retries", variable: envMaxRetries, value: m.MaxRetries, min: 0, max: 100, whole: true,
			set: func(o *management.Options, v float64) {
				if o.MaxRetries = int(v); o.MaxRetries == 0 {
					o.MaxRetries = -1 // zero stands for the default there
				}
			},
		},
	}
}

// pacingAttributes are those of the provider block.
func pacingAttributes() map[string]schema.Attribute {
	number := func(text, variable string) schema.Attribute {
		return schema.NumberAttribute{MarkdownDescription: fmt.Sprintf("%s Environment: `%s`.", text, variable), Optional: true}
	}
	return map[string]schema.Attribute{
		"max_requests_per_second": number("The maximum number of requests per second, from 0.01 to 1000. By default, as many as the tenant's rate limit allows after `reserve`.", envMaxRequestsPerSecond),
		"max_concurrent_requests": number("The maximum number of concurrent requests, from 1 to 1000. The default is 10.", envMaxConcurrentRequests),
		"reserve":                 number("The share of the tenant's rate limit that the provider leaves to other clients, such as production logins, from 0 to 0.9. The default is 0.25.", envReserve),
		"max_retries":             number("How often a request is retried, where that is safe: after a 429, a 500 (at most 5 times), a 502, 503 or 504, or a broken connection. From 0 to 100; the default is 10.", envMaxRetries),
	}
}

// options resolves the block and the environment for the Management API's client.
func (m *providerModel) options(getenv func(string) string) (management.Options, diag.Diagnostics) {
	var o management.Options
	var diags diag.Diagnostics
	for _, s := range m.pacing() {
		value, from, isSet := 0.0, "", false
		if !s.value.IsNull() {
			value, _ = s.value.ValueBigFloat().Float64()
			isSet = true
		} else if text := getenv(s.variable); text != "" {
			parsed, err := strconv.ParseFloat(text, 64)
			from = fmt.Sprintf(" It comes from the environment variable %s.", s.variable)
			if err != nil {
				diags.AddAttributeError(path.Root(s.name), fmt.Sprintf("%s is not usable", s.name),
					fmt.Sprintf("%q is not a number.%s", text, from))
				continue
			}
			value, isSet = parsed, true
		}
		if !isSet {
			continue
		}
		if !(value >= s.min && value <= s.max) || s.whole && value != float64(int(value)) {
			kind := "a number"
			if s.whole {
				kind = "a whole number"
			}
			diags.AddAttributeError(path.Root(s.name), fmt.Sprintf("%s is not usable", s.name),
				fmt.Sprintf("It is %v; expected %s from %v to %v.%s", value, kind, s.min, s.max, from))
			continue
		}
		s.set(&o, value)
	}
	o.AdoptExisting = adopts(m.AdoptExisting, getenv, &diags)
	return o, diags
}
