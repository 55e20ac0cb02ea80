package oauth

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// authorization is a request to /authorize (RFC 6749, section 4.1.1; OpenID
// Connect Core, section 3.1.2.1) that passed the checks.
type authorization struct {
	replyTo
	client *store.Client
	api    *store.ResourceServer
	// given tells that the client sent the redirect_uri.
	given     bool
	types     responseTypes
	challenge string
	// scopes are the most that the client can get.
	scopes []string
	nonce  string
	// proof is dpop_jkt, the key that the code will be exchanged with, or empty.
	proof     string
	prompt    []string
	loginHint string
	// maxAge is how old a login may be; negative when the client does not mind.
	maxAge time.Duration
}

// responseTypes are what /authorize shall answer with.
type responseTypes struct{ code, token, idToken bool }

// readAuthorization checks a request. With a refusal comes a request that says
// where to send it; one that is nil has nowhere to go but to the user (RFC
// 6749, section 4.1.2.1).
func (h *handler) readAuthorization(ctx context.Context, values url.Values) (*authorization, *refusal, error) {
	request := &authorization{}
	var refused *refusal
	err := h.Store.View(ctx, func(tenant store.Reader) error {
		if refused = request.readRecipient(tenant, values); refused != nil {
			request = nil
			return nil //nolint:nilerr // a refusal is an outcome here, not a failure of the view
		}
		if refused = request.read(values); refused == nil {
			refused = h.readAccess(tenant, request, values)
		}
		return nil
	})
	return request, refused, err
}

// readRecipient finds out who asked and where the answer goes.
func (a *authorization) readRecipient(tenant store.Reader, values url.Values) *refusal {
	for _, name := range []string{"client_id", "redirect_uri"} {
		if len(values[name]) > 1 {
			return badRequest("the parameter %s is given more than once", name)
		}
	}
	if values.Get("client_id") == "" {
		return badRequest("Missing required parameter: client_id")
	}
	if a.client = tenant.Client(values.Get("client_id")); a.client == nil {
		return refuse(http.StatusForbidden, "invalid_request", "Unknown client: %s", values.Get("client_id"))
	}
	registered := callbacks(a.client)
	a.redirectURI, a.given = values.Get("redirect_uri"), values.Has("redirect_uri")
	switch {
	case a.given && !slices.Contains(registered, a.redirectURI):
		return refuse(http.StatusForbidden, "invalid_request",
			"Callback URL mismatch. %s is not among the callbacks of the client %s; it must be the same in every character", a.redirectURI, a.client.ClientID)
	case !a.given && len(registered) != 1:
		return badRequest("Missing required parameter: redirect_uri; the client %s has %d callbacks", a.client.ClientID, len(registered))
	case !a.given:
		a.redirectURI = registered[0]
	}
	if target, err := url.Parse(a.redirectURI); err != nil || target.Scheme == "" || target.Fragment != "" {
		return refuse(http.StatusForbidden, "invalid_request", "the callback %s of the client cannot be redirected to: expected an absolute URL without fragment", a.redirectURI)
	}
	a.state = values.Get("state")
	// Until it is known whether the response type and mode are good, errors go
	// the way that they would go.
	a.types, _ = parseResponseType(values.Get("response_type"))
	a.mode = a.types.defaultMode()
	if mode := values.Get("response_mode"); slices.Contains(responseModes(), mode) && a.types.allow(mode) {
		a.mode = mode
	}
	return nil
}

// read checks what the request itself can tell.
func (a *authorization) read(values url.Values) *refusal {
	for name, all := range values {
		if len(all) > 1 { // RFC 6749, section 3.1
			return badRequest("the parameter %s is given more than once", name)
		}
	}
	for name, code := range map[string]string{"request": "request_not_supported", "request_uri": "request_uri_not_supported", "registration": "registration_not_supported"} {
		if values.Has(name) {
			return refuse(http.StatusBadRequest, code, "the mock tenant does not serve the parameter %s", name)
		}
	}
	if values.Get("organization") != "" {
		return badRequest("the mock tenant has no organizations")
	}
	for _, check := range []func(url.Values) *refusal{a.readResponse, a.readChallenge, a.readOpenID} {
		if refused := check(values); refused != nil {
			return refused
		}
	}
	return nil
}

func (a *authorization) readResponse(values url.Values) *refusal {
	text := values.Get("response_type")
	if text == "" {
		return badRequest("Missing required parameter: response_type")
	}
	if _, ok := parseResponseType(text); !ok {
		return refuse(http.StatusBadRequest, "unsupported_response_type", "Unsupported response type: %s", text)
	}
	if mode := values.Get("response_mode"); mode != "" && !slices.Contains(responseModes(), mode) {
		return badRequest("Unsupported response mode: %s", mode)
	} else if mode != "" && !a.types.allow(mode) {
		return badRequest("response_mode %s is not for tokens: they must not become part of a URL that servers see", mode)
	}
	if a.types.code {
		if refused := mayGrant(a.client, authorizationCode); refused != nil {
			return refused
		}
	}
	if a.types.token || a.types.idToken {
		return mayGrant(a.client, implicit)
	}
	return nil
}

