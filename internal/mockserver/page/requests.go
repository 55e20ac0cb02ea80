package page

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// maxRequests is how many requests the view shows at most.
const maxRequests = 100

// requestList has the latest requests, in reverse order.
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
