package page

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// maxRequests is how many requests the view of the log shows.
const maxRequests = 100

// requestList is the latest requests, the last one first.
type requestList struct {
	Entries []requestlog.Entry
	Total   int
}

func (p *page) requests(w http.ResponseWriter, _ *http.Request) {
	all := p.Requests.All()
	latest := all[max(0, len(all)-maxRequests):]
	slices.Reverse(latest)
	p.render(w, http.StatusOK, shown{View: viewRequests, Title: "Requests", Body: requestList{Entries: latest, Total: p.Requests.Total()}})
}
