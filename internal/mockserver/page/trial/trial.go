// Package trial requests a token as a client does, calls the API with it, and explains what
// the tenant answers.
package trial

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/tokenrequest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// ClientCredentials is the grant type of machine-to-machine clients.
const ClientCredentials = "client_credentials"

// MaxClients is how many clients a view lists at most, except for the list of clients.
const MaxClients = 200

// noSuchScope is requested if a token has all scopes of its API.
const noSuchScope = "no:such_scope"

// Trial is a request for a token, and its result.
type Trial struct {
	Candidates []Candidate
	// ClientID and Scope (separated by spaces) are what was requested.
	ClientID, Scope string
	// OwnAPI is the API whose tokens the client exchanges for tokens of this API, on behalf
	// of users; "" if the client requests tokens for itself. SubjectToken is the token that
	// it exchanges.
	OwnAPI, SubjectToken string
	Signing
	// Programs are the request as programs; none if the page cannot send it.
	Programs []tokenrequest.Program

	Done bool
	// Token is nil if the request was refused: Refusal says why.
	Token   *Token
	Refusal Answer
	// Accepted is the response of an endpoint of the API to the token.
	Accepted Answer
	// Lacking is a scope that the token lacks. NotIssued is the response of the token
	// endpoint to a request for it, and Forbidden the response of an endpoint that
	// requires it.
	Lacking              string
	NotIssued, Forbidden Answer

	client *store.Client
	// grant is the client's grant on the API, or nil.
	grant *store.ClientGrant
}

// Token is a decoded access token.
type Token struct {
	// Raw is the token, or empty if it must not be shown.
	Raw            string
	Header, Claims string
	Explained      []Claim
	// Encrypted says that only the API can decrypt the token.
	Encrypted bool
}

// Summary returns the result in one sentence, for screen readers.
func (t *Trial) Summary() string { return summary(t.Done, t.Token, t.Refusal, t.Accepted) }

func summary(done bool, token *Token, refusal, accepted Answer) string {
	switch {
	case !done:
		return ""
	case token == nil:
		return strings.TrimSpace("The token request was refused. " + refusal.Why)
	case token.Encrypted:
		return "A token was issued. It is encrypted."
	case accepted.OK():
		return "A token was issued, and the API accepted it."
	default:
		return strings.TrimSpace("A token was issued, and the API refused it. " + accepted.Why)
	}
}

// Candidate is a client that the page can request a token for.
type Candidate struct {
	ID, Name string
	Granted  bool
	// Exchanges says that it exchanges the tokens of users of its own API.
	Exchanges bool
	// Bootstrap says that it is the tenant's own client.
	Bootstrap bool
}

// candidates returns the clients with the grant type client_credentials, and those that
// exchange tokens. Clients with a grant on the API come first.
func candidates(tenant store.Reader, api *store.ResourceServer) []Candidate {
	var all []Candidate
	seen := map[string]bool{}
	add := func(client *store.Client, has bool) {
		if client == nil || seen[client.ClientID] || len(seen) >= MaxClients {
			return
		}
		exchanges := ownAPI(client, api) != ""
		if !exchanges && !slices.Contains(client.GrantTypes, ClientCredentials) {
			return
		}
		seen[client.ClientID] = true
		all = append(all, Candidate{ID: client.ClientID, Name: client.Name, Granted: has, Exchanges: exchanges})
	}
	for _, grant := range tenant.ClientGrantsOfAudience(api.Identifier) {
		client := tenant.Client(grant.ClientID)
		if client != nil && (grant.SubjectType == "user") == (ownAPI(client, api) != "") {
			add(client, true)
		}
	}
	for _, client := range tenant.Clients().Slice(0, MaxClients) {
		add(client, false)
	}
	slices.SortStableFunc(all, func(a, b Candidate) int {
		if a.Granted != b.Granted {
			return map[bool]int{true: -1, false: 1}[a.Granted]
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all
}

// Trier requests tokens of a tenant and uses them.
type Trier struct {
	// Issuer is the tenant's URL with a slash at the end.
	Issuer string
	// Tenant calls the tenant in process.
	Tenant http.RoundTripper
	// Random is the randomness for code verifiers (RFC 7636).
	Random io.Reader
}

// Prepare returns what is known before a request: with the first client, if clientID is empty.
// scope has the scopes to request, separated by spaces. The programs sign with the key kid,
// or with the client's first key if it has no key of this ID.
func (p Trier) Prepare(tenant store.Reader, api *store.ResourceServer, clientID, scope, kid string) (*Trial, error) {
	t := &Trial{Candidates: candidates(tenant, api), ClientID: clientID, Scope: scope}
	if t.ClientID == "" && len(t.Candidates) > 0 {
		t.ClientID = t.Candidates[0].ID
	}
	if t.client = tenant.Client(t.ClientID); t.client == nil {
		return t, nil
	}
	subjectType := "client"
	if t.OwnAPI = ownAPI(t.client, api); t.OwnAPI != "" {
		subjectType = "user"
	}
	t.grant = tenant.ClientGrantFor(t.ClientID, api.Identifier, subjectType)
	t.Signing = p.signingOf(t.client)
	if MethodOf(t.client) == None { // it cannot use client_credentials
		return t, nil
	}
	var err error
	t.Programs, err = p.programs(t.client, t.Signing, kid, tokenrequest.Request{Audience: api.Identifier, Scope: scope, Exchange: t.OwnAPI != ""})
	return t, err
}

// Try requests a token as the client does, and calls the API with it. assertions are what a
// client with a key signed, one for each of the two requests; each can be used once.
func (p Trier) Try(ctx context.Context, t *Trial, api *store.ResourceServer, assertions []string) {
	t.Done = true
	if refused := t.unusable(assertions); refused != "" {
		t.Refusal = Answer{Body: refused}
		return
	}
	assertions = append(assertions, "", "")
	raw, refused := p.fetch(ctx, t, api, t.Scope, assertions[0])
	if raw == "" {
		t.Refusal = t.explain(api, refused, t.Scope)
		return
	}
	token, err := verify.Decode(raw)
	if err != nil {
		t.Token = &Token{Raw: raw, Encrypted: true}
		return
	}
	t.Token = &Token{Raw: raw, Header: display.JSON(token.Header), Claims: display.JSON(token.Claims), Explained: explain(token.Claims)}
	if api.IsSystem {
		t.Token.Raw = ""
	}
	t.Accepted = t.explain(api, p.call(ctx, api, raw, ""), "")
	t.Lacking = lacking(token, api)
	t.Forbidden = t.explain(api, p.call(ctx, api, raw, t.Lacking), t.Lacking)
	_, notIssued := p.fetch(ctx, t, api, t.Lacking, assertions[1])
	t.NotIssued = t.explain(api, notIssued, t.Lacking)
}

// unusable returns why the page cannot send the request, or "".
func (t *Trial) unusable(assertions []string) string {
	if t.client == nil {
		return "The tenant has no such client; it may have been deleted."
	}
	switch method := MethodOf(t.client); {
	case t.OwnAPI != "" && t.SubjectToken == "":
		return "This client exchanges tokens on behalf of users. Paste the access token that a user got for " + t.OwnAPI + "."
	case method == None:
		return "This client is public (token_endpoint_auth_method = none): it has no credentials, and so it cannot use client_credentials."
	default:
		return unsigned(method, assertions)
	}
}

// lacking returns a scope of the API that the token does not have.
func lacking(token *verify.Token, api *store.ResourceServer) string {
	for _, scope := range api.Scopes {
		if !token.HasScope(scope.Value) {
			return scope.Value
		}
	}
	return noSuchScope
}
