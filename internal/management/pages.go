package management

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// largestPage is the size of the largest page that the service answers.
const largestPage = 100

// readPages reads a list that is paged by number, of which nothing is remembered. key is
// the list's property, query adds filters, and maxPages bounds a list whose total is
// wrong.
func readPages[T any](ctx context.Context, c *Client, path string, query url.Values, key string, maxPages int) ([]T, error) {
	var all []T
	for number := range maxPages {
		page := url.Values{"per_page": {strconv.Itoa(largestPage)}, "page": {strconv.Itoa(number)}, "include_totals": {"true"}}
		maps.Copy(page, query)
		r := rest.Request{Method: http.MethodGet, Path: path, Query: page}
		answer, err := c.rest.Call(ctx, r)
		if err != nil {
			return nil, err
		}
		var body map[string]json.RawMessage
		var items []T
		var total int
		if err := r.Decode(answer, &body); err != nil {
			return nil, err
		}
		if err := r.Decode(body[key], &items); err != nil {
			return nil, err
		}
		if err := r.Decode(body["total"], &total); err != nil {
			return nil, err
		}
		if all = append(all, items...); len(all) >= total || len(items) == 0 {
			break
		}
	}
	return all, nil
}
