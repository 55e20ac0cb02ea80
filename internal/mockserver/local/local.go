// Package local refuses requests that do not come from programs on this machine. It
// protects what a mock tenant serves without a token.
package local

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// PeerError is the error for a peer that is not allowed.
type PeerError struct {
	// Address is the IP address of the peer; empty if it is unknown.
	Address string
}

// Error implements error.
func (e PeerError) Error() string {
	if e.Address == "" {
		return "answers this machine only"
	}
	return "answers this machine only, and the request came from " + e.Address
}

// Check returns an error unless the request comes from a program on this machine: the
// peer must be a loopback address; the Host header must name this machine, against
// DNS rebinding; and a browser must not have sent an unsafe request from another
// origin. A request in process has no peer, and any Host. The text of the error
// continues a sentence that begins with a subject, such as "The control API".
func Check(r *http.Request) error { return CheckFrom(r, nil) }

// CheckFrom is like [Check], but the peer may also be in one of the networks: the host of a
// container reaches it through a bridge. An error about the peer is a [PeerError].
func CheckFrom(r *http.Request, networks []netip.Prefix) error {
	inProcess := r.RemoteAddr == requestlog.InProcess
	switch {
	case !inProcess && !isAllowed(r.RemoteAddr, networks):
		peer, _, _ := net.SplitHostPort(r.RemoteAddr)
		return PeerError{peer}
	case !inProcess && !loopback.IsHost(hostname(r.Host)):
		return errors.New("answers under a loopback name only, such as localhost or 127.0.0.1; the Host header has another name")
	case http.NewCrossOriginProtection().Check(r) != nil:
		return errors.New("does not answer pages of other origins")
	}
	return nil
}

// isAllowed reports whether a peer ("host:port") is a loopback address or in one of the
// networks.
func isAllowed(peer string, networks []netip.Prefix) bool {
	host, _, err := net.SplitHostPort(peer)
	if err != nil {
		return false
	}
	if loopback.IsHost(host) {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(address.Unmap().WithZone("")) })
}

// hostname returns a Host header without the port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}
