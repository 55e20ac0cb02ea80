package mockserver

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// InProcess is the RemoteAddr of a request that came through
// [Server.Transport] and not through a listener.
const InProcess = requestlog.InProcess

// Transport returns a round tripper that hands requests to the tenant without
// a connection: no port, no TLS, whatever scheme and host the URL names. It
// honours the request's context as http.Transport does: RoundTrip returns when
// the context ends, and the handler sees the same context.
func (s *Server) Transport() http.RoundTripper { return transport{handler: s} }

type transport struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body := req.Body
	if body == nil {
		body = http.NoBody
	}
	if err := req.Context().Err(); err != nil {
		_ = body.Close() // a RoundTripper closes the body, also on errors
		return nil, err
	}

	type result struct {
		answer *answer
		err    error
	}
	done := make(chan result, 1)
	go func() {
		a := newAnswer()
		var err error
		defer func() {
			_ = body.Close()
			if p := recover(); p != nil {
				// Over a connection, the client would see it cut.
				err = fmt.Errorf("the mock tenant aborted its answer to %s %s: %v", req.Method, req.URL.EscapedPath(), p)
			}
			done <- result{a, err}
		}()
		t.handler.ServeHTTP(a, serverRequest(req, body))
	}()

	select {
	case <-req.Context().Done():
		return nil, req.Context().Err()
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return r.answer.response(req), nil
	}
}

// serverRequest makes of a client's request what a server would read off the
// wire.
func serverRequest(req *http.Request, body io.ReadCloser) *http.Request {
	in := req.Clone(req.Context())
	in.Body = body
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = InProcess
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	in.URL.Scheme, in.URL.Host, in.URL.User, in.URL.Fragment = "", "", nil, ""
	if in.Header == nil {
		in.Header = http.Header{}
	}
	// The standard client moves userinfo of the URL to the header itself; what
	// is left here is only what a server never sees.
	in.Close, in.GetBody, in.Response = false, nil, nil
	return in
}

// answer collects what a handler writes.
type answer struct {
	header http.Header
	sent   http.Header // header at the time of WriteHeader
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status != 0 || (status >= 100 && status < 200) {
		return
	}
	a.status, a.sent = status, a.header.Clone()
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *answer) response(req *http.Request) *http.Response {
	a.WriteHeader(http.StatusOK)
	length := int64(a.body.Len())
	if req.Method == http.MethodHead {
		a.body.Reset()
	} else if a.sent.Get("Content-Length") == "" && a.status != http.StatusNoContent {
		a.sent.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return &http.Response{
		Status:     strconv.Itoa(a.status) + " " + http.StatusText(a.status),
		StatusCode: a.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        a.sent,
		Body:          io.NopCloser(&a.body),
		ContentLength: length,
		Request:       req,
	}
}
