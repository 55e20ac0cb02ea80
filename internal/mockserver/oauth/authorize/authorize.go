// Package authorize is the authorization endpoint of the mock tenant (RFC 6749,
// section 3.1; OpenID Connect Core, section 3) with its login page.
package authorize

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The paths of the endpoint and of the form of its login page.
const (
	Path      = "/authorize"
	LoginPath = "/u/login"
)

// Options are what the endpoint works with. All are needed.
type Options struct {
	Store    store.Store
	Minter   *mint.Minter
	Users    policy.Users
	Codes    *authcode.Codes
	Sessions *session.Sessions
	Pages    *webpage.Pages
	Now      func() time.Time
}

// Endpoint serves both paths. It is safe for concurrent use.
type Endpoint struct{ Options }

// New returns the endpoint.
func New(options Options) *Endpoint { return &Endpoint{options} }

// Authorize serves /authorize: with prompt=none at once, else by the login page.
func (e *Endpoint) Authorize(w http.ResponseWriter, r *http.Request) {
	values, err := protocol.Values(w, r)
	if err != nil {
		protocol.WriteError(w, err)
		return
	}
	request, err := e.readRequest(r.Context(), values)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	if !slices.Contains(request.prompt, promptNone) {
		e.showLogin(w, r, request, values)
		return
	}
	login, err := e.silentLogin(r, request)
	if err != nil {
		e.refuse(w, r, &redirectedError{request.recipient, err})
		return
	}
	e.grant(w, r, request, login, request.scopes)
}

// silentLogin returns the user without showing a page: the one that login_hint
// names, who logs in now, or the one of the session.
func (e *Endpoint) silentLogin(r *http.Request, request *request) (session.Login, error) {
	now := e.Now()
	if request.loginHint != "" {
		who, err := user.Parse(request.loginHint)
		return session.Login{User: who, At: now}, err
	}
	login, found := e.Sessions.Find(r)
	if !found || request.maxAge >= 0 && now.Sub(login.At) > request.maxAge {
		return session.Login{}, protocol.NewError(http.StatusBadRequest, "login_required",
			"Login required: nobody is logged in; name a user in login_hint, or log in once without prompt=none")
	}
	return login, nil
}

// grant answers the client with what the user agreed to.
func (e *Endpoint) grant(w http.ResponseWriter, r *http.Request, request *request, login session.Login, scopes []string) {
	answer, err := e.respond(r.Context(), request, &policy.Delegation{
		Client: request.client, API: request.api, User: login.User, AuthTime: login.At, Scopes: scopes,
		Nonce: request.nonce, KeyThumbprint: request.keyThumbprint,
	})
	if err != nil {
		e.refuse(w, r, &redirectedError{request.recipient, err})
		return
	}
	e.send(w, r, request.recipient, answer)
}

// readRequest checks the request. Errors that the client is told by a redirect
// are of type redirectedError (RFC 6749, section 4.1.2.1).
func (e *Endpoint) readRequest(ctx context.Context, values url.Values) (*request, error) {
	request := &request{}
	err := e.Store.View(ctx, func(tenant store.Reader) error {
		if err := request.readRecipient(tenant, values); err != nil {
			return err
		}
		err := request.read(values)
		if err == nil {
			err = request.readAccess(tenant, e.Users, values)
		}
		if err != nil {
			return &redirectedError{request.recipient, err}
		}
		return nil
	})
	return request, err
}

// redirectedError is a refusal that the browser takes to the client.
type redirectedError struct {
	to  recipient
	err error
}

// Error implements error.
func (e *redirectedError) Error() string { return e.err.Error() }

// Unwrap returns the refusal.
func (e *redirectedError) Unwrap() error { return e.err }

// refuse answers with an error: to the client where it is a [redirectedError],
// else to the person in front of the browser.
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if redirected := new(redirectedError); errors.As(err, &redirected) {
		refused := protocol.ErrorOf(redirected.err)
		e.send(w, r, redirected.to, url.Values{"error": {refused.Code}, "error_description": {refused.Description}})
		return
	}
	protocol.WriteError(w, err)
}
