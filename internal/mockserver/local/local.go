// Package local refuses requests that do not come from programs on this machine. It
// protects what a mock tenant serves without a token.
package local

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Check returns an error unless the request comes from a program on this machine: the
// peer must be a loopback address; the Host header must name this machine, against
// DNS rebinding; and a browser must not have sent an unsafe request from another
// origin. A request in process has no peer, and any Host. The text of the error
// continues a sentence that begins with a subject, such as "The control API".
func Check(r *http.Request) error {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	inProcess := r.RemoteAddr == requestlog.InProcess
	switch {
	case !inProcess && (err != nil || !loopback.IsHost(peer)):
		return errors.New("answers this machine only")
	case !inProcess && !loopback.IsHost(hostname(r.Host)):
		return errors.New("answers under a loopback name only, such as localhost or 127.0.0.1; the Host header has another name")
	case http.NewCrossOriginProtection().Check(r) != nil:
		return errors.New("does not answer pages of other origins")
	}
	return nil
}

// hostname returns a Host header without the port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}
