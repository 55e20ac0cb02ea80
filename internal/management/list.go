package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is the service's maximum.
const pageSize = 100

// list visits every object of a kind that has checkpoint pagination (clients
// and client grants), in the service's order. An object that moves while the
// list is paged may be visited twice or not at all.
func list[T any](ctx context.Context, c *Client, kind string, filter url.Values, visit func(*T)) error {
	key := strings.ReplaceAll(kind, "-", "_")
	seen := map[string]bool{}
	for from := ""; ; {
		query := url.Values{"take": {strconv.Itoa(pageSize)}}
		for name, values := range filter {
			query[name] = values
		}
		if from != "" {
			query.Set("from", from)
		}
		var page map[string]json.RawMessage
		if err := c.do(ctx, http.MethodGet, escaped(kind), query, nil, &page); err != nil {
			return err
		}
		var items []*T
		if err := json.Unmarshal(page[key], &items); err != nil {
			return fmt.Errorf("GET %s/%s: the answer's %s: %w", basePath, kind, key, err)
		}
		for _, item := range items {
			visit(item)
		}
		next := ""
		if raw, ok := page["next"]; ok {
			if err := json.Unmarshal(raw, &next); err != nil {
				return fmt.Errorf("GET %s/%s: the answer's next: %w", basePath, kind, err)
			}
		}
		if next == "" || len(items) == 0 {
			return nil
		}
		if seen[next] {
			return fmt.Errorf("GET %s/%s: the service gives the same page again and again", basePath, kind)
		}
		seen[next] = true
		from = next
	}
}
