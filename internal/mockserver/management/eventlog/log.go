// Package eventlog stores the log events of a mock tenant's own Management API, and serves
// them at /logs. Each successful write is an event of type "sapi". The form of an event is
// that of the API reference (GET /api/v2/logs) and of two published samples: the tests of
// github.com/panther-labs/panther-analysis (2023) and of a log consumer by
// willianantunes (2022).
package eventlog

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Kept is how many of the latest events a log has.
const Kept = 200

// typeSuccess is the type of an event of a successful operation of the Management API.
const typeSuccess = "sapi"

// trimInterval is after how many events a replica deletes those beyond Kept.
const trimInterval = 50

// Log stores the latest events of all replicas. It is safe for concurrent use.
type Log struct {
	store transient.Store
	now   func() time.Time

	mu    sync.Mutex
	last  int64 // the number of the newest event of this replica
	added int
}

// New returns the log in a store. now is the machine's clock, which numbers the events: unlike
// the tenant's clock it is not set back.
func New(store transient.Store, now func() time.Time) *Log { return &Log{store: store, now: now} }

// event is an event in the service's form.
type event struct {
	id   string
	view map[string]any
}

// Add adds the event of a write at that time of the tenant's clock.
func (l *Log) Add(ctx context.Context, w endpoint.Write, at time.Time) error {
	view := viewOf(w, at)
	suffix, err := encodeScopes(w.Token.Scopes())
	if err != nil {
		return err
	}
	for {
		number, trim := l.next()
		id := newID(number)
		view["log_id"], view["_id"] = id, id
		data, err := json.Marshal(view)
		if err != nil {
			return fmt.Errorf("encoding a log event: %w", err)
		}
		inserted, err := l.store.Insert(ctx, transient.Key{Kind: transient.KindLogEvent, ID: id}, transient.Value{Data: data, Suffix: suffix, Relaxed: true}, at)
		if err != nil {
			return fmt.Errorf("storing a log event: %w", err)
		}
		if !inserted { // another replica has an event at the same nanosecond
			continue
		}
		if trim {
			_, err = l.trimmed(ctx, at)
		}
		return err
	}
}

// next returns the number of a new event. trim is true if old events are to be deleted.
func (l *Log) next() (number int64, trim bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = max(l.last+1, l.now().UnixNano())
	l.added++
	return l.last, l.added%trimInterval == 0
}

// Reset removes all events.
func (l *Log) Reset(ctx context.Context) error {
	return l.store.Clear(ctx, transient.KindLogEvent)
}

// trimmed returns the stored events, the oldest first, and deletes those beyond Kept.
func (l *Log) trimmed(ctx context.Context, now time.Time) ([]transient.Entry, error) {
	entries, err := l.store.List(ctx, transient.KindLogEvent, now)
	if err != nil {
		return nil, fmt.Errorf("reading the log events: %w", err)
	}
	slices.SortFunc(entries, func(a, b transient.Entry) int { return strings.Compare(a.ID, b.ID) })
	for len(entries) > Kept {
		if err := l.store.Delete(ctx, transient.Key{Kind: transient.KindLogEvent, ID: entries[0].ID}); err != nil {
			return nil, fmt.Errorf("deleting an old log event: %w", err)
		}
		entries = entries[1:]
	}
	return entries, nil
}

// all returns the events, the oldest first.
func (l *Log) all(ctx context.Context, now time.Time) ([]event, error) {
	entries, err := l.trimmed(ctx, now)
	if err != nil {
		return nil, err
	}
	events := make([]event, len(entries))
	for i, entry := range entries {
		events[i].id = entry.ID
		if events[i].view, err = decode(entry.Data); err != nil {
			return nil, fmt.Errorf("reading the log event %s: %w", entry.ID, err)
		}
	}
	return events, nil
}

// newID makes an ID of the length of the service's: "900", the time to the millisecond,
// and digits. IDs are sorted as the events are.
func newID(number int64) string {
	digits := strings.Replace(time.Unix(0, number).UTC().Format("20060102150405.000"), ".", "", 1)
	return fmt.Sprintf("900%s%036d", digits, number)
}

// viewOf returns an event in the service's form, without its ID and the scopes of the token.
func viewOf(w endpoint.Write, at time.Time) map[string]any {
	ip, userID := address(w.HTTP.RemoteAddr), userOf(w.Token)
	request, response := details(w, ip, userID)
	view := map[string]any{
		"date": endpoint.Timestamp(at), "type": typeSuccess, "description": describe(w.Operation),
		"client_id": clientOf(w.Token), "client_name": "", "ip": ip, "user_agent": w.HTTP.UserAgent(), "isMobile": false,
		"details": map[string]any{"request": request, "response": response},
	}
	if userID != "" {
		view["user_id"] = userID
	}
	return view
}

func details(w endpoint.Write, ip, userID string) (request, response map[string]any) {
	user := map[string]any{}
	if userID != "" {
		user["user_id"] = userID
	}
	query := map[string]any{}
	for name, values := range w.HTTP.URL.Query() {
		query[name] = strings.Join(values, ",")
	}
	request = map[string]any{
		"method": strings.ToLower(w.Operation.Method), "path": w.HTTP.URL.EscapedPath(), "query": mask(query),
		"userAgent": w.HTTP.UserAgent(), "channel": "api", "ip": ip, "body": limited(w.Body),
		"auth": map[string]any{
			"user": user, "strategy": "jwt", "credentials": map[string]any{},
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
