// Package eventlog keeps the log events of a mock tenant's own Management API, and serves
// them at /logs. Each successful write is an event of type "sapi". The form of an event is
// that of the API reference (GET /api/v2/logs) and of two published samples: the tests of
// github.com/panther-labs/panther-analysis (2023) and of a log consumer by
// willianantunes (2022).
package eventlog

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Kept is how many of the latest events a log has.
const Kept = 200

// typeSuccess is the type of an event of a successful operation of the Management API.
const typeSuccess = "sapi"

// Log keeps the latest events in memory. It is safe for concurrent use. The zero value is
// an empty log.
type Log struct {
	mu     sync.Mutex
	events []event // in the order of their IDs
	count  int
}

// event is an event in the service's form. It does not change once it is in the log.
type event struct {
	id, clientID, description, ip, userAgent, userID string

	at   time.Time
	view map[string]any
}

// Add adds the event of a write at that time.
func (l *Log) Add(w endpoint.Write, at time.Time) {
	e := event{
		clientID: clientOf(w.Token), description: describe(w.Operation), ip: address(w.HTTP.RemoteAddr),
		userAgent: w.HTTP.UserAgent(), userID: userOf(w.Token), at: at,
	}
	request, response := details(w, e)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	e.id = newID(at, l.count)
	if n := len(l.events); n > 0 && e.id <= l.events[n-1].id { // the clock was set back
		e.id = newID(l.events[n-1].at, l.count)
		e.at = l.events[n-1].at
	}
	e.view = map[string]any{
		"log_id": e.id, "_id": e.id, "date": endpoint.Timestamp(at), "type": typeSuccess, "description": e.description,
		"client_id": e.clientID, "client_name": "", "ip": e.ip, "user_agent": e.userAgent, "isMobile": false,
		"details": map[string]any{"request": request, "response": response},
	}
	if e.userID != "" {
		e.view["user_id"] = e.userID
	}
	if l.events = append(l.events, e); len(l.events) > Kept {
		l.events = slices.Clone(l.events[len(l.events)-Kept:])
	}
}

// Reset removes all events.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = nil
}

// all returns the events, the oldest first.
func (l *Log) all() []event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events)
}

// newID makes an ID of the length of the service's: "900", the time to the millisecond,
// and digits. IDs are sorted as the events are.
func newID(at time.Time, number int) string {
	digits := strings.Replace(at.UTC().Format("20060102150405.000"), ".", "", 1)
	return fmt.Sprintf("900%s%036d", digits, number)
}

func details(w endpoint.Write, e event) (request, response map[string]any) {
	user := map[string]any{}
	if e.userID != "" {
		user["user_id"] = e.userID
	}
	query := map[string]any{}
	for name, values := range w.HTTP.URL.Query() {
		query[name] = strings.Join(values, ",")
	}
	request = map[string]any{
		"method": strings.ToLower(w.Operation.Method), "path": w.HTTP.URL.EscapedPath(), "query": mask(query),
		"userAgent": e.userAgent, "channel": "api", "ip": e.ip, "body": limited(w.Body),
		"auth": map[string]any{
			"user": user, "strategy": "jwt", "credentials": map[string]any{"scopes": w.Token.Scopes()},
		},
	}
	response = map[string]any{"statusCode": w.Status}
	if w.Status != http.StatusNoContent {
		response["body"] = limited(w.Answer)
	}
	return request, response
}

// clientOf returns the client of a token: its "azp", or else its subject without the
// suffix of a client's own token.
func clientOf(token *verify.Token) string {
	if azp, isText := token.Claims["azp"].(string); isText {
		return azp
	}
	id, _ := strings.CutSuffix(token.Subject(), clientSuffix)
	return id
}

// userOf returns the user of a token, or "" for a client's own token.
func userOf(token *verify.Token) string {
	if strings.HasSuffix(token.Subject(), clientSuffix) {
		return ""
	}
	return token.Subject()
}

const clientSuffix = "@clients"

// address returns the IP address of a peer. A request in process comes from this machine.
func address(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	if _, err := netip.ParseAddr(host); err != nil {
		return "127.0.0.1"
	}
	return host
}
