package mockserver

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// observe calls the handler, converts a panic to a response with status 500, and
// reports the request.
func (s *Server) observe(w http.ResponseWriter, r *http.Request) {
	entry := RequestLogEntry{
		Time:       s.now(),
		Method:     r.Method,
		Path:       r.URL.EscapedPath(),
		RemoteAddr: r.RemoteAddr,
	}
	watched := &statusWriter{ResponseWriter: w, entry: &entry}
	defer func() {
		p := recover()
		if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // the panic value itself, as net/http compares it
			entry.Panic = fmt.Sprintf("%v\n%s", p, debug.Stack())
			if watched.status == 0 {
				management.WriteError(watched, http.StatusInternalServerError, "", "The mock tenant failed on this request; its log has the reason")
				p = nil
			} else {
				p = http.ErrAbortHandler // the response is incomplete: close the connection
			}
		}
		if watched.status == 0 && entry.Status == 0 {
			watched.status = http.StatusOK
		}
		if watched.status != 0 {
			entry.Status = watched.status
		}
		if len(watched.errorBody) > 0 {
			entry.Code = errorCode(watched.errorBody)
		}
		entry.Route = s.pattern(r)
		entry.Duration = s.now().Sub(entry.Time)
		s.report(r, entry)
		if p != nil {
			panic(p)
		}
	}()
	r = r.WithContext(store.WithOneCheck(r.Context()))
	if err := s.follow(r.Context()); err != nil && !s.isPage(r) { // the page has its own answer
		writeFailure(watched, r, err)
		return
	}
	s.handler.ServeHTTP(watched, r)
}

// writeFailure answers in the form of the API that the request is for.
func writeFailure(w http.ResponseWriter, r *http.Request, err error) {
	if oauth.Serves(r.URL.EscapedPath()) {
		protocol.WriteError(w, err)
		return
	}
	management.WriteFailure(w, err)
}

func (s *Server) isPage(r *http.Request) bool { return s.hasPage && page.Serves(r.URL.EscapedPath()) }

// report logs a request of the tenant's clients. It does not log requests for the
// page: a page that is open in a browser would fill the log.
func (s *Server) report(r *http.Request, entry RequestLogEntry) {
	isPage := s.isPage(r)
	if faults.IsExempt(r.Context()) || isPage && r.Method == http.MethodGet && entry.Status == http.StatusOK {
		return
	}
	if !IsControl(entry.Path) && !isPage {
		s.requests.Add(entry)
	}
	s.metrics.Request(entry)
	if s.onRequest != nil {
		s.onRequest(entry)
	}
}

// statusWriter records the status, and the beginning of an error response. As a
// [faults.Witness] it also records the status that an injected fault replaced.
type statusWriter struct {
	http.ResponseWriter
	status int
	entry  *RequestLogEntry
	// errorBody is the beginning of the body if the status is 400 or above.
	errorBody []byte
}

// Injected implements faults.Witness.
func (w *statusWriter) Injected(fault string, status int) {
	w.entry.Fault, w.entry.Status = fault, status
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.status >= http.StatusBadRequest {
		w.errorBody = append(w.errorBody, p[:min(len(p), maxErrorBody-len(w.errorBody))]...)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets an http.ResponseController use the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
