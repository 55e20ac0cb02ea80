package oauth

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/origin"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// allowOrigin lets scripts of the request's origin read the answer of the token
// endpoint, if it is one of the client's (package origin). The answer is the
// client's business, also where it is an error.
func (h *handler) allowOrigin(w http.ResponseWriter, r *http.Request, params protocol.Params) {
	w.Header().Add("Vary", "Origin")
	from := r.Header.Get("Origin")
	if from == "" {
		return
	}
	allowed := false
	if err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		client := clientproperty.Find(tenant, params["client_id"])
		allowed = client != nil && origin.MayCall(client, from)
		return nil
	}); err == nil && allowed {
		w.Header().Set("Access-Control-Allow-Origin", from)
	}
}
