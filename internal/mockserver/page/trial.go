package page

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/tokenrequest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// clientCredentials is the grant type of machine-to-machine clients.
const clientCredentials = "client_credentials"

// noSuchScope is requested if a token has all scopes of its API.
const noSuchScope = "no:such_scope"

// trial is the data of the view that requests and uses a test token.
type trial struct {
	Candidates []candidate
	// ClientID and Scope (separated by spaces) are what was requested.
	ClientID, Scope string
	// Keys are the keys of a client that signs its requests; the browser signs. SignedFor
	// is the audience of what it signs.
	Keys      []store.Credential
	SignedFor string
	// Programs are the request as programs; none if the page cannot send it.
	Programs []tokenrequest.Program

	Done bool
	// Token is nil if the request was refused: Refusal says why.
	Token   *tokenView
	Refusal answer
	// Accepted is the response of an endpoint of the API to the token.
	Accepted answer
	// Lacking is a scope that the token lacks. NotIssued is the response of the token
	// endpoint to a request for it, and Forbidden the response of an endpoint that
	// requires it.
	Lacking              string
	NotIssued, Forbidden answer

	client *store.Client
	// grant is the client's grant on the API, or nil.
	grant *store.ClientGrant
}

// tokenView is a decoded access token.
type tokenView struct {
	// Raw is the token, or empty if it must not be shown.
	Raw            string
	Header, Claims string
	Explained      []claim
	// Encrypted says that only the API can decrypt the token.
	Encrypted bool
}

// Summary returns the result in one sentence, for screen readers.
func (t *trial) Summary() string {
	switch {
	case !t.Done:
		return ""
	case t.Token == nil:
		return strings.TrimSpace("The token request was refused. " + t.Refusal.Why)
	case t.Token.Encrypted:
		return "A token was issued. It is encrypted."
	case t.Accepted.OK():
		return "A token was issued, and the API accepted it."
	default:
		return strings.TrimSpace("A token was issued, and the API refused it. " + t.Accepted.Why)
	}
}

// candidate is a client that the page can request a token for.
type candidate struct {
	ID, Name string
	Granted  bool
	// Bootstrap says that it is the tenant's own client.
	Bootstrap bool
}

// candidates returns the clients with the grant type client_credentials. Those with a
// grant on the API come first.
func candidates(tenant store.Reader, api *store.ResourceServer) []candidate {
	var all []candidate
	seen := map[string]bool{}
	add := func(client *store.Client, has bool) {
		if client == nil || seen[client.ClientID] || !slices.Contains(client.GrantTypes, clientCredentials) || len(seen) >= maxClients {
			return
		}
		seen[client.ClientID] = true
		all = append(all, candidate{ID: client.ClientID, Name: client.Name, Granted: has})
	}
	for _, grant := range tenant.ClientGrantsOfAudience(api.Identifier) {
		if grant.SubjectType == "client" {
			add(tenant.Client(grant.ClientID), true)
		}
	}
	for _, client := range tenant.Clients().Slice(0, maxClients) {
		add(client, false)
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if a.Granted != b.Granted {
			return map[bool]int{true: -1, false: 1}[a.Granted]
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all
}

// trialOf returns the view before a request: with the first client, if no other is selected.
func (p *page) trialOf(tenant store.Reader, api *store.ResourceServer, clientID, scope string) (*trial, error) {
	t := &trial{Candidates: candidates(tenant, api), ClientID: clientID, Scope: scope, SignedFor: p.Issuer}
	if t.ClientID == "" && len(t.Candidates) > 0 {
		t.ClientID = t.Candidates[0].ID
	}
	if t.client = tenant.Client(t.ClientID); t.client == nil {
		return t, nil
	}
	t.grant = tenant.ClientGrantFor(t.ClientID, api.Identifier, "client")
	method := authenticationOf(t.client)
	if method == authKey {
		for _, credential := range t.client.Credentials {
			if credential.Type == "public_key" {
				credential.PEM = ""
				t.Keys = append(t.Keys, credential)
			}
		}
	}
	if !method.usesSecret() && method != authKey {
		return t, nil
	}
	base := strings.TrimSuffix(p.Issuer, "/")
	request := tokenrequest.Request{
		TokenURL: base + oauth.TokenPath, APIURL: base + oauth.CheckPath(api.Identifier), ClientID: t.ClientID,
		Method: tokenrequest.Method(method), Audience: api.Identifier, Scope: scope,
	}
	var err error
	t.Programs, err = request.Programs()
	return t, err
}

// try fetches a token as a client does, and calls the API with it.
func (p *page) try(w http.ResponseWriter, r *http.Request) {
	var t *trial
	api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) (err error) {
		t, err = p.trialOf(tenant, api, r.PostForm.Get("client_id"), strings.Join(r.PostForm["scope"], " "))
		return err
	})
	if api == nil {
		return
	}
	t.Done = true
	if refused := t.unusable(r.PostForm["client_assertion"]); refused != "" {
		t.Refusal = answer{Body: refused}
	} else {
		p.run(r, t, api)
	}
	p.render(w, r, http.StatusOK, shown{View: viewTest, Title: apiTitle(viewTest), API: viewOf(api), Body: t})
}

// unusable returns why the page cannot send the request, or "".
func (t *trial) unusable(assertions []string) string {
	if t.client == nil {
		return "The tenant has no such client; it may have been deleted."
	}
	switch method := authenticationOf(t.client); {
	case method == authNone:
		return "This client is public (token_endpoint_auth_method is none): it has no credentials, and so it cannot use client_credentials."
	case method == authKey && len(assertions) == 0:
		return "This client signs its requests with a private key. Paste the key above: the browser signs with it, which needs JavaScript."
	case !method.usesSecret() && method != authKey:
		return "This client authenticates with a TLS client certificate (" + string(method) + "), which the page does not have."
	}
	return ""
}

func (p *page) run(r *http.Request, t *trial, api *store.ResourceServer) {
	assertions := append(r.PostForm["client_assertion"], "", "") // each can be used once
	raw, refused := p.fetch(r, t, api, t.Scope, assertions[0])
	if raw == "" {
		t.Refusal = t.explain(api, refused, t.Scope)
		return
	}
	token, err := verify.Decode(raw)
	if err != nil {
		t.Token = &tokenView{Raw: raw, Encrypted: true}
		return
	}
	t.Token = &tokenView{Raw: raw, Header: indented(token.Header), Claims: indented(token.Claims), Explained: explain(token.Claims)}
	if api.IsSystem {
		t.Token.Raw = ""
	}
	t.Accepted = t.explain(api, p.call(r, api, raw, ""), "")
	t.Lacking = lacking(token, api)
	t.Forbidden = t.explain(api, p.call(r, api, raw, t.Lacking), t.Lacking)
	_, notIssued := p.fetch(r, t, api, t.Lacking, assertions[1])
	t.NotIssued = t.explain(api, notIssued, t.Lacking)
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
