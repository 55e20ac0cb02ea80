package reads

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// maxRestarts is how often a list that changes while it is read is read again.
const maxRestarts = 3

// TooManyError says that the service has more objects than it lists.
type TooManyError struct {
	// Kind is the path of the list below /api/v2, such as "resource-servers".
	Kind string
	// Total is how many objects there are, and Reachable how many the service lists.
	Total, Reachable int
}

// Error implements error.
func (e *TooManyError) Error() string {
	return fmt.Sprintf("GET %s/%s: there are %d, of which the service lists the first %d only", rest.BasePath, e.Kind, e.Total, e.Reachable)
}

// listByNumber reads the list of a kind that is not paged by cursor (resource
// servers), in the service's order. The list is whole, or the error says why not:
// it is a *TooManyError beyond what the service pages by number.
func (r *Reads) listByNumber(ctx context.Context, k Kind, filter url.Values) ([]Object, error) {
	for range maxRestarts + 1 {
		var objects []Object
		unchanged, err := r.pagesByNumber(ctx, k, filter, func(page []Object) bool {
			objects = append(objects, page...)
			return true
		})
		if err != nil || unchanged {
			return objects, err
		}
	}
	return nil, errChanging(k)
}

func errChanging(k Kind) error {
	return fmt.Errorf("GET %s/%s: the list changed each of the %d times that it was read, so objects may be missing; run again when none are created or deleted", rest.BasePath, k.segment, maxRestarts+1)
}

// pagesByNumber reads the list once, until take returns false. An object that is
// created or deleted meanwhile moves others from one page to another; then
// unchanged is false.
func (r *Reads) pagesByNumber(ctx context.Context, k Kind, filter url.Values, take func([]Object) bool) (unchanged bool, err error) {
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "include_totals": {"true"}}
	maps.Copy(query, filter)
	total, count := 0, 0
	for number := 0; ; number++ {
		query.Set("page", strconv.Itoa(number))
		page, err := r.fetchPage(ctx, k, query)
		if err != nil {
			return false, err
		}
		if page.total > maxOffset {
			return false, &TooManyError{Kind: k.segment, Total: page.total, Reachable: maxOffset}
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
