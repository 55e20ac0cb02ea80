package tenant

import (
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

func TestParseDomain(t *testing.T) {
	t.Parallel()
	for in, base := range map[string]string{
		"tenant.eu.auth0.com":          "https://tenant.eu.auth0.com",
		"Tenant.EU.auth0.com":          "https://tenant.eu.auth0.com",
		" tenant.eu.auth0.com ":        "https://tenant.eu.auth0.com",
		"https://tenant.eu.auth0.com/": "https://tenant.eu.auth0.com",
		"127.0.0.1:8443":               "https://127.0.0.1:8443",
		"http://127.0.0.1:8080":        "http://127.0.0.1:8080",
		"http://127.8.9.1":             "http://127.8.9.1",
		"http://localhost:3000/":       "http://localhost:3000",
		"http://mock.localhost:3000":   "http://mock.localhost:3000",
		"http://[::1]:8080":            "http://[::1]:8080",
		"https://[2001:DB8::1]":        "https://[2001:db8::1]",
		"tenant.eu.auth0.com:443":      "https://tenant.eu.auth0.com",
		"tenant.eu.auth0.com.":         "https://tenant.eu.auth0.com",
		"tenant.eu.auth0.com:80":       "https://tenant.eu.auth0.com:80",
		"http://localhost:80":          "http://localhost",
		"https://[::1]:443":            "https://[::1]",
		"HTTPS://tenant.eu.auth0.com":  "https://tenant.eu.auth0.com",
	} {
		t.Run(in, func(t *testing.T) {
			t.Parallel()
			got, err := ParseDomain(in)
			if err != nil {
				t.Fatal(err)
			}
			want := Domain{BaseURL: base, Issuer: base + "/", ManagementAudience: base + "/api/v2/"}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestParseDomainRefuses(t *testing.T) {
	t.Parallel()
	for in, says := range map[string]string{
		"":                                  "empty",
		"http://tenant.eu.auth0.com":        "plain http",
		"http://10.0.0.1":                   "plain http",
		"http://localhost.example.com":      "plain http",
		"http://127.0.0.1.example.com":      "plain http",
		"ftp://tenant.eu.auth0.com":         "scheme",
		"https://":                          "not a host",
		"https://user:hunter2@tenant.com":   "user name or password",
		"tenant.eu.auth0.com/api/v2/":       "path, query or fragment",
		"https://tenant.eu.auth0.com?x=1":   "path, query or fragment",
		"https://tenant.eu.auth0.com#x":     "path, query or fragment",
		"tenant.eu.auth0.com:0":             "port",
		"tenant.eu.auth0.com:":              "colon",
		"tenant eu":                         "not a",
		"tenant..auth0.com":                 "host name",
		"tenant_%zz.com":                    "not a host",
		strings.Repeat("a", 64) + ".com":    "host name",
		"https://tenant.eu.auth0.com:99999": "port",
		"https://[fe80::1%25eth0]":          "zone",
		"2001:db8::1":                       "not a",
		strings.Repeat("a.", 200) + "com":   "characters",
	} {
		t.Run(in, func(t *testing.T) {
			t.Parallel()
			_, err := ParseDomain(in)
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Fatalf("got error %v, want one that says %q", err, says)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats the password: %v", err)
			}
		})
	}
}

func FuzzParseDomain(f *testing.F) {
	for _, seed := range []string{"tenant.eu.auth0.com", "http://[::1]:8080", "https://a:b@c", "http://localhost/%2f", "::", "x://"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		d, err := ParseDomain(in)
		if err != nil {
			return
		}
		again, err := ParseDomain(d.BaseURL)
		if err != nil || again != d {
			t.Errorf("%q gives %+v, whose base URL gives %+v, %v", in, d, again, err)
		}
		u, err := url.Parse(d.BaseURL)
		if err != nil {
			t.Fatal(err)
		}
		if u.Scheme == "http" && !loopback.IsHost(u.Hostname()) {
			t.Errorf("%q is accepted with plain http", in)
		}
	})
}
