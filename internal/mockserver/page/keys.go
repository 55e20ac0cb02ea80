package page

import (
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// keyList has the signing keys, the current key first.
type keyList struct {
	Keys []keys.Info
	// Rotated says that the keys were just rotated.
	Rotated bool
}

func (p *page) keys(w http.ResponseWriter, r *http.Request) {
	infos, err := p.SigningKeys(r.Context())
	if err != nil {
		p.failed(w, err)
		return
	}
	rotated := r.URL.Query().Get("rotated")
	p.render(w, http.StatusOK, shown{
		View: viewKeys, Title: "Signing keys",
		Body: keyList{Keys: infos, Rotated: rotated != "" && len(infos) > 0 && infos[0].Kid == rotated},
	})
}

func (p *page) rotate(w http.ResponseWriter, r *http.Request) {
	kid, err := p.RotateKeys(r.Context())
	if err != nil {
		p.failed(w, err)
		return
	}
	http.Redirect(w, r, prefix+"keys?"+url.Values{"rotated": {kid}}.Encode(), http.StatusSeeOther)
}
