// Package authorize is the authorization endpoint of the mock tenant (RFC 6749,
// section 3.1; OpenID Connect Core, section 3) with its login page.
package authorize

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// The paths of the endpoint and of the form of its login page.
const (
	Path      = "/authorize"
	LoginPath = "/u/login"
)

// Options are what the endpoint works with. All are needed.
type Options struct {
	Store store.Store
	// Transient has what users consented to.
	Transient transient.Store
	// Issuer is the tenant's URL with a slash at its end.
	Issuer   string
	Minter   *mint.Minter
	Users    policy.Users
	Codes    *authcode.Codes
	Sessions *session.Sessions
	Pages    *webpage.Pages
	Now      func() time.Time
}

// Endpoint serves both paths. It is safe for concurrent use.
type Endpoint struct {
	Options
	consents consents
}

// New returns the endpoint.
func New(options Options) *Endpoint {
	return &Endpoint{Options: options, consents: consents{options.Transient}}
}

// Authorize serves /authorize: at once where the user is logged in and nothing
// need be asked, else by the login page.
func (e *Endpoint) Authorize(w http.ResponseWriter, r *http.Request) {
	values, err := protocol.Values(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	request, err := e.readRequest(r.Context(), values)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	login, scopes, err := e.silently(r, request)
	switch {
	case err == nil:
		e.grant(w, r, request, login, scopes)
	case !isRefusal(err): // the store failed
		e.Pages.Error(w, r, err)
	case request.prompts(promptNone):
		e.refuse(w, r, &redirectedError{request.recipient, err})
	default:
		e.showLogin(w, r, request, values)
	}
}

func isRefusal(err error) bool {
	refused := new(protocol.Error)
	return errors.As(err, &refused)
}

// grant answers the client with what the user agreed to.
func (e *Endpoint) grant(w http.ResponseWriter, r *http.Request, request *request, login session.Login, scopes []string) {
	delegation := &policy.Delegation{
		Client: request.client, API: request.api, User: login.User, AuthTime: login.At, Scopes: scopes, Organization: request.organization,
		SessionID: login.ID, Nonce: request.nonce, KeyThumbprint: request.keyThumbprint,
	}
	err := e.Store.View(r.Context(), func(tenant store.Reader) error {
		return e.Users.Narrow(tenant, delegation)
	})
	var answer url.Values
	if err == nil {
		answer, err = e.respond(r.Context(), request, delegation)
	}
	if err != nil {
		e.refuse(w, r, &redirectedError{request.recipient, err})
		return
	}
	e.send(w, r, request.recipient, answer)
}

// readRequest checks the request. Errors that reach the client by a redirect
// are of type redirectedError (RFC 6749, section 4.1.2.1).
func (e *Endpoint) readRequest(ctx context.Context, values url.Values) (*request, error) {
	request := &request{}
	err := e.Store.View(ctx, func(tenant store.Reader) error {
		s, err := settings.Of(tenant)
		if err != nil {
			return err
		}
		if s.IssuerInResponses { // facts 6.2
			request.issuer = e.Issuer
		}
		if err := request.readRecipient(tenant, values); err != nil {
			return err
		}
		if err := request.read(values); err != nil {
			return &redirectedError{request.recipient, err}
		}
		return request.readAccess(tenant, e.Users, values)
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

// refuse answers with an error: to the client where it is a [redirectedError] and
// the client's redirection_policy allows it, else to the person in front of the
// browser.
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, err error) {
	redirected := new(redirectedError)
	if !errors.As(err, &redirected) || redirected.to.showsErrors {
		e.Pages.Error(w, r, err)
		return
	}
	refused := protocol.ErrorOf(redirected.err)
	e.send(w, r, redirected.to, url.Values{"error": {refused.Code}, "error_description": {refused.Description}})
}
