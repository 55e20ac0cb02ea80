package logout

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/origin"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// request is a request to /oidc/logout (OpenID Connect RP-Initiated Logout,
// section 2).
type request struct {
	target string
	// sessionID is the session that the client means, by logout_hint or by the
	// "sid" of its ID token; empty when it names none.
	sessionID string
}

// OIDC serves /oidc/logout. It asks for confirmation unless the request names the
// session of the browser (the service's documentation, "Logout consent prompt").
func (e *Endpoint) OIDC(w http.ResponseWriter, r *http.Request) {
	values, err := protocol.Values(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	request, err := e.read(r.Context(), values)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	login, found, err := e.Sessions.Find(r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if found && request.sessionID != login.ID {
		e.confirm(w, r, login.User.Name, values)
		return
	}
	if err := e.Sessions.End(w, r); err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	e.redirect(w, r, request.target)
}

// Confirm takes the decision of the person who was asked.
func (e *Endpoint) Confirm(w http.ResponseWriter, r *http.Request) {
	form, err := protocol.Values(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	authentic, err := e.Sessions.IsFormToken(r, form.Get("csrf"), ConfirmPath, form.Get("request"))
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if !authentic {
		e.Pages.Error(w, r, protocol.NewError(http.StatusForbidden, "invalid_request",
			"this form was not sent from the logout page of this browser, or the tenant was restarted since"))
		return
	}
	values, err := url.ParseQuery(form.Get("request"))
	if err != nil { // confirm encoded it
		e.Pages.Error(w, r, protocol.InvalidRequest("the request of the form cannot be decoded"))
		return
	}
	request, err := e.read(r.Context(), values)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	if form.Get("decision") != "accept" {
		e.Pages.Write(w, webpage.Page{Name: webpage.LoggedOut, Data: "You are still logged in"})
		return
	}
	if err := e.Sessions.End(w, r); err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	e.redirect(w, r, request.target)
}

// confirm asks whether to log out.
func (e *Endpoint) confirm(w http.ResponseWriter, r *http.Request, userName string, values url.Values) {
	browser, err := e.Sessions.Browser(w, r)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	encoded := values.Encode()
	csrf, err := e.Sessions.FormToken(r.Context(), browser, ConfirmPath, encoded)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	request, err := e.read(r.Context(), values)
	if err != nil {
		e.Pages.Error(w, r, err)
		return
	}
	e.Pages.Write(w, webpage.Page{Name: webpage.Logout, PostsTo: origin.PolicySource(request.target), Data: map[string]any{
		"User": userName, "Action": ConfirmPath, "Request": encoded, "CSRF": csrf,
	}})
}

// read checks the request. Values that contradict each other are refused (the
// service's documentation; unknown: the texts).
func (e *Endpoint) read(ctx context.Context, values url.Values) (request, error) {
	clientID, hint := values.Get("client_id"), values.Get("id_token_hint")
	out := request{sessionID: values.Get("logout_hint")}
	if hint != "" {
		audience, sessionID, err := e.readHint(ctx, hint)
		switch {
		case err != nil:
			return request{}, err
		case clientID != "" && clientID != audience:
			return request{}, protocol.InvalidRequest("client_id is not the audience of the id_token_hint")
		case out.sessionID != "" && out.sessionID != sessionID:
			return request{}, protocol.InvalidRequest("logout_hint is not the session of the id_token_hint")
		}
		clientID, out.sessionID = audience, sessionID
	}
	client, err := e.client(ctx, clientID)
	if err != nil {
		return request{}, err
	}
	if out.target, err = targetOf(client, "post_logout_redirect_uri", values.Get("post_logout_redirect_uri")); err != nil {
		return request{}, err
	}
	if state := values.Get("state"); state != "" && out.target != "" {
		out.target = withState(out.target, state)
	}
	return out, nil
}

// withState adds the state of the request to the URL.
func withState(target, state string) string {
	parsed, err := url.Parse(target)
	if err != nil {
		return target
	}
	query := parsed.Query()
	query.Set("state", state)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// readHint verifies an ID token of the tenant, which may have expired (RP-Initiated
// Logout, section 4), and returns the client that it is for and its session.
func (e *Endpoint) readHint(ctx context.Context, raw string) (clientID, sessionID string, err error) {
	refused := protocol.InvalidRequest("the id_token_hint is not an ID token of this tenant")
	decoded, err := verify.Decode(raw)
	if err != nil || len(decoded.Audience()) != 1 {
		return "", "", refused
	}
	clientID = decoded.Audience()[0]
	keys, err := e.keysOf(ctx, decoded.Algorithm(), clientID)
	if err != nil {
		return "", "", err
	}
	token, err := verify.Verify(ctx, raw, keys, verify.Policy{
		Issuer: e.Issuer, Audience: clientID, Now: func() time.Time { return decoded.IssuedAt() },
		Algorithms: []jose.SignatureAlgorithm{jose.HS256, jose.RS256, jose.RS512, jose.PS256},
	})
	if err != nil {
		return "", "", refused
	}
	sessionID, _ = token.Claims["sid"].(string)
	return clientID, sessionID, nil
}

// keysOf returns what an ID token for the client is verified with.
func (e *Endpoint) keysOf(ctx context.Context, algorithm, clientID string) (verify.Keys, error) {
	if algorithm != string(jose.HS256) {
		set, err := e.Keys.JWKS(ctx)
		return verify.JWKS(set), err
	}
	secret := ""
	err := e.Store.View(ctx, func(tenant store.Reader) error {
		if client := tenant.Client(clientID); client != nil {
			secret = client.ClientSecret
		}
		return nil
	})
	if secret == "" && err == nil {
		err = protocol.InvalidRequest("the id_token_hint is not an ID token of this tenant")
	}
	return verify.Secret(secret), err
}
