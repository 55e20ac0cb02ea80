package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/go-resty/resty/v2"
)

func TestWhatIsRepeated(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	reset := &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	all := []string{"GET", "PATCH", "PUT", "DELETE", "POST"}
	idempotent := all[:4]
	for name, c := range map[string]struct {
		status   int
		err      error
		repeated []string
	}{
		"429":                        {429, nil, all},
		"502":                        {502, nil, idempotent},
		"503":                        {503, nil, idempotent},
		"504":                        {504, nil, idempotent},
		"500":                        {500, nil, idempotent},
		"400":                        {400, nil, nil},
		"401":                        {401, nil, nil},
		"404":                        {404, nil, nil},
		"409":                        {409, nil, nil},
		"a refused connection":       {0, dial, all},
		"a proxy that is not there":  {0, &net.OpError{Op: "proxyconnect", Err: dial}, all},
		"a reset connection":         {0, reset, idempotent},
		"an answer cut short":        {0, io.ErrUnexpectedEOF, idempotent},
		"a closed connection":        {0, io.EOF, idempotent},
		"HTTP/2 going away":          {0, errors.New("http2: server sent GOAWAY and closed the connection"), idempotent},
		"a timeout":                  {0, context.DeadlineExceeded, idempotent},
		"no such host":               {0, &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}, nil},
		"a name server that is busy": {0, &net.OpError{Op: "dial", Err: &net.DNSError{IsTemporary: true}}, all},
		"a bad certificate":          {0, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, nil},
		"no TLS at all":              {0, tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, nil},
		"a TLS alert":                {0, &net.OpError{Op: "remote error", Err: errors.New("tls: protocol version not supported")}, nil},
		"too long an answer":         {0, resty.ErrResponseBodyTooLarge, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := &resty.Response{RawResponse: &http.Response{StatusCode: c.status}}
			err := c.err
			if err != nil {
				answer = &resty.Response{}
				err = &url.Error{Op: "Get", URL: "https://tenant.test/", Err: err}
			}
			var got []string
			for _, method := range all {
				if (Request{Method: method}).repeatable(answer, err) {
					got = append(got, method)
				}
			}
			if !slices.Equal(got, c.repeated) {
				t.Errorf("repeated: %v, want %v", got, c.repeated)
			}
		})
	}
}
