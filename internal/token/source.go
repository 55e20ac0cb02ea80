package token

import (
	"context"
	"fmt"
)

// Source provides the token of one request, fetched when it is first needed. A
// client of the Management API authenticates with it. Package fmt does not print
// the secrets of the request.
type Source struct {
	fetcher *Fetcher
	request Request
}

// Source returns a Source for the request.
func (f *Fetcher) Source(request Request) *Source {
	return &Source{fetcher: f, request: request}
}

// Token returns an access token that has not expired.
func (s *Source) Token(ctx context.Context) (string, error) {
	token, err := s.fetcher.Fetch(ctx, s.request)
	if err != nil {
		return "", err
	}
	return token.AccessToken, nil
}

// Invalidate reports that an API refused the token. The next Token is another.
func (s *Source) Invalidate(token string) { s.fetcher.Forget(s.request, token) }

// String hides the secrets of the request: fmt does not call the String methods of
// unexported fields.
func (s Source) String() string { return fmt.Sprintf("a source of %s", s.request) }

// GoString is String, for fmt's %#v.
func (s Source) GoString() string { return s.String() }

// StaticSource provides a token that was obtained elsewhere. Package fmt does not
// print it.
type StaticSource struct{ token string }

// Static returns a StaticSource.
func Static(token string) *StaticSource { return &StaticSource{token: token} }

// Token returns the token.
func (s *StaticSource) Token(context.Context) (string, error) { return s.token, nil }

// Invalidate does nothing, because there is no other token.
func (*StaticSource) Invalidate(string) {}

// String hides the token from fmt.
func (StaticSource) String() string { return "(an access token)" }

// GoString hides the token from fmt's %#v.
func (StaticSource) GoString() string { return "token.StaticSource{}" }
