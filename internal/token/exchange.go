package token

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	tokenPath = "/oauth/token"
	// tokenExchangeGrant and accessTokenType are of RFC 8693, sections 2.1 and 3.
	tokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange"
	accessTokenType    = "urn:ietf:params:oauth:token-type:access_token"
	// maxResponseBody limits a response body, in bytes.
	maxResponseBody = 1 << 20
	// maxLifetime is far above the service's 30 days, in seconds. It keeps a wrong
	// response from overflowing a duration.
	maxLifetime = 10 * 365 * 24 * 3600
	// assumedLifetime is how long a token is cached if neither the response nor the
	// token itself has a lifetime. A token that an API refuses earlier is dropped
	// (see Fetcher.Forget).
	assumedLifetime = 5 * time.Minute
)

// exchange requests a token from the tenant.
func (f *Fetcher) exchange(ctx context.Context, request Request) (*Token, error) {
	var sent time.Time
	nonce := ""
	build := func() (*resty.Request, error) {
		sent = f.now()
		return f.tokenRequest(request, nonce)
	}
	response, err := f.send(ctx, build, http.MethodPost, tokenPath)
	if err == nil && request.Proof != nil {
		if nonce = demandedNonce(response); nonce != "" {
			response, err = f.send(ctx, build, http.MethodPost, tokenPath)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("asking for a token for audience %q as client %q: %w", request.Audience, request.ClientID, err)
	}
	if response.StatusCode() != http.StatusOK {
		return nil, newError(request, response.StatusCode(), response.Body())
	}
	token, err := parseToken(response.Body(), request.Proof != nil, sent)
	if err != nil {
		return nil, fmt.Errorf("reading the token for audience %q and client %q: %w", request.Audience, request.ClientID, err)
	}
	return token, nil
}

// demandedNonce returns the nonce that a tenant demands in the proof; "" if it demands
// none.
func demandedNonce(response *resty.Response) string {
	var refusal struct {
		Code string `json:"error"`
	}
	if response.StatusCode() != http.StatusBadRequest || json.Unmarshal(response.Body(), &refusal) != nil || refusal.Code != proofNonceError {
		return ""
	}
	return response.Header().Get(proofNonceHeader)
}

// tokenRequest builds the request. nonce is for the proof; it may be "".
func (f *Fetcher) tokenRequest(request Request, nonce string) (*resty.Request, error) {
	out := f.http.R().SetHeader("Accept", "application/json")
	form := url.Values{"grant_type": {"client_credentials"}, "audience": {request.Audience}}
	if request.SubjectToken != "" {
		form.Set("grant_type", tokenExchangeGrant)
		form.Set("subject_token", request.SubjectToken)
		form.Set("subject_token_type", accessTokenType)
		form.Set("requested_token_type", accessTokenType)
	}
	if request.Organization != "" {
		form.Set("organization", request.Organization)
	}
	if request.Proof != nil {
		proof, err := request.Proof.prove(f.http.BaseURL+tokenPath, nonce, f.now(), f.random)
		if err != nil {
			return nil, err
		}
		out.SetHeader(proofScheme, proof)
	}
	if scopes := request.scopes(); len(scopes) > 0 {
		form.Set("scope", strings.Join(scopes, " "))
	}
	switch {
	case request.Assertion != nil:
		assertion, err := request.Assertion.sign(request.ClientID, f.issuer, f.now(), f.random)
		if err != nil {
			return nil, err
		}
		form.Set("client_id", request.ClientID)
		form.Set("client_assertion_type", assertionType)
		form.Set("client_assertion", assertion)
	case request.BasicAuth:
		// Both parts are form-encoded first (RFC 6749, section 2.3.1).
		pair := url.QueryEscape(request.ClientID) + ":" + url.QueryEscape(request.ClientSecret)
		out.SetHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	default:
		form.Set("client_id", request.ClientID)
		form.Set("client_secret", request.ClientSecret)
	}
	return out.SetFormDataFromValues(form), nil
}

// parseToken reads a response. proven says that the request had a proof: then the token
// may be bound to its key.
func parseToken(body []byte, proven bool, sent time.Time) (*Token, error) {
	var parsed struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
		Scope       string `json:"scope"`
		ExpiresIn   *int64 `json:"expires_in"`
	}
	switch err := json.Unmarshal(body, &parsed); {
	case err != nil:
		// The decoder's error may quote the body, and with it the token.
		return nil, errors.New("the tenant's response is not the JSON of RFC 6749, section 5.1")
	case parsed.AccessToken == "":
		return nil, errors.New("the tenant's response has no access_token")
	case !strings.EqualFold(parsed.TokenType, "Bearer") && !(proven && strings.EqualFold(parsed.TokenType, proofScheme)):
		return nil, fmt.Errorf("the tenant's token_type is %q; expected Bearer", parsed.TokenType)
	case parsed.ExpiresIn != nil && (*parsed.ExpiresIn < 0 || *parsed.ExpiresIn > maxLifetime):
		return nil, fmt.Errorf("the tenant's expires_in is %d seconds; expected 0 to %d", *parsed.ExpiresIn, maxLifetime)
	}
	token := &Token{AccessToken: parsed.AccessToken, TokenType: parsed.TokenType, Scope: parsed.Scope}
	if parsed.ExpiresIn != nil {
		token.ExpiresIn = *parsed.ExpiresIn
	} else if lifetime, known := ownLifetime(parsed.AccessToken, sent); known {
		token.ExpiresIn = lifetime
	} else {
		token.keptUntil = sent.Add(assumedLifetime)
	}
	if token.ExpiresIn > 0 {
		token.ExpiresAt = sent.Add(time.Duration(token.ExpiresIn) * time.Second)
	}
	return token, nil
}

// ownLifetime returns the lifetime that the token itself has, in seconds, if it is
// a JWT with an "exp". The lifetime begins at "iat", which is on the same clock, or
// without an "iat" when the request was sent.
func ownLifetime(accessToken string, sent time.Time) (seconds int64, known bool) {
	token, err := verify.Decode(accessToken)
	if err != nil || token.ExpiresAt().IsZero() {
		return 0, false
	}
	from := token.IssuedAt()
	if from.IsZero() {
		from = sent
	}
	return min(max(0, token.ExpiresAt().Unix()-from.Unix()), maxLifetime), true
}
