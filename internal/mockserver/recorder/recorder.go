// Package recorder records a response in memory, for the mock's in-process transport
// and for the faults that delay or lose a response.
package recorder

import (
	"bytes"
	"net/http"
)

// Recorder is an http.ResponseWriter that keeps the response. Like a connection, it
// ignores a second status, and changes of the header after the status was written.
type Recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

// New returns an empty Recorder.
func New() *Recorder { return &Recorder{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (r *Recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter. It drops informational responses.
func (r *Recorder) WriteHeader(status int) {
	if r.status != 0 || (status >= 100 && status < 200) {
		return
	}
	r.status, r.sent = status, r.header.Clone()
}

// Write implements http.ResponseWriter.
func (r *Recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// Response returns the recorded response. The status is 200 if the handler wrote
// none.
func (r *Recorder) Response() (status int, header http.Header, body []byte) {
	r.WriteHeader(http.StatusOK)
	return r.status, r.sent, r.body.Bytes()
}
