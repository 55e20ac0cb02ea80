// Package quota counts the access tokens that clients get on their own (facts 11.1), by
// client and by organization, in hours and days of UTC clocks. The counts of
// all replicas are one.
package quota

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
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

// Counter counts the tokens of all replicas.
type Counter struct{ store transient.Store }

// NewCounter returns the counter of the counts in a store.
func NewCounter(store transient.Store) *Counter { return &Counter{store} }

// bucket is an hour or a day of a quota.
type bucket struct {
	// key has the number of tokens, and a key of its own for each hour or day.
	key   transient.Key
	quota Applied
	name  string
	limit int64
	used  int64
	ends  time.Time
}

// Take counts a token for each quota, unless one refuses it. header is what the answer
// carries, also that of a refusal. unknown: whether quotas that are not enforced are in
// the headers; here they are.
func (c *Counter) Take(ctx context.Context, now time.Time, quotas ...Applied) (header http.Header, err error) {
	var buckets []bucket
	var keys []transient.Key
	for _, q := range quotas {
		for _, b := range bucketsOf(q, now) {
			buckets, keys = append(buckets, b), append(keys, b.key)
		}
	}
	if len(buckets) == 0 {
		return http.Header{}, nil
	}
	err = c.store.Update(ctx, keys, now, func(current [][]byte) ([]*transient.Value, error) {
		next := make([]*transient.Value, len(buckets))
		header = http.Header{}
		var refused *protocol.Error
		for i := range buckets {
			b := &buckets[i]
			if b.used, err = number(current[i]); err != nil {
				return nil, fmt.Errorf("reading the number of tokens of the %s: %w", b.quota.Subject, err)
			}
			if b.quota.Enforce && b.used >= b.limit && refused == nil {
				refused = refusal(b.quota, *b, now)
			}
		}
		for i := range buckets {
			b := &buckets[i]
			if refused == nil {
				b.used++
				next[i] = &transient.Value{Data: strconv.AppendInt(nil, b.used, 10), Expires: b.ends}
			}
			parts := append(header.Values(b.quota.Header), b.state(now))
			header.Set(b.quota.Header, strings.Join(parts, ","))
		}
		if refused != nil {
			maps.Copy(refused.Header, header)
			return nil, refused
		}
		return next, nil
	})
	if err != nil {
		return nil, err
	}
	return header, nil
}

// state is the state of the bucket in a header.
func (b *bucket) state(now time.Time) string {
	return fmt.Sprintf("b=%s;q=%d;r=%d;t=%d", b.name, b.limit, max(b.limit-b.used, 0), seconds(b.ends.Sub(now)))
}

// number reads a stored count; no count is 0.
func number(text []byte) (int64, error) {
	if text == nil {
		return 0, nil
	}
	return strconv.ParseInt(string(text), 10, 64)
}

func bucketsOf(q Applied, now time.Time) []bucket {
	var buckets []bucket
	for _, window := range []struct {
		name   string
		limit  int64
		length time.Duration
	}{{"per_hour", q.PerHour, time.Hour}, {"per_day", q.PerDay, 24 * time.Hour}} {
		if window.limit == 0 {
			continue
		}
		ends := now.UTC().Truncate(window.length).Add(window.length)
		key := transient.Key{Kind: transient.KindQuota, ID: fmt.Sprintf("%s %s until %d", q.Subject, window.name, ends.Unix())}
		buckets = append(buckets, bucket{quota: q, key: key, name: window.name, limit: window.limit, ends: ends})
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
