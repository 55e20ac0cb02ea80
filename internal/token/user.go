package token

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const authorizePath = "/authorize"

// UserRequest describes a token that a client gets for a user.
type UserRequest struct {
	// Credentials of a public client have no secret. Assertions are not supported.
	Credentials
	// User is the user's name, which is sent as login_hint.
	User string
	// Audience is the identifier of the API.
	Audience string
	// Scopes are the scopes to request. Without any, the tenant decides.
	Scopes []string
	// RedirectURI is one of the client's callbacks. It may be empty if the client has
	// exactly one.
	RedirectURI string
	// Organization is the ID or name of an organization, or empty.
	Organization string
}

// FetchForUser fetches a token for a user, with a code (RFC 6749, section 4.1) and PKCE, and
// verifies it like FetchVerified. Scopes that were requested and not granted are not an
// error. Nothing is cached.
//
// No page is shown (prompt=none; OpenID Connect Core, section 3.1.2.1). A mock tenant then
// logs in the user of login_hint. The service does not: its error is login_required.
//
// Errors are *Error (the tenant refused a request), *verify.Error (the token is not valid)
// and *SigningSecretNeededError.
func (f *Fetcher) FetchForUser(ctx context.Context, request UserRequest, key VerifyKey) (*Token, *verify.Token, error) {
	verifier, err := f.randomText()
	if err != nil {
		return nil, nil, err
	}
	code, err := f.authorize(ctx, request, verifier)
	if err != nil {
		return nil, nil, err
	}
	token, err := f.redeem(ctx, request, code, verifier)
	if err != nil {
		return nil, nil, err
	}
	verified, err := f.Verify(ctx, token.AccessToken, request.Audience, key)
	return token, verified, err
}

// randomText returns 256 random bits: a code verifier (RFC 7636, section 4.1) or a state.
func (f *Fetcher) randomText() (string, error) {
	random := make([]byte, 32)
	if _, err := io.ReadFull(f.random, random); err != nil {
		return "", fmt.Errorf("reading randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(random), nil
}

// authorize requests a code.
func (f *Fetcher) authorize(ctx context.Context, request UserRequest, verifier string) (code string, err error) {
	state, err := f.randomText()
	if err != nil {
		return "", err
	}
	challenge := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"response_type": {"code"}, "client_id": {request.ClientID}, "audience": {request.Audience}, "state": {state},
		"prompt": {"none"}, "login_hint": {request.User},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
	for name, value := range map[string]string{
		"redirect_uri": request.RedirectURI, "organization": request.Organization, "scope": strings.Join(slices.Sorted(slices.Values(request.Scopes)), " "),
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	status, body, answer, err := f.redirected(ctx, authorizePath+"?"+query.Encode())
	if err != nil {
		return "", fmt.Errorf("asking for a code for user %q as client %q: %w", request.User, request.ClientID, err)
	}
	if answer == nil {
		return "", newError(request.plain(), status, body)
	}
	if answer.Get("error") != "" {
		return "", &Error{
			StatusCode: status, Code: answer.Get("error"), Description: answer.Get("error_description"), Audience: request.Audience, ClientID: request.ClientID,
		}
	}
	if answer.Get("state") != state || answer.Get("code") == "" {
		return "", fmt.Errorf("asking for a code for user %q as client %q: the tenant's answer has no code for this request", request.User, request.ClientID)
	}
	return answer.Get("code"), nil
}

// redirected sends a GET, and returns the query of the URL that the answer redirects to, which
// is not followed: it belongs to the client. answer is nil if the tenant does not redirect.
func (f *Fetcher) redirected(ctx context.Context, path string) (status int, body []byte, answer url.Values, err error) {
	client := *f.http.GetClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	request := resty.NewWithClient(&client).SetBaseURL(f.http.BaseURL).R().SetContext(ctx).SetHeaderMultiValues(f.http.Header)
	response, err := request.SetHeader("Accept", "application/json").SetResponseBodyLimit(maxResponseBody).Get(path)
	if err != nil {
		return 0, nil, nil, err
	}
	if location, err := response.RawResponse.Location(); err == nil {
		return response.StatusCode(), nil, location.Query(), nil
	}
	return response.StatusCode(), response.Body(), nil, nil
}

// redeem exchanges a code for a token.
func (f *Fetcher) redeem(ctx context.Context, request UserRequest, code, verifier string) (*Token, error) {
	var sent time.Time
	build := func() (*resty.Request, error) {
		sent = f.now()
		out := f.http.R().SetHeader("Accept", "application/json")
		form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}}
		if request.RedirectURI != "" {
			form.Set("redirect_uri", request.RedirectURI)
		}
		if request.BasicAuth {
			out.SetBasicAuth(url.QueryEscape(request.ClientID), url.QueryEscape(request.ClientSecret)) // RFC 6749, section 2.3.1
		} else {
			form.Set("client_id", request.ClientID)
			if request.ClientSecret != "" {
				form.Set("client_secret", request.ClientSecret)
			}
		}
		return out.SetFormDataFromValues(form), nil
	}
	response, err := f.send(ctx, build, http.MethodPost, tokenPath)
	if err != nil {
		return nil, fmt.Errorf("asking for a token for audience %q and user %q as client %q: %w", request.Audience, request.User, request.ClientID, err)
	}
	if response.StatusCode() != http.StatusOK {
		return nil, newError(request.plain(), response.StatusCode(), response.Body())
	}
	token, err := parseToken(response.Body(), false, sent)
	if err != nil {
		return nil, fmt.Errorf("reading the token for audience %q and user %q: %w", request.Audience, request.User, err)
	}
	return token, nil
}

// plain is what errors say of the request.
func (r UserRequest) plain() Request {
	return Request{Credentials: r.Credentials, Audience: r.Audience}
}
