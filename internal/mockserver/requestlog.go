package mockserver

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"time"
)

// RequestLogEntry describes one request that the tenant answered. It holds no
// header, query or body, so no secret.
type RequestLogEntry struct {
	// Time is when the request arrived.
	Time time.Time
	// Method and Path are the request's. Path is as it was sent, so that an
	// API's identifier in it is still URL-encoded.
	Method, Path string
	// RemoteAddr is the peer's address, or [InProcess].
	RemoteAddr string
	// Status is the HTTP status of the answer.
	Status int
	// Duration is the time from arrival to the end of the handler.
	Duration time.Duration
	// Panic is the value and stack of a panic that became a 500, or empty.
	Panic string
}

// observe calls the handler, turns a panic into a JSON 500, and reports the
// request.
func (s *Server) observe(w http.ResponseWriter, r *http.Request) {
	entry := RequestLogEntry{
		Time:       s.now(),
		Method:     r.Method,
		Path:       r.URL.EscapedPath(),
		RemoteAddr: r.RemoteAddr,
	}
	watched := &statusWriter{ResponseWriter: w}
	defer func() {
		p := recover()
		if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // the panic value itself, as net/http compares it
			entry.Panic = fmt.Sprintf("%v\n%s", p, debug.Stack())
			if watched.status == 0 {
				writeError(watched, http.StatusInternalServerError, "The mock tenant failed on this request; its log has the reason")
				p = nil
			} else {
				p = http.ErrAbortHandler // the answer is half written: cut it
			}
		}
		if watched.status == 0 {
			watched.status = http.StatusOK
		}
		entry.Status = watched.status
		entry.Duration = s.now().Sub(entry.Time)
		if s.onRequest != nil {
			s.onRequest(entry)
		}
		if p != nil {
			panic(p)
		}
	}()
	s.handler.ServeHTTP(watched, r)
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
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
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
