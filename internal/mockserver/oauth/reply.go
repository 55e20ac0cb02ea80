package oauth

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// replyTo is where the answer of /authorize goes, and how.
type replyTo struct{ redirectURI, mode, state string }

// redirect sends the answer to the client by way of the browser.
func (h *handler) redirect(w http.ResponseWriter, r *http.Request, to replyTo, answer url.Values) {
	if to.state != "" {
		answer.Set("state", to.state)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the URL has the answer in it
	target, err := url.Parse(to.redirectURI)
	if err != nil {
		refusalOf(fmt.Errorf("reading the callback: %w", err)).write(w)
		return
	}
	switch to.mode {
	case modeFormPost:
		h.formPost(w, to, answer)
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

// refuseTo sends an error to the client (RFC 6749, section 4.1.2.1).
func (h *handler) refuseTo(w http.ResponseWriter, r *http.Request, to replyTo, refused *refusal) {
	h.redirect(w, r, to, url.Values{"error": {refused.code}, "error_description": {refused.description}})
}

// formPost answers with a page that posts itself (OAuth 2.0 Form Post Response
// Mode, section 2).
func (h *handler) formPost(w http.ResponseWriter, to replyTo, answer url.Values) {
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
	h.page(w, "formpost.html", origin(to.redirectURI), func(nonce string) any {
		page.Nonce = nonce
		// The scheme of a native client's callback is its own, and the callback
		// is one that it registered.
		return map[string]any{"Action": template.URL(page.Action), "Fields": page.Fields, "Nonce": page.Nonce} //nolint:gosec // see above
	})
}

// complete makes what the client asked for, once the user agreed.
func (h *handler) complete(ctx context.Context, a *authorization, d *delegation) (url.Values, error) {
	answer := url.Values{}
	now := h.Now()
	if a.types.code {
		code, err := h.newID(32)
		if err != nil {
			return nil, err
		}
		h.codes.add(code, &issuedCode{
			delegation: *d, redirectURI: a.redirectURI, given: a.given, challenge: a.challenge, expires: now.Add(codeLifetime),
		}, now)
		answer.Set("code", code)
	}
	if a.types.token {
		token, err := h.issue(ctx, issuance{client: d.client, api: d.api, subject: d.user.subject(), scopes: d.scopes, forWeb: true})
		if err != nil {
			return nil, err
		}
		answer.Set("access_token", token.AccessToken)
		answer.Set("token_type", token.TokenType)
		answer.Set("expires_in", strconv.FormatInt(token.ExpiresIn, 10))
		answer.Set("scope", token.Scope)
	}
	if a.types.idToken {
		token, err := h.idToken(ctx, d, answer.Get("code"), answer.Get("access_token"))
		if err != nil {
			return nil, err
		}
		answer.Set("id_token", token)
	}
	return answer, nil
}
