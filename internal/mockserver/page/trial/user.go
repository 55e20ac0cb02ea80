package trial

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/accessview"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authorize"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/tokenrequest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// authorizationCode is the grant type of clients that log users in (RFC 6749, section 4.1).
const authorizationCode = "authorization_code"

// UserTrial is a request for a token for a declared user, by the authorization code grant,
// and its result.
type UserTrial struct {
	Clients, Users, Organizations []form.Option
	// ClientID, UserID, Organization and Scope (separated by spaces) are what was
	// requested. Organization is an ID, or empty.
	ClientID, UserID, Organization, Scope string
	Signing
	// Programs are the requests as programs; none if the page cannot send them.
	Programs []tokenrequest.Program

	Done bool
	// Token is nil if the request was refused: Refusal says why.
	Token   *Token
	Refusal Answer
	// Accepted is the response of an endpoint of the API to the token.
	Accepted Answer
	// Decision says by what ways the client gets scopes for the user, or why it gets none.
	Decision access.Decision

	client   *store.Client
	callback string
	// declared says that the tenant has the user.
	declared bool
}

// Summary returns the result in one sentence, for screen readers.
func (t *UserTrial) Summary() string {
	return summary(t.Done, t.Token, t.Refusal, t.Accepted)
}

// PrepareUser returns what is known before a request for a user, with the parameters
// client_id, user_id, organization, scope and kid. Without client_id, it chooses a client,
// and requests all scopes of the API. The programs sign as those of [Trier.Prepare].
func (p Trier) PrepareUser(tenant store.Reader, api *store.ResourceServer, values url.Values) (*UserTrial, error) {
	t := &UserTrial{
		ClientID: values.Get("client_id"), UserID: values.Get("user_id"), Organization: values.Get("organization"), Scope: strings.TrimSpace(values.Get("scope")),
	}
	for _, client := range tenant.Clients().Slice(0, MaxClients) {
		if slices.Contains(client.GrantTypes, authorizationCode) {
			t.Clients = append(t.Clients, form.Choice(client.ClientID, cmp.Or(client.Name, client.ClientID)))
		}
	}
	for _, user := range tenant.Users().Slice(0, MaxClients) {
		t.Users = append(t.Users, form.Choice(user.ID, cmp.Or(user.Email, user.Username, user.ID)))
	}
	for _, organization := range tenant.Organizations().Slice(0, MaxClients) {
		t.Organizations = append(t.Organizations, form.Choice(organization.ID, cmp.Or(organization.DisplayName, organization.Name)))
	}
	if t.ClientID == "" {
		if len(t.Clients) > 0 {
			t.ClientID = t.Clients[0].Value
		}
		for _, scope := range api.Scopes {
			t.Scope = strings.TrimSpace(t.Scope + " " + scope.Value)
		}
	}
	if t.client = tenant.Client(t.ClientID); t.client != nil {
		t.Signing = p.signingOf(t.client)
	}
	if t.UserID == "" && len(t.Users) > 0 {
		t.UserID = t.Users[0].Value
	}
	t.declared = tenant.User(t.UserID) != nil
	if t.client == nil || !t.declared {
		return t, nil
	}
	if callbacks := clientproperty.Get[[]string](t.client, "callbacks"); len(callbacks) > 0 {
		t.callback = callbacks[0]
	}
	view, err := accessview.Tenant(tenant, t.UserID)
	if err != nil {
		return t, err
	}
	t.Decision, _ = access.Decide(view, t.ClientID, api.Identifier, access.SubjectUser, t.Organization)
	if t.callback == "" {
		return t, nil
	}
	t.Programs, err = p.programs(t.client, t.Signing, values.Get("kid"), tokenrequest.Request{
		Audience: api.Identifier, Scope: t.Scope, Login: &tokenrequest.Login{
			URL: strings.TrimSuffix(p.Issuer, "/") + authorize.Path, RedirectURI: t.callback, User: t.UserID, Organization: t.Organization,
		},
	})
	return t, err
}

