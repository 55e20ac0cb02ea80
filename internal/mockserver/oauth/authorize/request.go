package authorize

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/origin"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// request is a request to /authorize (RFC 6749, section 4.1.1; OpenID Connect
// Core, section 3.1.2.1).
type request struct {
	recipient
	client *store.Client
	api    *store.ResourceServer
	// redirectURISent says that the client sent the redirect_uri.
	redirectURISent bool
	types           responseTypes
	challenge       authcode.Challenge
	// scopes are the most that the client can get.
	scopes []string
	nonce  string
	// organization is that of the login, or nil.
	organization *policy.Organization
	// keyThumbprint is dpop_jkt, the key that the code will be exchanged with, or
	// empty.
	keyThumbprint string
	prompt        []string
	loginHint     string
	// hinted is the user that loginHint means, or nil.
	hinted *user.User
	// maxAge is how old a login may be; negative for any age.
	maxAge time.Duration
}

// recipient is where and how the answer is sent.
type recipient struct {
	redirectURI, mode, state string
	// issuer is the iss of the answer (RFC 9207), or empty.
	issuer string
	// showsErrors says that errors are shown on a page and not redirected.
	showsErrors bool
}

// prompts reports whether the request has this value of prompt.
func (r *request) prompts(value string) bool { return slices.Contains(r.prompt, value) }

// accepts reports whether the user of a session is logged in for this request
// without being asked. unknown: whether the service asks when login_hint names
// another user than the session.
func (r *request) accepts(login session.Login, now time.Time) bool {
	if r.prompts(promptLogin) || r.prompts(promptConsent) || r.prompts(promptSelectAccount) {
		return false
	}
	return (r.maxAge < 0 || now.Sub(login.At) <= r.maxAge) && (r.loginHint == "" || r.hinted != nil && *r.hinted == login.User)
}

// The values of prompt (OpenID Connect Core, section 3.1.2.1).
const (
	promptNone          = "none"
	promptLogin         = "login"
	promptConsent       = "consent"
	promptSelectAccount = "select_account"
)

// readRecipient determines which client asks and where the answer is sent.
func (r *request) readRecipient(tenant store.Reader, values url.Values) error {
	for _, name := range []string{"client_id", "redirect_uri"} {
		if len(values[name]) > 1 {
			return protocol.InvalidRequest("the parameter %s is given more than once", name)
		}
	}
	if values.Get("client_id") == "" {
		return protocol.Missing("client_id")
	}
	if r.client = clientproperty.Find(tenant, values.Get("client_id")); r.client == nil {
		return unknownClient(values.Get("client_id"))
	}
	registered := clientproperty.Get[[]string](r.client, "callbacks")
	r.showsErrors = policy.ShowsErrors(r.client)
	r.redirectURI, r.redirectURISent = values.Get("redirect_uri"), values.Has("redirect_uri")
	switch {
	case r.redirectURISent && !slices.Contains(registered, r.redirectURI):
		// unknown: status and code, and the text behind the first sentence (facts 4.5).
		return protocol.NewError(http.StatusForbidden, "invalid_request",
			"Callback URL mismatch. %s is not among the callbacks of the client %s; it must be the same in every character", r.redirectURI, r.client.ClientID)
	case !r.redirectURISent && len(registered) != 1:
		return protocol.InvalidRequest("Missing required parameter: redirect_uri; the client %s has %d callbacks", r.client.ClientID, len(registered))
	case !r.redirectURISent:
		r.redirectURI = registered[0]
	}
	if target, err := url.Parse(r.redirectURI); err != nil || target.Scheme == "" || target.Fragment != "" {
		return protocol.NewError(http.StatusForbidden, "invalid_request", "the callback %s of the client cannot be redirected to: expected an absolute URL without fragment", r.redirectURI)
	}
	r.state = values.Get("state")
	// Errors are sent in the mode of the request even before it is known whether
	// the response type and mode are valid.
	r.types, _ = parseResponseType(values.Get("response_type"))
	r.mode = r.types.defaultMode()
	if mode := values.Get("response_mode"); isResponseMode(mode) && r.types.allow(mode) {
		r.mode = mode
	}
	if r.mode == modeWebMessage && !origin.MayEmbed(r.client, origin.Of(r.redirectURI)) {
		// There is no window that the answer could be sent to. unknown: code and text.
		return protocol.InvalidRequest("response_mode web_message needs the origin of %s among the web_origins of the client %s", r.redirectURI, r.client.ClientID)
	}
	return nil
}

// unknownClient refuses an id that no client has (facts 4.5, reported 2026). The URL of
// a metadata document is known once it was registered.
func unknownClient(id string) error {
	refused := protocol.InvalidRequest("Unknown client: %s", id)
	if u, err := url.Parse(id); err == nil && u.Host != "" {
		refused.Hint = "This is the URL of a client ID metadata document. The tenant advertises such documents, but knows only those that were registered: " +
			"declare the client with auth0api_client_cimd, or POST /api/v2/clients/cimd/register."
	}
	return refused
}

