package management

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

const (
	// pageSize is the service's maximum.
	pageSize = 100
	// maxPages ends a list that does not end by itself; it is far above what a
	// tenant may hold.
	maxPages = 10_000
)

// list yields every object of a kind that has checkpoint pagination (clients
// and client grants), in the service's order, and ends with the first error. An
// object that is created or deleted while the list is paged may be in it or not.
func list(ctx context.Context, c *Client, k kind, filter url.Values) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		seen := map[string]bool{}
		query := url.Values{"take": {strconv.Itoa(pageSize)}}
		maps.Copy(query, filter)
		for {
			page, err := c.fetchList(ctx, k, query)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, object := range page.objects {
				if !yield(object, nil) {
					return
				}
			}
			if page.next == "" {
				return
			}
			if seen[page.next] || len(seen) == maxPages {
				yield(nil, fmt.Errorf("GET %s/%s: the service's list does not end: after %d pages it points to a page that was read before, or to yet another", basePath, k.path, len(seen)+1))
				return
			}
			seen[page.next] = true
			query.Set("from", page.next)
		}
	}
}

// listed is one answered page.
type listed struct {
	objects      []json.RawMessage
	total, limit int
	next         string
}

// malformedError says that a list's answer is not a list.
type malformedError struct{ error }

// Unwrap returns what is wrong with it.
func (e malformedError) Unwrap() error { return e.error }

// fetchList asks for a part of a kind's list.
func (c *Client) fetchList(ctx context.Context, k kind, query url.Values) (listed, error) {
	r := request{method: http.MethodGet, path: escaped(k.path), query: maps.Clone(query)}
	answer, err := c.call(ctx, r)
	if err != nil {
		return listed{}, err
	}
	var wrapped map[string]json.RawMessage
	if err := r.decode(answer, &wrapped); err != nil {
		return listed{}, malformedError{err}
	}
	var page listed
	for name, out := range map[string]any{k.key(): &page.objects, "total": &page.total, "limit": &page.limit, "next": &page.next} {
		raw, there := wrapped[name]
		if !there && name != k.key() {
			continue
		}
		if err := r.decode(raw, out); err != nil {
			return listed{}, malformedError{fmt.Errorf("%w (in %s)", err, name)}
		}
	}
	return page, nil
}
