package management

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
)

// maxRestarts is how often a list that changes while it is read is read anew.
const maxRestarts = 3

// TooManyError says that the service has more objects than it lists.
type TooManyError struct {
	// Kind is the path of the list below /api/v2, such as "resource-servers".
	Kind string
	// Total is how many there are, and Reachable how many the service lists.
	Total, Reachable int
}

// Error implements error.
func (e *TooManyError) Error() string {
	return fmt.Sprintf("GET %s/%s: there are %d, of which the service lists the first %d only", basePath, e.Kind, e.Total, e.Reachable)
}

// listByNumber reads the list of a kind that has no checkpoint pagination
// (resource servers), in the service's order. The list is whole, or the error
// says why not: a *TooManyError beyond what the service pages by number.
func listByNumber(ctx context.Context, c *Client, k kind, filter url.Values) ([]json.RawMessage, error) {
	for range maxRestarts + 1 {
		var objects []json.RawMessage
		steady, err := readByNumber(ctx, c, k, filter, func(page []json.RawMessage) bool {
			objects = append(objects, page...)
			return true
		})
		if err != nil || steady {
			return objects, err
		}
	}
	return nil, errUnsteady(k)
}

func errUnsteady(k kind) error {
	return fmt.Errorf("GET %s/%s: the list changed each of the %d times that it was read, so objects may be missing; run again when nobody creates or deletes any", basePath, k.path, maxRestarts+1)
}

// readByNumber pages the list once, until take has enough. An object that is
// created or deleted meanwhile moves others over the boundaries of pages; then
// it is not steady.
func readByNumber(ctx context.Context, c *Client, k kind, filter url.Values, take func([]json.RawMessage) bool) (steady bool, err error) {
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "include_totals": {"true"}}
	maps.Copy(query, filter)
	total, count := 0, 0
	for number := 0; ; number++ {
		query.Set("page", strconv.Itoa(number))
		page, err := c.fetchList(ctx, k, query)
		if err != nil {
			return false, err
		}
		if page.total > maxOffset {
			return false, &TooManyError{Kind: k.path, Total: page.total, Reachable: maxOffset}
		}
		if number > 0 && page.total != total {
			return false, nil
		}
		total = page.total
		count += len(page.objects)
		if !take(page.objects) {
			return true, nil
		}
		if count >= total || len(page.objects) == 0 {
			return count == total, nil
		}
	}
}
