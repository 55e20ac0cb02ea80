package authorize

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

// send sends the answer to the client by way of the browser.
func (e *Endpoint) send(w http.ResponseWriter, r *http.Request, to recipient, answer url.Values) {
	if to.state != "" {
		answer.Set("state", to.state)
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
	page := struct {
		Action string
		Fields []field
		Nonce  string
	}{Action: to.redirectURI}
	for name := range answer {
		page.Fields = append(page.Fields, field{name, answer.Get(name)})
	}
	slices.SortFunc(page.Fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	e.Pages.Write(w, "formpost.html", origin(to.redirectURI), func(nonce string) any {
		page.Nonce = nonce
		// The scheme of a native client's callback is its own, and the callback
		// is one that it registered.
		return map[string]any{"Action": template.URL(page.Action), "Fields": page.Fields, "Nonce": page.Nonce} //nolint:gosec // see above
	})
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
		e.Codes.Add(code, &authcode.Code{
			Delegation: *d, RedirectURI: request.redirectURI, RedirectURISent: request.redirectURISent,
			Challenge: request.challenge, Expires: now.Add(authcode.Lifetime),
		}, now)
		answer.Set("code", code)
	}
	if request.types.token {
		tokens, err := e.Minter.Access(ctx, mint.AccessToken{Client: d.Client, API: d.API, Subject: d.User.Subject(), Scopes: d.Scopes, ForWeb: true})
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

// origin returns the target of redirects for a Content-Security-Policy: scheme
// and host, or the scheme alone where there is no host or it has characters that
// mean something in a policy.
func origin(redirectURI string) string {
	target, err := url.Parse(redirectURI)
	if err != nil {
		return ""
	}
	if target.Host == "" || strings.ContainsFunc(target.Host, func(c rune) bool { return c > 0x7f || strings.ContainsRune(" ;,'\"%*", c) }) {
		return target.Scheme + ":"
	}
	return target.Scheme + "://" + target.Host
}
