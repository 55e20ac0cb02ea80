package page

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
)

// csrfField is the form field with the token against cross-site request forgery.
const csrfField = "csrf"

// form serves a form that was posted from this page.
func (p *page) form(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			p.fail(w, r, http.StatusBadRequest, "The form could not be read.")
			return
		}
		got, want := sha256.Sum256([]byte(r.PostForm.Get(csrfField))), sha256.Sum256([]byte(p.FormToken))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			p.fail(w, r, http.StatusForbidden, "This form is from before the mock was started, or from another site. Load the page again, and repeat.")
			return
		}
		next(w, r)
	}
}