// TryUser logs the user in as the client does, without a login page, exchanges the code for
// a token, and calls the API with it. assertions are what a client with a key signed.
func (p Trier) TryUser(ctx context.Context, t *UserTrial, api *store.ResourceServer, assertions []string) error {
	t.Done = true
	if t.Refusal = t.unusable(assertions); t.Refusal.Body != "" {
		return nil
	}
	assertions = append(assertions, "")
	random := make([]byte, 32)
	if _, err := io.ReadFull(p.Random, random); err != nil {
		return fmt.Errorf("generating a code verifier: %w", err)
	}
	verifier := base64.RawURLEncoding.EncodeToString(random)
	code, refused := p.authorize(ctx, t, api, verifier)
	raw := ""
	if code != "" {
		raw, refused = p.requestToken(ctx, t.client, url.Values{ // RFC 6749, section 4.1.3
			"grant_type": {authorizationCode}, "code": {code}, "redirect_uri": {t.callback}, "code_verifier": {verifier},
		}, assertions[0])
	}
	if raw == "" {
		t.Refusal = t.explain(api, refused)
		return nil
	}
	t.Accepted = p.call(ctx, api, raw, "")
	t.Token = &Token{Raw: raw, Encrypted: true}
	if decoded, err := verify.Decode(raw); err == nil {
		t.Token = &Token{Raw: raw, Header: display.JSON(decoded.Header), Claims: display.JSON(decoded.Claims), Explained: explain(decoded.Claims)}
	}
	if api.IsSystem {
		t.Token.Raw = ""
	}
	return nil
}

// unusable returns why the page cannot send the request; without a body, it can.
func (t *UserTrial) unusable(assertions []string) Answer {
	if t.client == nil {
		return Answer{Body: "The tenant has no such client; it may have been deleted."}
	}
	toClient := Link{paths.Client(t.ClientID), "Change the client"}
	switch {
	case !t.declared:
		return Answer{Body: "Choose a user."}
	case t.callback == "":
		return Answer{Body: "This client has no callbacks, to which the tenant sends the code.", Why: "Add a URL to its callbacks.", Next: toClient}
	}
	return Answer{Body: unsigned(MethodOf(t.client), assertions)}
}

// authorize requests a code. With prompt=none, the user whom login_hint names is logged in and
// agrees without a page.
func (p Trier) authorize(ctx context.Context, t *UserTrial, api *store.ResourceServer, verifier string) (code string, refused Answer) {
	challenge := sha256.Sum256([]byte(verifier)) // RFC 7636, section 4.2
	query := url.Values{
		"response_type": {"code"}, "client_id": {t.ClientID}, "redirect_uri": {t.callback}, "audience": {api.Identifier}, "prompt": {"none"}, "login_hint": {t.UserID},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
	for name, value := range map[string]string{"scope": t.Scope, "organization": t.Organization} {
		if value != "" {
			query.Set(name, value)
		}
	}
	status, header, body := p.ask(ctx, http.MethodGet, authorize.Path+"?"+query.Encode(), http.Header{}, "")
	target, err := url.Parse(header.Get("Location"))
	if err != nil || header.Get("Location") == "" {
		return "", answerOf(status, header, body)
	}
	if code = target.Query().Get("code"); code != "" {
		return code, Answer{}
	}
	return "", Answer{Body: display.JSON(map[string]any{"error": target.Query().Get("error"), "error_description": target.Query().Get("error_description")})}
}

// explain adds to a refusal why the request was refused, and what to do.
func (t *UserTrial) explain(api *store.ResourceServer, a Answer) Answer {
	if strings.Contains(a.Body, "client_assertion") {
		a.Why, a.Next = "The tenant did not accept the assertion. "+adviceFor(a.Body), Link{paths.Client(t.ClientID), "See the keys of the client"}
		return a
	}
	toClient, toAPI := Link{paths.Client(t.ClientID), "Change the client"}, Link{paths.API(api.ID) + "/settings", "Change the settings of the API"}
	for _, each := range []struct {
		says, why string
		next      Link
	}{
		{"organization is required", "The client has organization_usage = require: choose an organization.", toClient},
		{"organization is not allowed", "The client does not allow organizations. Set its organization_usage to allow or require, or choose none.", toClient},
		{"organization is invalid", "The organization is closed to third-party clients (third_party_client_access), or it was deleted.", Link{}},
		{"is not authorized to access", t.withoutGrant(), toAPI},
		{"takes only users that it has", "The tenant has no such user; it may have been deleted.", Link{}},
		{"Grant type", "The client's grant_types lack authorization_code.", toClient},
		{"DPoP", "The API or the client requires tokens that are bound to a key (proof of possession). The page sends no DPoP proof (RFC 9449).", toAPI},
	} {
		if strings.Contains(a.Body, each.says) {
			a.Why, a.Next = each.why, each.next
			return a
		}
	}
	return a
}

// withoutGrant explains that a client may not use the API for users.
func (t *UserTrial) withoutGrant() string {
	if t.Decision.Denied == "" {
		return `The client has no grant for users on this API (auth0api_client_grant with subject_type = "user").`
	}
	return "The client gets no token for users: " + t.Decision.Denied + "."
}
