package trial

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Answer is a response of the tenant. The zero value means no response.
type Answer struct {
	Status int
	// Challenge is the WWW-Authenticate header (RFC 6750, section 3).
	Challenge string
	// Body is display.JSON JSON, or a message of the page.
	Body string
	// Why explains a refusal, and Next leads to where it can be resolved. Both may be
	// empty.
	Why  string
	Next Link
}

// Link is a link with its text.
type Link struct{ URL, Label string }

// OK reports whether the status is 200.
func (a Answer) OK() bool { return a.Status == http.StatusOK }

// fetch requests a token with the client's secret, or with an assertion that the browser
// signed. If there is a token, answered has only the status.
func (p Trier) fetch(ctx context.Context, t *Trial, api *store.ResourceServer, scope, assertion string) (raw string, answered Answer) {
	form := t.request()
	form.Set("audience", api.Identifier)
	if scope != "" {
		form.Set("scope", scope)
	}
	return p.requestToken(ctx, t.client, form, assertion)
}

// requestToken sends a token request as the client, with its secret or the assertion if it
// has to authenticate with one. If there is a token, answered has only the status.
func (p Trier) requestToken(ctx context.Context, client *store.Client, form url.Values, assertion string) (raw string, answered Answer) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	switch MethodOf(client) {
	case SecretBasic:
		basic := http.Request{Header: header}
		basic.SetBasicAuth(url.QueryEscape(client.ClientID), url.QueryEscape(client.ClientSecret))
	case PrivateKey:
		form.Set("client_id", client.ClientID)
		form.Set("client_assertion_type", assertionType)
		form.Set("client_assertion", assertion)
	case None:
		form.Set("client_id", client.ClientID)
	default:
		form.Set("client_id", client.ClientID)
		form.Set("client_secret", client.ClientSecret)
	}
	status, header, body := p.ask(ctx, http.MethodPost, oauth.TokenPath, header, form.Encode())
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &token); err == nil && token.AccessToken != "" {
		return token.AccessToken, Answer{Status: status}
	}
	return "", answerOf(status, header, body)
}

// call calls the API's sample endpoint with the token. The endpoint requires the scope,
// unless it is empty.
func (p Trier) call(ctx context.Context, api *store.ResourceServer, raw, scope string) Answer {
	path := oauth.CheckPath(api.Identifier) + "?" + url.Values{"scope": {scope}}.Encode()
	return answerOf(p.ask(ctx, http.MethodGet, path, http.Header{"Authorization": {"Bearer " + raw}}, ""))
}

// ask sends a request to the tenant's Authentication API in process. Faults do not apply
// to it, so that the page does not use them up.
func (p Trier) ask(ctx context.Context, method, path string, header http.Header, body string) (int, http.Header, []byte) {
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

func answerOf(status int, header http.Header, body []byte) Answer {
	a := Answer{Status: status, Challenge: header.Get("WWW-Authenticate"), Body: string(body)}
	var value any
	if err := json.Unmarshal(body, &value); err == nil {
		a.Body = display.JSON(value)
	}
	return a
}
