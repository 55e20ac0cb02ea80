package management

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// request is a request that may be served: its token is good and has the
// scope, its query and its body fit their schemas.
type request struct {
	ctx   context.Context
	token *verify.Token
	// id is the path's object, decoded once; member is what it has of its own.
	id, member string
	query      map[string]any
	// body is nil for an operation without one.
	body map[string]any
}

func (a *api) serve(op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := a.perform(op, w, r)
		if err != nil {
			writeError(w, asAPIError(err))
			return
		}
		if op.status == http.StatusNoContent {
			w.WriteHeader(op.status)
			return
		}
		writeJSON(w, op.status, answer)
	})
}

func (a *api) perform(op operation, w http.ResponseWriter, r *http.Request) (any, error) {
	token, err := a.authenticate(r)
	if err != nil {
		return nil, err
	}
	if err := requireScope(token, op.scopes...); err != nil {
		return nil, err
	}
	req := &request{ctx: r.Context(), token: token, id: r.PathValue("id"), member: r.PathValue("member")}
	if req.query, err = a.readQuery(op, r); err != nil {
		return nil, err
	}
	if op.body != "" {
		if req.body, err = a.readBody(op, w, r); err != nil {
			return nil, err
		}
	}
	return op.handle(req)
}

func (a *api) readQuery(op operation, r *http.Request) (map[string]any, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalidQuery("the query string cannot be decoded.")
	}
	query := a.Schemas.DecodeQuery(op.query, values)
	if err := a.Schemas.Check(op.query, query); err != nil {
		return nil, violating(err, invalidQuery)
	}
	return query, nil
}

// names are what the path's object may be meant by: what the path says, and
// that decoded once more, because clients are seen to encode an identifier
// twice.
func (r *request) names() []string {
	again, err := url.PathUnescape(r.id)
	if err != nil || again == r.id {
		return []string{r.id}
	}
	return []string{r.id, again}
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

func writeError(w http.ResponseWriter, err *apiError) {
	if err.challenge != "" {
		w.Header().Set("WWW-Authenticate", err.challenge)
	}
	writeJSON(w, err.StatusCode, err)
}
