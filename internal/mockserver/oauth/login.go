package oauth

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The cookies of the login page. browserCookie tells browsers apart, so that a
// form can be posted only from the page that it was sent with; sessionCookie
// says who logged in, for prompt=none.
const (
	browserCookie = "mock_browser"
	sessionCookie = "mock_session"
)

// sessionLifetime is the service's default for a login that is used.
const sessionLifetime = 72 * time.Hour

// session is the content of sessionCookie.
type session struct {
	User string `json:"user"`
	// At is the Unix time of the login.
	At int64 `json:"at"`
}

// authorize serves /authorize: with prompt=none at once, else by the login page.
func (h *handler) authorize(w http.ResponseWriter, r *http.Request) {
	values, refused := authorizationValues(w, r)
	if refused != nil {
		refused.write(w)
		return
	}
	request := h.request(w, r, values)
	if request == nil {
		return
	}
	if !slices.Contains(request.prompt, promptNone) {
		h.askUser(w, r, request, values)
		return
	}
	who, refused := h.silent(r, request)
	if refused != nil {
		h.refuseTo(w, r, request.replyTo, refused)
		return
	}
	h.agreed(w, r, request, who, request.scopes)
}

// request checks the request, and answers it itself when it is refused.
func (h *handler) request(w http.ResponseWriter, r *http.Request, values url.Values) *authorization {
	request, refused, err := h.readAuthorization(r.Context(), values)
	switch {
	case err != nil:
		refusalOf(err).write(w)
	case request == nil:
		refused.write(w)
	case refused != nil:
		h.refuseTo(w, r, request.replyTo, refused)
	default:
		return request
	}
	return nil
}

// authorizationValues are the parameters, of the query or of a form (OpenID
// Connect Core, section 3.1.2.1).
func authorizationValues(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	text := r.URL.RawQuery
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			return nil, refuse(http.StatusRequestEntityTooLarge, "invalid_request", "the request body could not be read, or has more than %d bytes", maxBody)
		}
		text = string(body)
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, badRequest("the parameters cannot be decoded")
	}
	return values, nil
}

// login is who logged in, and when.
type login struct {
	user user
	at   time.Time
}

// silent finds the user without a page: the one that login_hint names, who logs
// in now, or the one of the session.
func (h *handler) silent(r *http.Request, a *authorization) (login, *refusal) {
	now := h.Now()
	if a.loginHint != "" {
		who, refused := newUser(a.loginHint)
		return login{who, now}, refused
	}
	required := refuse(http.StatusBadRequest, "login_required", "Login required: nobody is logged in; name a user in login_hint, or log in once without prompt=none")
	who, found := h.session(r)
	if !found || a.maxAge >= 0 && now.Sub(who.at) > a.maxAge {
		return login{}, required
	}
	return who, nil
}

func (h *handler) session(r *http.Request) (login, bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return login{}, false
	}
	var stored session
	if !h.seal.open(cookie.Value, sessionCookie, &stored) {
		return login{}, false
	}
	who := login{user{stored.User}, time.Unix(stored.At, 0)}
	return who, h.Now().Before(who.at.Add(sessionLifetime))
}

// askUser shows the login page.
func (h *handler) askUser(w http.ResponseWriter, r *http.Request, a *authorization, values url.Values) {
	browser := ""
	if cookie, err := r.Cookie(browserCookie); err == nil {
		browser = cookie.Value
	}
	var err error
	if browser == "" {
		if browser, err = h.newID(16); err != nil {
			refusalOf(err).write(w)
			return
		}
		h.setCookie(w, browserCookie, browser)
	}
	encoded := values.Encode()
	csrf, err := h.seal.mac("csrf", browser, encoded)
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	picked := sampleUsers()[0]
	if who, found := h.session(r); found {
		picked = who.user.name
	}
	if a.loginHint != "" {
		picked = a.loginHint
	}
	h.page(w, "login.html", origin(a.redirectURI), func(nonce string) any {
		return map[string]any{
			"Nonce": nonce, "Action": LoginPath, "Request": encoded, "CSRF": csrf, "Client": nameOf(a.client), "API": a.api.Name,
			"User": picked, "Users": sampleUsers(), "Scopes": describedScopes(a),
		}
	})
}

func nameOf(client *store.Client) string {
	if client.Name != "" {
		return client.Name
	}
	return client.ClientID
}

type describedScope struct{ Value, Description string }

// describedScopes are those that the user can withhold: all but openid, which
// only says that there is a user.
func describedScopes(a *authorization) []describedScope {
	descriptions := map[string]string{
		scopeProfile: "know your name", scopeEmail: "know your e-mail address", scopeOffline: "do this while you are away",
	}
	for _, scope := range a.api.Scopes {
		if scope.Description != nil {
			descriptions[scope.Value] = *scope.Description
		}
	}
	var out []describedScope
	for _, scope := range a.scopes {
		if scope != scopeOpenID {
			out = append(out, describedScope{scope, descriptions[scope]})
		}
	}
	return out
}

// decide takes what the user decided on the login page. The request that it is
// about comes with the form and is checked again.
func (h *handler) decide(w http.ResponseWriter, r *http.Request) {
	form, refused := authorizationValues(w, r)
	if refused != nil {
		refused.write(w)
		return
	}
	cookie, err := r.Cookie(browserCookie)
	if err != nil || !h.seal.checks(form.Get("csrf"), "csrf", cookie.Value, form.Get("request")) {
		refuse(http.StatusForbidden, "invalid_request", "this form was not sent from the login page of this browser, or the tenant was restarted since; start again at the application").write(w)
		return
	}
	values, err := url.ParseQuery(form.Get("request"))
	if err != nil { // it is what askUser encoded
		badRequest("the request of the form cannot be decoded").write(w)
		return
	}
	request := h.request(w, r, values)
	if request == nil {
		return
	}
	if form.Get("decision") != "accept" {
		h.refuseTo(w, r, request.replyTo, denied("User did not authorize the request"))
		return
	}
	who, refused := newUser(form.Get("user"))
	if refused != nil {
		refused.write(w)
		return
	}
	now := h.Now()
	sealed, err := h.seal.close(sessionCookie, session{who.name, now.Unix()})
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	h.setCookie(w, sessionCookie, sealed)
	kept := slices.DeleteFunc(slices.Clone(request.scopes), func(scope string) bool {
		return scope != scopeOpenID && !slices.Contains(form["scope"], scope)
	})
	h.agreed(w, r, request, login{who, now}, kept)
}

// agreed answers the client with what the user agreed to.
func (h *handler) agreed(w http.ResponseWriter, r *http.Request, a *authorization, who login, scopes []string) {
	answer, err := h.complete(r.Context(), a, &delegation{
		client: a.client, api: a.api, user: who.user, at: who.at, scopes: scopes, nonce: a.nonce, proof: a.proof,
	})
	if err != nil {
		h.refuseTo(w, r, a.replyTo, refusalOf(err))
		return
	}
	h.redirect(w, r, a.replyTo, answer)
}

// setCookie keeps a cookie from scripts, and from forms of other sites. It is a
// cookie of the browser's session.
func (h *handler) setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the tenant's scheme: plain http is a mock's on loopback
		Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(h.Issuer, "https:"),
	})
}
