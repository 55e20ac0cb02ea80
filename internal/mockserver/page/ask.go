package page

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// answer is what the tenant said. The zero value is none.
type answer struct {
	Status int
	// Challenge is the WWW-Authenticate header (RFC 6750, section 3).
	Challenge string
	// Body is JSON, indented, or the page's own words.
	Body string
}

// OK tells an answer that gives what was asked for.
func (a answer) OK() bool { return a.Status == http.StatusOK }

// fetch asks the token endpoint in the client's name. Of an answer with a token
// only the token and the status are kept.
func (p *page) fetch(r *http.Request, client *store.Client, api *store.ResourceServer, scope string) (raw string, answered answer) {
	form := url.Values{"grant_type": {clientCredentials}, "audience": {api.Identifier}}
	if scope != "" {
		form.Set("scope", scope)
	}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if client.TokenEndpointAuthMethod == "client_secret_basic" {
		basic := http.Request{Header: header}
		basic.SetBasicAuth(url.QueryEscape(client.ClientID), url.QueryEscape(client.ClientSecret))
	} else {
		form.Set("client_id", client.ClientID)
		form.Set("client_secret", client.ClientSecret)
	}
	status, header, body := p.ask(r.Context(), http.MethodPost, oauth.TokenPath, header, form.Encode())
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &token); err == nil && token.AccessToken != "" {
		return token.AccessToken, answer{Status: status}
	}
	return "", answerOf(status, header, body)
}

// call sends the token to the API's sample endpoint, which needs the scope
// unless that is empty.
func (p *page) call(r *http.Request, api *store.ResourceServer, raw, scope string) answer {
	path := oauth.CheckPath(api.Identifier) + "?" + url.Values{"scope": {scope}}.Encode()
	return answerOf(p.ask(r.Context(), http.MethodGet, path, http.Header{"Authorization": {"Bearer " + raw}}, ""))
}

// ask sends a request to the tenant's Authentication API in process, past its
// faults: what a person looks at does not use them up.
func (p *page) ask(ctx context.Context, method, path string, header http.Header, body string) (int, http.Header, []byte) {
	request, err := http.NewRequestWithContext(faults.Exempt(ctx), method, strings.TrimSuffix(p.Issuer, "/")+path, strings.NewReader(body))
	if err != nil {
		return http.StatusInternalServerError, nil, []byte(err.Error())
	}
	request.Header = header
	res, err := p.Tenant.RoundTrip(request)
	if err != nil {
		return http.StatusInternalServerError, nil, []byte(err.Error())
	}
	defer res.Body.Close()
	answered, err := io.ReadAll(res.Body)
	if err != nil {
		return http.StatusInternalServerError, nil, []byte(err.Error())
	}
	return res.StatusCode, res.Header, answered
}

func answerOf(status int, header http.Header, body []byte) answer {
	a := answer{Status: status, Challenge: header.Get("WWW-Authenticate"), Body: string(body)}
	var value any
	if err := json.Unmarshal(body, &value); err == nil {
		a.Body = indented(value)
	}
	return a
}
