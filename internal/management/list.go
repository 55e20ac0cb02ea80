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
	"strings"
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
func list[T any](ctx context.Context, c *Client, kind string, filter url.Values) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[string]bool{}
		for from := ""; ; {
			items, next, err := page[T](ctx, c, kind, filter, from)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range items {
				if !yield(&items[i], nil) {
					return
				}
			}
			if next == "" {
				return
			}
			if seen[next] || len(seen) == maxPages {
				yield(nil, fmt.Errorf("GET %s/%s: the service's list does not end: after %d pages it points to a page that was read before, or to yet another", basePath, kind, len(seen)+1))
				return
			}
			seen[next] = true
			from = next
		}
	}
}

// page reads one page, and where the next one starts ("" after the last).
func page[T any](ctx context.Context, c *Client, kind string, filter url.Values, from string) (items []T, next string, err error) {
	query := url.Values{}
	maps.Copy(query, filter)
	query.Set("take", strconv.Itoa(pageSize))
	if from != "" {
		query.Set("from", from)
	}
	r := request{method: http.MethodGet, path: escaped(kind), query: query}
	answer, err := c.call(ctx, r)
	if err != nil {
		return nil, "", err
	}
	var object map[string]json.RawMessage
	if err := r.decode(answer, &object); err != nil {
		return nil, "", err
	}
	key := strings.ReplaceAll(kind, "-", "_")
	if err := r.decode(object[key], &items); err != nil {
		return nil, "", fmt.Errorf("%w (in %s)", err, key)
	}
	if raw, ok := object["next"]; ok {
		if err := r.decode(raw, &next); err != nil {
			return nil, "", fmt.Errorf("%w (in next)", err)
		}
	}
	return items, next, nil
}
