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
func Check(r *http.Request) error { return Allowed{}.Check(r) }

// Allowed are the requests that are answered besides those of programs on this machine.
type Allowed struct {
	// Networks are the networks of further peers: the host of a container reaches it through
	// a bridge, and the clients of a proxy through the proxy.
	Networks []netip.Prefix
	// Name is the host name of the tenant. These peers, and no others, may use it in the
	// Host header: a proxy on this machine must be named, because its clients are anywhere.
	Name string
}

// Check is like the function [Check], and accepts what a allows. An error about the peer is a
// [PeerError].
func (a Allowed) Check(r *http.Request) error {
	peer, _, _ := net.SplitHostPort(r.RemoteAddr)
	isNamed := a.hasPeer(peer)
	isOwnName := a.Name != "" && strings.EqualFold(strings.TrimSuffix(hostname(r.Host), "."), a.Name)
	inProcess := r.RemoteAddr == requestlog.InProcess
	switch {
	case !inProcess && !isNamed && !loopback.IsHost(peer):
		return PeerError{peer}
	case inProcess || loopback.IsHost(hostname(r.Host)) || isNamed && isOwnName:
	case isOwnName:
		return errors.New("answers under a loopback name only, such as localhost or 127.0.0.1; under " + a.Name + " it answers the networks of --page-from, and the request came from " + peer)
	default:
		return errors.New("answers under a loopback name only, such as localhost or 127.0.0.1; the Host header has another name")
	}
	if http.NewCrossOriginProtection().Check(r) != nil {
		return errors.New("does not answer pages of other origins")
	}
	return nil
}

// hasPeer reports whether an IP address is in one of the networks.
func (a Allowed) hasPeer(peer string) bool {
	address, err := netip.ParseAddr(peer)
	return err == nil && slices.ContainsFunc(a.Networks, func(n netip.Prefix) bool { return n.Contains(address.Unmap().WithZone("")) })
}

// hostname returns a Host header without the port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}
