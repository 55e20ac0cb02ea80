package page

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/requestlist"
)

func (p *page) requests(w http.ResponseWriter, r *http.Request) {
	p.render(w, r, http.StatusOK, shown{View: viewRequests, Title: "Requests", Body: requestlist.Of(p.Requests, r.URL.Query())})
}
