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

// DialAddress returns the address ("host:port") to dial for an address: a name below
// .localhost is dialled as localhost, since a resolver need not know it (RFC 6761, section
// 6.3).
func DialAddress(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || !strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), ".localhost") {
		return address
	}
	return net.JoinHostPort("localhost", port)
}
