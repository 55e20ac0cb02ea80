package command

import (
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

// FuzzOptions checks that a flag is refused, or means something: a domain that
// is accepted is a base URL, in the clear only for this machine.
func FuzzOptions(f *testing.F) {
	for _, seed := range []string{
		"--domain=mock:8443", "--domain=https://[::1]:8443/", "--domain=http://tenant.test", "--listen=:8080", "--rate-limit=Inf", "--burst=-1",
		"--latency=1h30m", "--error-rate=NaN", "--rotate-keys=2030-01-31T12:00:00Z", "--expire-tokens=3", "--freeze-clock=now", "--random-seed=18446744073709551616", "--seed=tenant.yaml", "--seed=7",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		o, err := parse([]string{arg}, io.Discard, noEnvironment, "dev")
		if err != nil || o.domain == "" {
			return
		}
		u, err := url.Parse(o.domain)
		if err != nil || u.Hostname() == "" || strings.HasSuffix(o.domain, "/") || u.User != nil {
			t.Errorf("%q has the domain %q (%v)", arg, o.domain, err)
		} else if u.Scheme != "https" && !loopback.IsHost(u.Hostname()) {
			t.Errorf("%q is spoken to in the clear", o.domain)
		}
	})
}
