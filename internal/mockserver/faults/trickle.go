package faults

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// pieces is how many pieces a slow answer's body comes in, unless it has fewer
// bytes.
const pieces = 10

// trickle sends the answer: the header at once, the body in pieces over the
// given time.
func (f *Faults) trickle(ctx context.Context, w http.ResponseWriter, answer *buffer, over time.Duration) error {
	maps.Copy(w.Header(), answer.header)
	body := answer.body.Bytes()
	if len(body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(answer.status())
	n := min(pieces, len(body))
	for i := range n {
		// In process there is nothing to flush; the whole answer comes late.
		_ = http.NewResponseController(w).Flush()
		if err := f.sleep(ctx, over/time.Duration(n)); err != nil {
			return err
		}
		if _, err := w.Write(body[i*len(body)/n : (i+1)*len(body)/n]); err != nil {
			return err
		}
	}
	return nil
}

// buffer is an http.ResponseWriter that keeps the answer.
type buffer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func newBuffer() *buffer { return &buffer{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (b *buffer) Header() http.Header { return b.header }

// WriteHeader implements http.ResponseWriter.
func (b *buffer) WriteHeader(status int) {
	if b.code == 0 && status >= http.StatusOK {
		b.code = status
	}
}

// Write implements http.ResponseWriter.
func (b *buffer) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

func (b *buffer) status() int {
	if b.code == 0 {
		return http.StatusOK
	}
	return b.code
}
