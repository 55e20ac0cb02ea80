// Package loopback recognises the host names and addresses of this machine.
package loopback

import (
	"net"
	"strings"
)

// IsHost reports whether a host, without a port, is this machine: localhost, a name
// below .localhost (RFC 6761, section 6.3), or a loopback address.
func IsHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