// readChallenge reads PKCE (RFC 7636). The mock asks for S256, the one method
// that protects (RFC 9700, section 2.1.1), and for PKCE of all public clients.
func (a *authorization) readChallenge(values url.Values) *refusal {
	challenge, method := values.Get("code_challenge"), values.Get("code_challenge_method")
	switch {
	case !a.types.code:
		return nil
	case challenge == "" && method != "":
		return badRequest("Missing required parameter: code_challenge")
	case challenge == "" && isPublic(a.client):
		return badRequest("Missing required parameter: code_challenge; a public client must use PKCE with code_challenge_method S256")
	case challenge == "":
		return nil
	case method != "S256":
		return badRequest("code_challenge_method must be S256; plain, which is meant when it is left out, does not protect the code")
	case !isS256(challenge):
		return badRequest("code_challenge must be the SHA-256 of the code verifier in base64url: 43 characters")
	}
	a.challenge = challenge
	return nil
}

func isS256(challenge string) bool {
	return len(challenge) == 43 && isVerifier(challenge) && !strings.ContainsAny(challenge, ".~")
}

func (a *authorization) readOpenID(values url.Values) *refusal {
	a.proof = values.Get("dpop_jkt")
	a.nonce, a.loginHint = values.Get("nonce"), values.Get("login_hint")
	a.prompt = strings.Fields(values.Get("prompt"))
	for _, prompt := range a.prompt {
		if !slices.Contains(promptValues(), prompt) {
			return badRequest("Unsupported prompt: %s", prompt)
		}
		if prompt == promptNone && len(a.prompt) > 1 {
			return badRequest("prompt none excludes all others")
		}
	}
	if a.types.idToken && a.nonce == "" { // Core, sections 3.2.2.1 and 3.3.2.11
		return badRequest("Missing required parameter: nonce")
	}
	if a.types.idToken && !slices.Contains(strings.Fields(values.Get("scope")), scopeOpenID) {
		return badRequest("response_type id_token needs the scope openid")
	}
	a.maxAge = -1
	if text := values.Get("max_age"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		if err != nil || seconds < 0 {
			return badRequest("max_age must be a number of seconds")
		}
		a.maxAge = time.Duration(seconds) * time.Second
	}
	return nil
}

// readAccess decides what the client may get at most.
func (h *handler) readAccess(tenant store.Reader, a *authorization, values url.Values) *refusal {
	var refused *refusal
	if a.api, refused = h.apiFor(tenant, values.Get("audience")); refused != nil {
		return refused
	}
	if a.scopes, refused = delegate(tenant, a.client, a.api, strings.Fields(values.Get("scope"))); refused != nil {
		return refused
	}
	if a.types.token { // /authorize takes no proof
		if _, refused = binding(a.client, a.api, ""); refused != nil {
			return refused
		}
	}
	if !a.types.code { // there is nothing to bring a refresh token with
		a.scopes = slices.DeleteFunc(a.scopes, func(scope string) bool { return scope == scopeOffline })
	}
	return nil
}

const promptNone = "none"

func promptValues() []string { return []string{promptNone, "login", "consent", "select_account"} }

// parseResponseType reads a set of code, token and id_token (OAuth 2.0 Multiple
// Response Type Encoding Practices, section 3).
func parseResponseType(text string) (types responseTypes, ok bool) {
	for _, each := range strings.Fields(text) {
		flag := map[string]*bool{"code": &types.code, "token": &types.token, "id_token": &types.idToken}[each]
		if flag == nil || *flag {
			return responseTypes{}, false
		}
		*flag = true
	}
	return types, types != responseTypes{}
}

// responseTypeValues are all sets, as the discovery document lists them.
func responseTypeValues() []string {
	return []string{"code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"}
}

// The values of response_mode.
const (
	modeQuery    = "query"
	modeFragment = "fragment"
	modeFormPost = "form_post"
)

func responseModes() []string { return []string{modeQuery, modeFragment, modeFormPost} }

func (t responseTypes) defaultMode() string {
	if t.token || t.idToken {
		return modeFragment
	}
	return modeQuery
}

func (t responseTypes) allow(mode string) bool {
	return mode != modeQuery || t.defaultMode() == modeQuery
}

// origin names the target of redirects for a Content-Security-Policy: scheme
// and host, or the scheme alone where the host is none or has characters that
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
