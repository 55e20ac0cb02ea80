package control

import (
	"net"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// onlyLocal refuses what does not come from this machine's own programs. What
// came in process has no peer, and whatever Host the tenant's URL has.
func onlyLocal(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, _, err := net.SplitHostPort(r.RemoteAddr)
		inProcess := r.RemoteAddr == requestlog.InProcess
		switch {
		case !inProcess && (err != nil || !isLoopback(peer)):
			refuse(w, "The control API answers this machine only")
		case !inProcess && !isLoopback(hostname(r.Host)):
			refuse(w, "The control API answers under a loopback name only, such as localhost or 127.0.0.1; the Host header has another")
		case origins.Check(r) != nil:
			refuse(w, "The control API answers no pages of other origins")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, why string) {
	management.WriteError(w, http.StatusForbidden, "", why)
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
