// Package quota counts the access tokens that clients get on their own (facts 11.1), by
// client and by organization, in hours and days of UTC clocks. The counts live as long as
// the process.
package quota

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

// Quota is the quota of a client or an organization, or the tenant's default for it.
type Quota struct {
	// Enforce refuses tokens beyond the limits; otherwise they are only counted.
	Enforce bool `json:"enforce"`
	// PerHour and PerDay are the limits; zero means no limit.
	PerHour int64 `json:"per_hour"`
	PerDay  int64 `json:"per_day"`
}

// Applied is a quota that applies to a request.
type Applied struct {
	Quota
	// Header carries it in answers. Subject is the client or organization.
	Header, Subject string
	// Exceeded is the text of the refusal.
	Exceeded string
}

// ForClient applies a quota to a client.
func ForClient(q Quota, clientID string) Applied {
	return Applied{q, "Auth0-Client-Quota-Limit", "client " + clientID, "Client quota exceeded"}
}

// ForOrganization applies a quota to an organization. unknown: the text; it is inferred
// from the client's.
func ForOrganization(q Quota, organizationID string) Applied {
	return Applied{q, "Auth0-Organization-Quota-Limit", "organization " + organizationID, "Organization quota exceeded"}
}

// Counter counts tokens. The zero value is ready for use.
type Counter struct {
	mu     sync.Mutex
	counts map[string]count
}

// count is how many tokens a subject got in the hour or day that ends then.
type count struct {
	used int64
	ends time.Time
}

// bucket is an hour or a day of a quota.
type bucket struct {
	key   string
	name  string
	limit int64
	used  int64
	ends  time.Time
}

// Take counts a token for each quota, unless one refuses it. header is what the answer
// carries, also that of a refusal. unknown: whether quotas that are not enforced are in
// the headers; here they are.
func (c *Counter) Take(now time.Time, quotas ...Applied) (header http.Header, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]count{}
	}
	buckets := make([][]bucket, len(quotas))
	var refused *protocol.Error
	for i, q := range quotas {
		buckets[i] = c.buckets(q, now)
		for _, b := range buckets[i] {
			if q.Enforce && b.used >= b.limit && refused == nil {
				refused = refusal(q, b, now)
			}
		}
	}
	header = http.Header{}
	for i, q := range quotas {
		var parts []string
		for _, b := range buckets[i] {
			if refused == nil {
				b.used++
				c.counts[b.key] = count{b.used, b.ends}
			}
			parts = append(parts, fmt.Sprintf("b=%s;q=%d;r=%d;t=%d", b.name, b.limit, max(b.limit-b.used, 0), seconds(b.ends.Sub(now))))
		}
		if len(parts) > 0 {
			header.Set(q.Header, strings.Join(parts, ","))
		}
	}
	if refused == nil {
		return header, nil
	}
	for name, values := range header {
		refused.Header[name] = values
	}
	return nil, refused
}

// Clear forgets all counts.
func (c *Counter) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.counts)
}

func (c *Counter) buckets(q Applied, now time.Time) []bucket {
	var buckets []bucket
	for _, window := range []struct {
		name   string
		limit  int64
		length time.Duration
	}{{"per_hour", q.PerHour, time.Hour}, {"per_day", q.PerDay, 24 * time.Hour}} {
		if window.limit == 0 {
			continue
		}
		b := bucket{key: q.Subject + " " + window.name, name: window.name, limit: window.limit, ends: now.UTC().Truncate(window.length).Add(window.length)}
		if counted := c.counts[b.key]; counted.ends.Equal(b.ends) {
			b.used = counted.used
		}
		buckets = append(buckets, b)
	}
	return buckets
}

func refusal(q Applied, b bucket, now time.Time) *protocol.Error {
	refused := protocol.NewError(http.StatusTooManyRequests, "too_many_requests", "%s", q.Exceeded)
	refused.Header = http.Header{}
	for name, value := range map[string]int64{
		"Retry-After": seconds(b.ends.Sub(now)), "X-RateLimit-Limit": b.limit, "X-RateLimit-Remaining": 0, "X-RateLimit-Reset": b.ends.Unix(),
	} {
		refused.Header.Set(name, strconv.FormatInt(value, 10))
	}
	return refused
}

// seconds rounds up, so that waiting so long is enough.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
