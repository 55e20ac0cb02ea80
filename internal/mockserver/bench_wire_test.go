package mockserver_test

import (
	"bufio"
	"net"
	"net/http"
)

// wire is an http.RoundTripper on one connection, one request after the other.
// It does as little as possible, since the client of a benchmark takes its time
// from the same cores as the tenant.
type wire struct {
	conn   net.Conn
	reader *bufio.Reader
	writer *bufio.Writer
}

// RoundTrip implements http.RoundTripper. The answer's body must be read to its
// end before the next request.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.conn == nil {
		conn, err := (&net.Dialer{}).DialContext(req.Context(), "tcp", req.URL.Host)
		if err != nil {
			return nil, err
		}
		w.conn, w.reader, w.writer = conn, bufio.NewReader(conn), bufio.NewWriter(conn)
	}
	if err := req.Write(w.writer); err != nil {
		return nil, err
	}
	if err := w.writer.Flush(); err != nil {
		return nil, err
	}
	return http.ReadResponse(w.reader, req)
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close() // the benchmark is over
	}
}
