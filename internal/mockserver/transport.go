package mockserver

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/recorder"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// InProcess is the RemoteAddr of a request through [Server.Transport].
const InProcess = requestlog.InProcess

// Transport returns a round tripper that passes requests to the tenant without a
// connection: without a port and TLS, for any scheme and host of the URL. Like
// http.Transport, it honours the request's context: RoundTrip returns when the
// context ends, and the handler gets the same context.
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
		response *recorder.Recorder
		err      error
	}
	done := make(chan result, 1)
	go func() {
		response := recorder.New()
		var err error
		defer func() {
			_ = body.Close()
			if p := recover(); p != nil {
				// Over a connection, the client would get an incomplete response.
				err = fmt.Errorf("the mock tenant aborted its answer to %s %s: %v", req.Method, req.URL.EscapedPath(), p)
			}
			done <- result{response, err}
		}()
		t.handler.ServeHTTP(response, serverRequest(req, body))
	}()

	select {
	case <-req.Context().Done():
		return nil, req.Context().Err()
	case r := <-done:
		if r.err != nil {
			return nil, r.err
		}
		return clientResponse(req, r.response), nil
	}
}

// serverRequest converts a client's request to the form that a server receives.
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
	// A server never sees these. The standard client has moved the URL's user
	// information to the header already.
	in.Close, in.GetBody, in.Response = false, nil, nil
	return in
}

// clientResponse converts a recorded response to the form that a client receives.
func clientResponse(req *http.Request, recorded *recorder.Recorder) *http.Response {
	status, header, body := recorded.Response()
	length := int64(len(body))
	if req.Method == http.MethodHead {
		body = nil
	} else if header.Get("Content-Length") == "" && status != http.StatusNoContent {
		header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return &http.Response{
		Status:     strconv.Itoa(status) + " " + http.StatusText(status),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        header,
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: length,
		Request:       req,
	}
}
