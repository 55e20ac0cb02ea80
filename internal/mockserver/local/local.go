// Package local tells requests of this machine's own programs from all others:
// for what a mock tenant serves without asking for a token.
package local

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Check returns what is wrong with a request unless it comes from this
// machine's own programs: the peer must be a loopback address, the Host header
// must name one (a page whose name was rebound to 127.0.0.1 names another), and
// a browser must not have sent an unsafe request for another origin's page.
// What came in process has no peer, and whatever Host the tenant's URL has. The
// error goes on a sentence that begins with who refuses.
func Check(r *http.Request) error {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	inProcess := r.RemoteAddr == requestlog.InProcess
	switch {
	case !inProcess && (err != nil || !isLoopback(peer)):
		return errors.New("answers this machine only")
	case !inProcess && !isLoopback(hostname(r.Host)):
		return errors.New("answers under a loopback name only, such as localhost or 127.0.0.1; the Host header has another")
	case http.NewCrossOriginProtection().Check(r) != nil:
		return errors.New("answers no pages of other origins")
	}
	return nil
}

// hostname is a Host header without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
