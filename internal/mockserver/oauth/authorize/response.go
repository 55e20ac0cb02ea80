package authorize

import (
	"context"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/origin"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
)

// send sends the answer to the client by way of the browser.
func (e *Endpoint) send(w http.ResponseWriter, r *http.Request, to recipient, answer url.Values) {
	if to.state != "" {
		answer.Set("state", to.state)
	}
	if to.issuer != "" {
		answer.Set("iss", to.issuer)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the URL has the answer in it
	target, err := url.Parse(to.redirectURI)
	if err != nil {
		protocol.WriteError(w, fmt.Errorf("reading the callback: %w", err))
		return
	}
	switch to.mode {
	case modeFormPost:
		e.formPost(w, to, answer)
		return
	case modeWebMessage:
		e.webMessage(w, to, answer)
		return
	case modeFragment:
		target.Fragment, target.RawFragment = "", ""
		w.Header().Set("Location", target.String()+"#"+answer.Encode())
	default:
		query := target.RawQuery // RFC 6749, section 3.1.2: it must be retained
		if query != "" {
			query += "&"
		}
		target.RawQuery = query + answer.Encode()
		w.Header().Set("Location", target.String())
	}
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.WriteHeader(status)
}

// formPost answers with a page that posts itself (OAuth 2.0 Form Post Response
// Mode, section 2).
func (e *Endpoint) formPost(w http.ResponseWriter, to recipient, answer url.Values) {
	type field struct{ Name, Value string }
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(answer)) {
		fields = append(fields, field{name, answer.Get(name)})
	}
	e.Pages.Write(w, webpage.Page{Name: webpage.FormPost, PostsTo: origin.PolicySource(to.redirectURI), Data: map[string]any{
		// A native client's callback has a scheme of its own. It is safe to write here
		// because the client registered this callback.
		"Action": template.URL(to.redirectURI), "Fields": fields, //nolint:gosec // see above
	}})
}

// webMessage answers with a page for a frame or a popup of the application, which
// the page sends the answer to: the form that the service's SDKs expect.
func (e *Endpoint) webMessage(w http.ResponseWriter, to recipient, answer url.Values) {
	response := make(map[string]string, len(answer))
	for name := range answer {
		response[name] = answer.Get(name)
	}
	target := origin.Of(to.redirectURI)
	e.Pages.Write(w, webpage.Page{Name: webpage.WebMessage, FramedBy: target, Data: map[string]any{"Response": response, "Origin": target}})
}

// respond makes what the client asked for.
func (e *Endpoint) respond(ctx context.Context, request *request, d *policy.Delegation) (url.Values, error) {
	answer := url.Values{}
	now := e.Now()
	if request.types.code {
		code, err := e.Minter.ID(32)
		if err != nil {
			return nil, err
		}
		err = e.Codes.Add(ctx, code, &authcode.Code{
			Delegation: *d, RedirectURI: request.redirectURI, RedirectURISent: request.redirectURISent,
			Challenge: request.challenge, Expires: now.Add(authcode.Lifetime),
		}, now)
		if err != nil {
			return nil, err
		}
		answer.Set("code", code)
	}
	if request.types.token {
		tokens, err := e.Minter.Access(ctx, mint.AccessToken{
			Client: d.Client, API: d.API, Subject: d.User.Subject(), Scopes: d.Scopes, Permissions: d.Permissions, Organization: d.Organization,
			CustomClaims: d.CustomClaims, ForWeb: true, IssuedFor: policy.Implicit,
		})
		if err != nil {
			return nil, err
		}
		answer.Set("access_token", tokens.AccessToken)
		answer.Set("token_type", tokens.TokenType)
		answer.Set("expires_in", strconv.FormatInt(tokens.ExpiresIn, 10))
		answer.Set("scope", tokens.Scope)
	}
	if request.types.idToken {
		token, err := e.Minter.IDToken(ctx, d, answer.Get("code"), answer.Get("access_token"))
		if err != nil {
			return nil, err
		}
		answer.Set("id_token", token)
	}
	return answer, nil
}
