// Package tenant derives a tenant's URLs from its domain, and creates the HTTP client for it.
package tenant

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

// maxDomain bounds a domain, in bytes: a host name has 253 at most.
const maxDomain = 300

// Domain is a tenant's address and the names that follow from it.
type Domain struct {
	// BaseURL is where the tenant answers, without a slash at the end.
	BaseURL string
	// Issuer is the iss claim of the tenant's tokens: the base URL and a slash.
	Issuer string
	// ManagementAudience is the identifier of the tenant's Management API.
	ManagementAudience string
}

// ParseDomain parses a host ("tenant.eu.auth0.com", "127.0.0.1:8443") or the base
// URL of a tenant. Plain http is accepted for loopback hosts only, since the
// connection carries credentials and secrets. The error says what is wrong.
func ParseDomain(s string) (Domain, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Domain{}, errors.New("the domain is empty; expected a host such as tenant.eu.auth0.com")
	}
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		scheme, rest = "https", s
	}
	scheme = strings.ToLower(scheme)
	if scheme != "https" && scheme != "http" {
		return Domain{}, fmt.Errorf("the domain %q has the scheme %q; expected https, or http for a loopback host", s, scheme)
	}
	// url.Parse would repeat a password in its error.
	if strings.Contains(rest, "@") {
		return Domain{}, errors.New("the domain must not hold a user name or password; use client_id and client_secret")
	}
	if len(s) > maxDomain {
		return Domain{}, fmt.Errorf("the domain has %d characters; expected a host such as tenant.eu.auth0.com", len(s))
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil || u.Hostname() == "" {
		return Domain{}, fmt.Errorf("the domain %q is not a host or URL; expected a host such as tenant.eu.auth0.com", s)
	}
	if (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return Domain{}, fmt.Errorf("the domain %q has a path, query or fragment; expected the host alone, such as %s", s, u.Host)
	}
	if err := checkHost(u); err != nil {
		return Domain{}, fmt.Errorf("the domain %q %w", s, err)
	}
	if scheme == "http" && !loopback.IsHost(u.Hostname()) {
		return Domain{}, fmt.Errorf("the domain %q uses plain http, which would send credentials in the clear; http is accepted for loopback hosts (localhost, 127.0.0.1, ::1) only", s)
	}
	base := scheme + "://" + canonicalHost(u)
	return Domain{BaseURL: base, Issuer: base + "/", ManagementAudience: base + "/api/v2/"}, nil
}

// canonicalHost returns the host as the service writes it into "iss": in lower
// case, without the scheme's default port and without a trailing dot.
func canonicalHost(u *url.URL) string {
	host, port := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), u.Port()
	if port == defaultPort(u.Scheme) {
		port = ""
	}
	switch {
	case port != "":
		return net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		return "[" + host + "]"
	default:
		return host
	}
}

func defaultPort(scheme string) string {
	if scheme == "http" {
		return "80"
	}
	return "443"
}

func checkHost(u *url.URL) error {
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("has the port %q; expected 1 to 65535", port)
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return errors.New("ends in a colon without a port")
	}
	host := u.Hostname()
	if address, err := netip.ParseAddr(host); err == nil {
		if address.Zone() != "" {
			return errors.New("is an address with a zone, which a token's issuer cannot hold")
		}
		return nil
	}
	for _, label := range strings.Split(strings.TrimSuffix(host, "."), ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notInHostname) {
			return errors.New("is not a valid host name; expected a name such as tenant.eu.auth0.com")
		}
	}
	return nil
}

func notInHostname(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", r)
}
