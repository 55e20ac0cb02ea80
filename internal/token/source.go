package token

import (
	"context"
	"fmt"
)

// Source gives the token that one request is for, fetched when it is first
// needed. It is what a client of the Management API authenticates with. It does
// not print.
type Source struct {
	fetcher *Fetcher
	request Request
}

// Source makes a Source for the request.
func (f *Fetcher) Source(request Request) *Source {
	return &Source{fetcher: f, request: request}
}

// Token returns an access token with life left.
func (s *Source) Token(ctx context.Context) (string, error) {
	token, err := s.fetcher.Fetch(ctx, s.request)
	if err != nil {
		return "", err
	}
	return token.AccessToken, nil
}

// Invalidate says that the token was refused; the next Token is another.
func (s *Source) Invalidate(token string) { s.fetcher.Forget(s.request, token) }

// String says what the source gives, without the secrets of the request: fmt
// does not ask unexported fields how to print them.
func (s Source) String() string { return fmt.Sprintf("a source of %s", s.request) }

// GoString is String, for fmt's %#v.
func (s Source) GoString() string { return s.String() }

// StaticSource gives a token that was made elsewhere. It does not print.
type StaticSource struct{ token string }

// Static makes a StaticSource.
func Static(token string) *StaticSource { return &StaticSource{token: token} }

// Token returns the token.
func (s *StaticSource) Token(context.Context) (string, error) { return s.token, nil }

// Invalidate does nothing: there is no other token to be had.
func (*StaticSource) Invalidate(string) {}

// String hides the token from fmt.
func (StaticSource) String() string { return "(an access token)" }

// GoString hides the token from fmt's %#v.
func (StaticSource) GoString() string { return "token.StaticSource{}" }
