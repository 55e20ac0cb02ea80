package mockserver

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
)

// observe calls the handler, turns a panic into a JSON 500, and reports the
// request.
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
				p = http.ErrAbortHandler // the answer is half written: cut it
			}
		}
		if watched.status == 0 && entry.Status == 0 {
			watched.status = http.StatusOK
		}
		if watched.status != 0 {
			entry.Status = watched.status
		}
		if len(watched.refusal) > 0 {
			entry.Code = errorCode(watched.refusal)
		}
		entry.Duration = s.now().Sub(entry.Time)
		s.report(r, entry)
		if p != nil {
			panic(p)
		}
	}()
	s.handler.ServeHTTP(watched, r)
}

// report logs a request of the tenant's clients. Requests for the page are left
// out: a page that is open in a browser would fill the log.
func (s *Server) report(r *http.Request, entry RequestLogEntry) {
	isPage := s.hasPage && page.Serves(entry.Path)
	if faults.IsExempt(r.Context()) || isPage && r.Method == http.MethodGet && entry.Status == http.StatusOK {
		return
	}
	if !isControl(r) && !isPage {
		s.requests.Add(entry)
	}
	if s.onRequest != nil {
		s.onRequest(entry)
	}
}

// statusWriter remembers the status that was sent, and is the
// [faults.Witness] of what was not.
type statusWriter struct {
	http.ResponseWriter
	status int
	entry  *RequestLogEntry
	// refusal is the begin of the body of an answer of 400 or above.
	refusal []byte
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
		w.refusal = append(w.refusal, p[:min(len(p), maxErrorBody-len(w.refusal))]...)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
