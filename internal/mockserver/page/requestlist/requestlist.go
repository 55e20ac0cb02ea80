// Package requestlist filters the log of requests for its view.
package requestlist

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// maxRequests is how many requests the view shows at most.
const maxRequests = 100

// List has the latest requests, in reverse order.
type List struct {
	Entries []requestlog.Entry
	// Found is the number of requests in the log that match the filter, and Total that of
	// all requests.
	Found, Total int
	Filter       Filter
}

// Filter selects requests of the log. The zero value selects all.
type Filter struct {
	// Text is in the path, or is the error code or the fault.
	Text string
	// Method is an HTTP method, and Result one of the values of [Results]. Empty means any.
	Method, Result string
}

// Of returns the requests of a log that the parameters q, method and result select.
func Of(log *requestlog.Log, query url.Values) List {
	l := List{
		Filter: Filter{Text: strings.TrimSpace(query.Get("q")), Method: query.Get("method"), Result: query.Get("result")},
		Total:  log.Total(),
	}
	all := log.All() // in the order in which they were answered
	slices.SortStableFunc(all, func(a, b requestlog.Entry) int { return a.Time.Compare(b.Time) })
	for _, entry := range slices.Backward(all) {
		if !l.Filter.matches(entry) {
			continue
		}
		l.Found++
		if len(l.Entries) < maxRequests {
			l.Entries = append(l.Entries, entry)
		}
	}
	return l
}

// Results are the values of a filter's Result.
func Results() []form.Option {
	return []form.Option{
		form.Choice("", "all"), form.Choice("accepted", "accepted (below 400)"), form.Choice("refused", "refused (400 to 499)"), form.Choice("failed", "failed (500 and above)"), form.Choice("fault", "changed by a fault"),
	}
}

func (f Filter) matches(e requestlog.Entry) bool {
	if f.Method != "" && e.Method != f.Method {
		return false
	}
	switch f.Result {
	case "accepted":
		if e.Status >= http.StatusBadRequest {
			return false
		}
	case "refused":
		if e.Status < http.StatusBadRequest || e.Status >= http.StatusInternalServerError {
			return false
		}
	case "failed":
		if e.Status < http.StatusInternalServerError {
			return false
		}
	case "fault":
		if e.Fault == "" {
			return false
		}
	}
	text := strings.ToLower(f.Text)
	return slices.ContainsFunc([]string{e.Path, e.Code, e.Fault}, func(each string) bool { return strings.Contains(strings.ToLower(each), text) })
}
