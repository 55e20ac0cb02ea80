package page

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
)

func (p *page) keys(w http.ResponseWriter, r *http.Request) {
	infos, err := p.SigningKeys(r.Context())
	if err != nil {
		p.failed(w, r, err)
		return
	}
	p.render(w, r, http.StatusOK, shown{View: viewKeys, Title: "Signing keys", Body: infos})
}

func (p *page) rotate(w http.ResponseWriter, r *http.Request) {
	if _, err := p.RotateKeys(r.Context()); err != nil {
		p.failed(w, r, err)
		return
	}
	finish(w, r, paths.Prefix+"keys", doneRotated)
}
