package page

import (
	"net/http"
	"slices"
	"strings"

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
	Done            bool
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

// try fetches a token as a client does, and calls the API with it.
func (p *page) try(w http.ResponseWriter, r *http.Request) {
	t := trial{Done: true, ClientID: r.PostForm.Get("client_id"), Scope: strings.Join(r.PostForm["scope"], " ")}
	var client *store.Client
	api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) error {
		t.Candidates = candidates(tenant, api)
		client = tenant.Client(t.ClientID)
		return nil
	})
	if api == nil {
		return
	}
	switch {
	case client == nil:
		t.Refusal = answer{Body: "The tenant has no such client; it may have been deleted."}
	case client.ClientSecret == "" || !slices.Contains([]string{"", "client_secret_post", "client_secret_basic"}, client.TokenEndpointAuthMethod):
		t.Refusal = answer{Body: "This client authenticates with a private key, or not at all: the page cannot request a token for it."}
	default:
		p.run(r, &t, client, api)
	}
	p.render(w, http.StatusOK, shown{View: viewTest, Title: viewOf(api).Name, API: viewOf(api), Body: t})
}

func (p *page) run(r *http.Request, t *trial, client *store.Client, api *store.ResourceServer) {
	raw, refused := p.fetch(r, client, api, t.Scope)
	if raw == "" {
		t.Refusal = refused
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
	t.Accepted = p.call(r, api, raw, "")
	t.Lacking = lacking(token, api)
	t.Forbidden = p.call(r, api, raw, t.Lacking)
	_, t.NotIssued = p.fetch(r, client, api, t.Lacking)
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