// read checks what does not depend on the API.
func (r *request) read(values url.Values) error {
	for name, all := range values {
		if len(all) > 1 { // RFC 6749, section 3.1
			return protocol.InvalidRequest("the parameter %s is given more than once", name)
		}
	}
	if policy.IsStrict(r.client) {
		if err := r.checkStrict(values); err != nil {
			return err
		}
	}
	for name, code := range map[string]string{"request": "request_not_supported", "request_uri": "request_uri_not_supported", "registration": "registration_not_supported"} {
		if values.Has(name) {
			return protocol.NewError(http.StatusBadRequest, code, "the mock tenant does not serve the parameter %s", name)
		}
	}
	for _, check := range []func(url.Values) error{r.readResponse, r.readChallenge, r.readOpenID} {
		if err := check(values); err != nil {
			return err
		}
	}
	return nil
}

func (r *request) readResponse(values url.Values) error {
	text := values.Get("response_type")
	if text == "" {
		return protocol.Missing("response_type")
	}
	if _, ok := parseResponseType(text); !ok {
		return protocol.NewError(http.StatusBadRequest, "unsupported_response_type", "Unsupported response type: %s", text)
	}
	if mode := values.Get("response_mode"); mode != "" && !isResponseMode(mode) {
		return protocol.InvalidRequest("Unsupported response mode: %s", mode)
	} else if mode != "" && !r.types.allow(mode) {
		return protocol.InvalidRequest("response_mode %s is not for tokens: they must not become part of a URL that servers see", mode)
	}
	if r.types.code {
		if err := policy.CheckGrantType(r.client, policy.AuthorizationCode); err != nil {
			return err
		}
	}
	if r.types.token || r.types.idToken {
		return policy.CheckGrantType(r.client, policy.Implicit)
	}
	return nil
}

// readChallenge reads PKCE (RFC 7636), which all public clients must use (RFC
// 9700, section 2.1.1). unknown: whether the service requires it of public clients
// of first parties.
func (r *request) readChallenge(values url.Values) error {
	if !r.types.code {
		return nil
	}
	var err error
	if r.challenge, err = authcode.ParseChallenge(values.Get("code_challenge"), values.Get("code_challenge_method")); err != nil {
		return err
	}
	if !r.challenge.Required() && clientproperty.IsPublic(r.client) {
		return protocol.InvalidRequest("Missing required parameter: code_challenge; a public client must use PKCE")
	}
	return nil
}

func promptValues() []string {
	return []string{promptNone, promptLogin, promptConsent, promptSelectAccount}
}

func (r *request) readOpenID(values url.Values) error {
	r.keyThumbprint = values.Get("dpop_jkt")
	r.nonce, r.loginHint = values.Get("nonce"), values.Get("login_hint")
	r.prompt = strings.Fields(values.Get("prompt"))
	for _, prompt := range r.prompt {
		if !slices.Contains(promptValues(), prompt) {
			return protocol.InvalidRequest("Unsupported prompt: %s", prompt)
		}
		if prompt == promptNone && len(r.prompt) > 1 {
			return protocol.InvalidRequest("prompt none excludes all others")
		}
	}
	if r.types.idToken && r.nonce == "" { // Core, sections 3.2.2.1 and 3.3.2.11
		return protocol.Missing("nonce")
	}
	if r.types.idToken && !slices.Contains(strings.Fields(values.Get("scope")), user.ScopeOpenID) {
		return protocol.InvalidRequest("response_type id_token needs the scope openid")
	}
	r.maxAge = -1
	if text := values.Get("max_age"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		if err != nil || seconds < 0 {
			return protocol.InvalidRequest("max_age must be a number of seconds")
		}
		r.maxAge = time.Duration(seconds) * time.Second
	}
	return nil
}

// readAccess decides what the client may get at most. That it may not use the API
// is shown to the person (facts 4.5); other errors are redirected.
func (r *request) readAccess(tenant store.Reader, users policy.Users, values url.Values) error {
	audience, err := policy.Audience(tenant, values.Get("audience"), values.Get("resource"))
	if err != nil {
		return err
	}
	if r.api, err = users.API(tenant, audience); err != nil {
		return err
	}
	if r.scopes, err = users.Scopes(tenant, r.client, r.api, strings.Fields(values.Get("scope"))); err != nil {
		return err
	}
	r.hinted = users.Resolve(tenant, user.Of(r.loginHint))
	if r.organization, err = policy.OrganizationForUser(tenant, r.client, values.Get("organization")); err != nil {
		return &redirectedError{r.recipient, err}
	}
	if r.types.token { // /authorize takes no proof
		if _, err = dpop.Binding(r.client, r.api, ""); err != nil {
			return &redirectedError{r.recipient, err}
		}
	}
	if !r.types.code { // there is no answer that a refresh token could be part of
		r.scopes = slices.DeleteFunc(r.scopes, func(scope string) bool { return scope == user.ScopeOffline })
	}
	return nil
}
