package endpoint

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// authenticate verifies the request's bearer token: issued by this tenant, for
// the Management API, and signed with a key that was not revoked.
func (s *Server) authenticate(r *http.Request) (*verify.Token, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		refusal := Refuse(http.StatusUnauthorized, "invalid_token", "Missing authentication")
		refusal.challenge = "Bearer"
		return nil, refusal
	}
	scheme, raw, _ := strings.Cut(header, " ")
	raw = strings.TrimSpace(raw)
	if !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return nil, invalidToken("Bad HTTP authentication header format")
	}
	set, err := s.JWKS(r.Context())
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's keys: %w", err)
	}
	token, err := s.verified.verify(r.Context(), raw, set, verify.Policy{
		Issuer:     s.Issuer,
		Audience:   Audience(s.Issuer),
		Algorithms: []jose.SignatureAlgorithm{jose.RS256}, // a system API's, which cannot be changed
		Now:        s.Now,
	})
	if from := s.TokensFrom(); err == nil && token.IssuedAt().Before(from) {
		return nil, invalidToken("Invalid token: the token expired at %s", from.UTC().Format(time.RFC3339))
	}
	if err == nil {
		return token, nil
	}
	if verify.ReasonOf(err) == "" {
		return nil, fmt.Errorf("verifying the bearer token: %w", err)
	}
	return nil, invalidToken("Invalid token: %s", err)
}

func invalidToken(format string, args ...any) *Error {
	refusal := Refuse(http.StatusUnauthorized, "invalid_token", format, args...)
	refusal.challenge = `Bearer error="invalid_token"`
	return refusal
}

func (r *Request) authorize(op Operation) error {
	if !op.AllScopes {
		return r.RequireScope(op.Scopes...)
	}
	for _, scope := range op.Scopes {
		if !r.HasScope(scope) {
			return insufficientScope(op.Scopes)
		}
	}
	return nil
}

// RequireScope refuses a token that has none of the scopes.
func (r *Request) RequireScope(anyOf ...string) error {
	if r.HasScope(anyOf...) {
		return nil
	}
	return insufficientScope(anyOf)
}

func insufficientScope(anyOf []string) error {
	refusal := Refuse(http.StatusForbidden, "insufficient_scope", "Insufficient scope, expected any of: %s", strings.Join(anyOf, ","))
	refusal.challenge = fmt.Sprintf(`Bearer error="insufficient_scope", scope="%s"`, strings.Join(anyOf, " "))
	return refusal
}

// HasScope reports whether the token has one of the scopes.
func (r *Request) HasScope(anyOf ...string) bool { return slices.ContainsFunc(anyOf, r.token.HasScope) }
