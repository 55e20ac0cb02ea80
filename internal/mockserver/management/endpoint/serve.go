package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Server turns operations into HTTP handlers.
type Server struct {
	// Issuer is the tenant's URL with a slash at its end.
	Issuer  string
	Schemas *schema.Schemas
	Now     func() time.Time
	// JWKS are the public keys that verify bearer tokens.
	JWKS func(context.Context) (jose.JSONWebKeySet, error)
	// TokensFrom is when the oldest bearer token that is still good was issued.
	TokensFrom func() time.Time
	// Wrote, if not nil, is called for each write that succeeded, before it is answered.
	Wrote func(Write)

	verified verifiedTokens
}

// Request is a request that may be served: its token is good and has the
// scope, its query and its body fit their schemas.
type Request struct {
	Context context.Context
	// ID is the path's object, decoded once; Member is what it has of its own.
	ID, Member string
	Query      map[string]any
	// Body is nil for an operation without one.
	Body map[string]any

	token *verify.Token
}

// Handler serves one operation.
func (s *Server) Handler(op Operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, body, err := s.perform(op, w, r)
		if err != nil {
			WriteError(w, AsError(err))
			return
		}
		answer, is := body.(Answer)
		if !is {
			answer = Answer{Status: op.Status, Body: body}
		}
		if s.Wrote != nil && op.Method != http.MethodGet && !op.ReadOnly {
			s.Wrote(Write{Operation: op, HTTP: r, Token: req.token, Body: req.Body, Answer: answer.Body, Status: answer.Status})
		}
		if op.Status == http.StatusNoContent {
			w.WriteHeader(op.Status)
			return
		}
		maps.Copy(w.Header(), answer.Header)
		writeJSON(w, answer.Status, answer.Body)
	})
}

func (s *Server) perform(op Operation, w http.ResponseWriter, r *http.Request) (req *Request, answer any, err error) {
	token, err := s.authenticate(r)
	if err != nil {
		return nil, nil, err
	}
	req = &Request{Context: r.Context(), ID: r.PathValue("id"), Member: r.PathValue("member"), token: token}
	if err := req.authorize(op); err != nil {
		return nil, nil, err
	}
	if req.Query, err = s.readQuery(op, r); err != nil {
		return nil, nil, err
	}
	if op.Body != "" {
		if req.Body, err = s.readBody(op, w, r); err != nil {
			return nil, nil, err
		}
	}
	answer, err = op.Handle(req)
	return req, answer, err
}

func (s *Server) readQuery(op Operation, r *http.Request) (map[string]any, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, InvalidQuery("the query string cannot be decoded.")
	}
	query := s.Schemas.DecodeQuery(op.Query, values)
	if err := s.Schemas.Check(op.Query, query); err != nil {
		return nil, violating(err, InvalidQuery)
	}
	return query, nil
}

// Names are what the path's object may be meant by: what the path says, and
// that decoded once more, because clients are seen to encode an identifier
// twice.
func (r *Request) Names() []string {
	again, err := url.PathUnescape(r.ID)
	if err != nil || again == r.ID {
		return []string{r.ID}
	}
	return []string{r.ID, again}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		status = http.StatusInternalServerError
		text.Reset()
		text.WriteString(`{"statusCode":500,"error":"Internal Server Error","message":"The mock tenant could not encode its answer.","errorCode":"internal_error"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	// Answers hold secrets (RFC 9111, section 5.2.2.5).
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that is gone needs no answer.
	_, _ = w.Write(bytes.TrimRight(text.Bytes(), "\n"))
}

// WriteError answers with a refusal.
func WriteError(w http.ResponseWriter, err *Error) {
	if err.challenge != "" {
		w.Header().Set("WWW-Authenticate", err.challenge)
	}
	if err.retryAfter != "" {
		w.Header().Set("Retry-After", err.retryAfter)
	}
	writeJSON(w, err.StatusCode, err)
}
