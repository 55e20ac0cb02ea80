// Command relyingparty logs in to a tenant as Go applications do: with go-oidc and
// golang.org/x/oauth2, with both client authentication methods and with automatic
// detection, naming the API by audience or by resource (RFC 8707), and with the client of
// zitadel/oidc. If a response violates OAuth or OpenID
// Connect, it prints an error and the exit code is 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/zitadel/oidc/v3/pkg/client/rp"
	zitadel "github.com/zitadel/oidc/v3/pkg/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// settings are the settings of the application.
type settings struct{ issuer, clientID, secret, audience, callback, home string }

func main() {
	app := settings{
		os.Getenv("ISSUER"), os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET"), os.Getenv("AUDIENCE"), os.Getenv("REDIRECT_URI"), os.Getenv("HOME_URL"),
	}
	ctx := context.Background()
	for name, run := range map[string]func(context.Context) error{
		"go-oidc, Basic":       func(ctx context.Context) error { return app.goOIDC(ctx, oauth2.AuthStyleInHeader, "audience") },
		"go-oidc, post":        func(ctx context.Context) error { return app.goOIDC(ctx, oauth2.AuthStyleInParams, "audience") },
		"go-oidc, auto-detect": func(ctx context.Context) error { return app.goOIDC(ctx, oauth2.AuthStyleAutoDetect, "audience") },
		"go-oidc, resource":    func(ctx context.Context) error { return app.goOIDC(ctx, oauth2.AuthStyleInHeader, "resource") },
		"zitadel/oidc":         app.zitadel,
	} {
		if err := run(ctx); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func scopes() []string { return []string{"openid", "profile", "offline_access", "read:appointments"} }

// goOIDC logs in, refreshes, and gets a token for the application itself. The parameter
// names the API.
func (s settings) goOIDC(ctx context.Context, style oauth2.AuthStyle, parameter string) error {
	provider, err := oidc.NewProvider(ctx, s.issuer)
	if err != nil {
		return err
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = style
	config := oauth2.Config{ClientID: s.clientID, ClientSecret: s.secret, Endpoint: endpoint, RedirectURL: s.callback, Scopes: scopes()}
	verifier := oauth2.GenerateVerifier()
	code, err := silently(ctx, config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier), s.api(parameter), oidc.Nonce("nonce")))
	if err != nil {
		return err
	}
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier), s.api(parameter))
	if err != nil {
		return err
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: s.clientID}).Verify(ctx, raw)
	if err != nil {
		return err
	}
	if err := idToken.VerifyAccessToken(token.AccessToken); err != nil {
		return err
	}
	// The access token is for the API.
	if _, err := provider.Verifier(&oidc.Config{ClientID: s.audience}).Verify(ctx, token.AccessToken); err != nil {
		return err
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	refreshed, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
	if err != nil {
		return err
	}
	if idToken.Nonce != "nonce" || info.Subject != idToken.Subject || refreshed.RefreshToken == token.RefreshToken {
		return fmt.Errorf("nonce %q, subjects %q and %q, refreshed with %q", idToken.Nonce, idToken.Subject, info.Subject, refreshed.RefreshToken)
	}
	own := clientcredentials.Config{
		ClientID: s.clientID, ClientSecret: s.secret, TokenURL: endpoint.TokenURL, AuthStyle: style, EndpointParams: url.Values{parameter: {s.audience}},
	}
	_, err = own.Token(ctx)
	return err
}

// zitadel logs in, refreshes, revokes and logs out.
func (s settings) zitadel(ctx context.Context) error {
	party, err := rp.NewRelyingPartyOIDC(ctx, s.issuer, s.clientID, s.secret, s.callback, scopes(), rp.WithSigningAlgsFromDiscovery())
	if err != nil {
		return err
	}
	verifier := oauth2.GenerateVerifier()
	address := rp.AuthURL("state", party, rp.WithCodeChallenge(oauth2.S256ChallengeFromVerifier(verifier)), func() []oauth2.AuthCodeOption {
		return []oauth2.AuthCodeOption{s.api("audience")}
	})
	code, err := silently(ctx, address)
	if err != nil {
		return err
	}
	tokens, err := rp.CodeExchange[*zitadel.IDTokenClaims](ctx, code, party, rp.WithCodeVerifier(verifier))
	if err != nil {
		return err
	}
	if _, err := rp.Userinfo[*zitadel.UserInfo](ctx, tokens.AccessToken, tokens.TokenType, tokens.IDTokenClaims.Subject, party); err != nil {
		return err
	}
	refreshed, err := rp.RefreshTokens[*zitadel.IDTokenClaims](ctx, party, tokens.RefreshToken, "", "")
	if err != nil {
		return err
	}
	if err := rp.RevokeToken(ctx, party, refreshed.RefreshToken, "refresh_token"); err != nil {
		return err
	}
	target, err := rp.EndSession(ctx, party, tokens.IDToken, s.home, "state", "", nil)
	if err != nil {
		return err
	}
	if target == nil || target.String() != s.home+"?state=state" {
		return fmt.Errorf("logging out leads to %v", target)
	}
	return nil
}

// api is the API that the tokens are for.
func (s settings) api(parameter string) oauth2.AuthCodeOption {
	return oauth2.SetAuthURLParam(parameter, s.audience)
}

// silently replaces a browser: it gets a code without a login page.
func silently(ctx context.Context, address string) (code string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"&prompt=none&login_hint=alice%40example.test", http.NoBody)
	if err != nil {
		return "", err
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	location, err := res.Location()
	if err != nil {
		return "", fmt.Errorf("%s has no answer for the application: %w", res.Status, err)
	}
	answer := location.Query()
	if answer.Get("code") == "" || answer.Get("state") != "state" {
		return "", errors.New(location.RawQuery)
	}
	return answer.Get("code"), nil
}
