// Package logout ends sessions at the mock tenant: the service's own /v2/logout,
// and RP-initiated logout of OpenID Connect at /oidc/logout.
package logout

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The paths of the endpoints, and of the form that asks for confirmation.
const (
	V2Path      = "/v2/logout"
	OIDCPath    = "/oidc/logout"
	ConfirmPath = "/u/logout"
)

// Options are what the endpoints work with. All are needed.
type Options struct {
	Store    store.Store
	Sessions *session.Sessions
	Pages    *webpage.Pages
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// Keys are the tenant's public keys; *keys.Ring implements it.
	Keys interface {
		JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
	}
}

// Endpoint serves the three paths. It is safe for concurrent use.
type Endpoint struct{ Options }

// New returns the endpoint.
func New(options Options) *Endpoint { return &Endpoint{options} }

// V2 serves /v2/logout: it ends the session and redirects to returnTo, which must
// be one of the client's allowed_logout_urls (the service's documentation,
// "Redirect users after logout").
func (e *Endpoint) V2(w http.ResponseWriter, r *http.Request) {
	values, err := protocol.Values(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	client, err := e.client(r.Context(), values.Get("client_id"))
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	target, err := targetOf(client, "returnTo", values.Get("returnTo"))
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if err := e.Sessions.End(w, r); err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	e.redirect(w, r, target)
}

// client returns the client of that id, or nil for an empty id. Strict third
// parties may not use the endpoints (facts 4.3; unknown: the answer).
func (e *Endpoint) client(ctx context.Context, clientID string) (client *store.Client, err error) {
	if clientID == "" {
		return nil, nil
	}
	if err := e.Store.View(ctx, func(tenant store.Reader) error {
		client = tenant.Client(clientID)
		return nil
	}); err != nil {
		return nil, err
	}
	switch {
	case client == nil:
		return nil, protocol.InvalidRequest("Unknown client: %s", clientID)
	case policy.IsStrict(client):
		return nil, protocol.InvalidRequest("third-party applications cannot log users out; the client %s is one", clientID)
	}
	return client, nil
}

// targetOf checks where the browser is to be sent; empty is nowhere. Without a
// URL that is the client's first allowed one. Without a client the tenant's own
// list counts, which is empty: the mock has no tenant settings.
func targetOf(client *store.Client, parameter, wanted string) (string, error) {
	var allowed []string
	settings := "https://manage.auth0.com/#/tenant/advanced" // unknown: the address
	if client != nil {
		allowed = clientproperty.Get[[]string](client, "allowed_logout_urls")
		settings = "https://manage.auth0.com/#/applications/" + client.ClientID + "/settings"
	}
	switch {
	case wanted == "" && len(allowed) > 0:
		return allowed[0], nil
	case wanted == "":
		return "", nil
	case !slices.ContainsFunc(allowed, func(each string) bool { return isAllowed(each, wanted) }):
		// Reported 2025-06: auth0-training/labs-node-create-an-application, issue 35.
		return "", protocol.InvalidRequest(`The "%s" querystring parameter "%s" is not defined as a valid URL in "Allowed Logout URLs". To add a new URL, please do it here: %s`,
			parameter, wanted, settings)
	}
	return wanted, nil
}

// isAllowed compares without query and fragment, which are not taken into account
// (the service's documentation, "Redirect users after logout"). Wildcards of
// subdomains are not served.
func isAllowed(allowed, wanted string) bool {
	target, err := url.Parse(wanted)
	return err == nil && target.Scheme != "" && (allowed == wanted || withoutQuery(allowed) == withoutQuery(wanted))
}

func withoutQuery(text string) string {
	if at := strings.IndexAny(text, "?#"); at >= 0 {
		return text[:at]
	}
	return text
}

// redirect sends the browser to the target, or says that the session has ended.
func (e *Endpoint) redirect(w http.ResponseWriter, r *http.Request, target string) {
	if target == "" {
		e.Pages.Write(w, webpage.Page{Name: webpage.LoggedOut, Data: "You are logged out"})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.Header().Set("Location", target)
	w.WriteHeader(status)
}
