package page

import (
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// maxRequests is how many requests the view shows at most.
const maxRequests = 100

// requestList has the latest requests, in reverse order.
type requestList struct {
	Entries []requestlog.Entry
	// Found is the number of requests in the log that match the filter, and Total that of
	// all requests.
	Found, Total int
	Filter       requestFilter
}

// requestFilter selects requests of the log. The zero value selects all.
type requestFilter struct {
	// Text is in the path, or is the error code or the fault.
	Text string
	// Method is an HTTP method, and Result one of the values of [results]. Empty means any.
	Method, Result string
}

// results are the values of a filter's Result.
func results() []form.Option {
	return []form.Option{
		form.Choice("", "all"), form.Choice("accepted", "accepted (below 400)"), form.Choice("refused", "refused (400 to 499)"), form.Choice("failed", "failed (500 and above)"), form.Choice("fault", "changed by a fault"),
	}
}

func (f requestFilter) matches(e requestlog.Entry) bool {
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

func (p *page) requests(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	body := requestList{
		Filter: requestFilter{Text: strings.TrimSpace(query.Get("q")), Method: query.Get("method"), Result: query.Get("result")},
		Total:  p.Requests.Total(),
	}
	all := p.Requests.All() // in the order in which they were answered
	slices.SortStableFunc(all, func(a, b requestlog.Entry) int { return a.Time.Compare(b.Time) })
	for _, entry := range slices.Backward(all) {
		if !body.Filter.matches(entry) {
			continue
		}
		body.Found++
		if len(body.Entries) < maxRequests {
			body.Entries = append(body.Entries, entry)
		}
	}
	p.render(w, r, http.StatusOK, shown{View: viewRequests, Title: "Requests", Body: body})
}
