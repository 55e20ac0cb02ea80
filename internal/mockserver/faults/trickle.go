package faults

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/recorder"
)

// pieces is the number of pieces in which the body of a slow response is sent.
const pieces = 10

// trickle sends a response: the header at once, the body in pieces over this time.
func (f *Faults) trickle(ctx context.Context, w http.ResponseWriter, response *recorder.Recorder, over time.Duration) error {
	status, header, body := response.Response()
	maps.Copy(w.Header(), header)
	if len(body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	n := min(pieces, len(body))
	for i := range n {
		// In process there is nothing to flush: the whole response comes late.
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
