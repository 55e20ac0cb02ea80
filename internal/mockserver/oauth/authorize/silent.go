package authorize

import (
	"context"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// silently returns who is logged in and what they agreed to, where no page need
// be shown. The error says what must be asked; it is the answer to prompt=none.
func (e *Endpoint) silently(r *http.Request, request *request) (session.Login, []string, error) {
	if request.prompts(promptNone) && request.loginHint != "" {
		// An addition of the mock: the user whom login_hint names logs in and agrees
		// without a page, so that programs can get tokens for users.
		who, err := e.resolve(r.Context(), request.loginHint)
		return session.Login{User: who, At: e.Now()}, request.scopes, err
	}
	login, found, err := e.Sessions.Find(r)
	if err != nil {
		return session.Login{}, nil, err
	}
	if !found || !request.accepts(login, e.Now()) {
		return session.Login{}, nil, loginRequired()
	}
	if request.client.IsFirstParty {
		return login, request.scopes, nil
	}
	scopes, found, err := e.consents.Find(r.Context(), login.User, request, e.Now())
	if err != nil {
		return session.Login{}, nil, err
	}
	if !found {
		return session.Login{}, nil, consentRequired()
	}
	return login, scopes, nil
}

// loginRequired is an error of OpenID Connect Core, section 3.1.2.6. unknown: the
// service's text behind the colon.
func loginRequired() error {
	return protocol.NewError(http.StatusBadRequest, "login_required",
		"Login required: no user is logged in in this browser; name a user in login_hint, or log in once without prompt=none")
}

// consentRequired is an error of the same section. unknown: the service's text.
func consentRequired() error {
	return protocol.NewError(http.StatusBadRequest, "consent_required",
		"Consent required: the user has not yet agreed to what this third-party application asks for")
}

// resolve returns the user that a name means. unknown: the service's answer to a user that
// it does not have; it has a password to check first.
func (e *Endpoint) resolve(ctx context.Context, typed string) (user.User, error) {
	who, err := user.Parse(typed)
	if err != nil {
		return who, err
	}
	var found *user.User
	err = e.Store.View(ctx, func(tenant store.Reader) error {
		found = e.Users.Resolve(tenant, who)
		return nil
	})
	if err == nil && found == nil {
		err = protocol.AccessDenied("the tenant has no user %s, and takes only users that it has", who.Name)
	}
	if err != nil {
		return who, err
	}
	return *found, nil
}
