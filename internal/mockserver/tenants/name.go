package tenants

import (
	"fmt"
	"net"
	"regexp"
	"strings"
)

// label is the form of a DNS label (RFC 1123, section 2.1), in lower case.
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// CheckName returns an error unless a name can be a tenant's: it is a part of its host name.
func CheckName(name string) error {
	if !label.MatchString(name) {
		return fmt.Errorf("%q cannot be the name of a tenant; a name has 1 to 63 lower-case letters, digits and dashes, and begins and ends with a letter or a digit, such as pr-17", name)
	}
	return nil
}

// nameOf returns the name of the tenant that a Host header names. isTenant is false for the
// domain itself and for hosts that are not below it, such as an IP address. The port is
// ignored, because a proxy can listen on another.
func (r *Registry) nameOf(host string) (name string, isTenant bool) {
	if without, _, err := net.SplitHostPort(host); err == nil {
		host = without
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return strings.CutSuffix(host, "."+strings.ToLower(r.base.Hostname()))
}
