package authorize

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/origin"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// showLogin shows the login page.
func (e *Endpoint) showLogin(w http.ResponseWriter, r *http.Request, request *request, values url.Values) {
	browser, err := e.Sessions.Browser(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	encoded := values.Encode()
	csrf, err := e.Sessions.FormToken(r.Context(), browser, LoginPath, encoded)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	offered, err := e.offeredUsers(r.Context())
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	picked := ""
	if len(offered) > 0 {
		picked = offered[0]
	}
	login, found, err := e.Sessions.Find(r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if found {
		picked = login.User.Name
	}
	if request.loginHint != "" {
		picked = request.loginHint
	}
	e.Pages.Write(w, webpage.Page{Name: webpage.Login, PostsTo: origin.PolicySource(request.redirectURI), Data: map[string]any{
		"Action": LoginPath, "Request": encoded, "CSRF": csrf, "Client": nameOf(request.client), "API": request.api.Name,
		"User": picked, "Users": offered, "Scopes": describedScopes(request),
	}})
}

// maxOffered is how many declared users the login page offers.
const maxOffered = 10

// offeredUsers are the users that the login page offers: those that the tenant has, and
// samples where any name may log in.
func (e *Endpoint) offeredUsers(ctx context.Context) (names []string, err error) {
	err = e.Store.View(ctx, func(tenant store.Reader) error {
		for _, declared := range tenant.Users().Slice(0, maxOffered) {
			names = append(names, cmp.Or(declared.Email, declared.Username, declared.ID))
		}
		return nil
	})
	if !e.Users.OnlyDeclared {
		names = append(names, user.Samples()...)
	}
	return names, err
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
func describedScopes(request *request) []describedScope {
	descriptions := map[string]string{
		user.ScopeProfile: "know your name", user.ScopeEmail: "know your e-mail address", user.ScopeOffline: "do this while you are away",
	}
	for _, scope := range request.api.Scopes {
		if scope.Description != nil {
			descriptions[scope.Value] = *scope.Description
		}
	}
	var out []describedScope
	for _, scope := range request.scopes {
		if scope != user.ScopeOpenID {
			out = append(out, describedScope{scope, descriptions[scope]})
		}
	}
	return out
}

// Login takes what the user decided on the login page. The form contains the
// authorization request, which is checked again.
func (e *Endpoint) Login(w http.ResponseWriter, r *http.Request) {
	form, err := protocol.Values(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	authentic, err := e.Sessions.IsFormToken(r, form.Get("csrf"), LoginPath, form.Get("request"))
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if !authentic {
		e.Pages.Error(w, r, protocol.NewError(http.StatusForbidden, "invalid_request",
			"this form was not sent from the login page of this browser, or the tenant was restarted since; start again at the application"))
		return
	}
	values, err := url.ParseQuery(form.Get("request"))
	if err != nil { // showLogin encoded it
		e.Pages.Error(w, r, protocol.InvalidRequest("the request of the form cannot be decoded"))
		return
	}
	request, err := e.readRequest(r.Context(), values)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	if form.Get("decision") != "accept" {
		e.refuse(w, r, &redirectedError{request.recipient, protocol.AccessDenied("User did not authorize the request")})
		return
	}
	who, err := e.resolve(r.Context(), form.Get("user"))
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	login, err := e.Sessions.Begin(w, r, who)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	agreed := slices.DeleteFunc(slices.Clone(request.scopes), func(scope string) bool {
		return scope != user.ScopeOpenID && !slices.Contains(form["scope"], scope)
	})
	if !request.client.IsFirstParty {
		if err := e.consents.Record(r.Context(), who, request, agreed, e.Now()); err != nil {
			e.Pages.Error(w, r, err)
			return
		}
	}
	e.grant(w, r, request, login, agreed)
}
