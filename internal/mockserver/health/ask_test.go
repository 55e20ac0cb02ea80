package health

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The health check of a container fails with the answer of a server that is not ready, with or
// without TLS.
func TestAskReportsWhyAServerIsNotReady(t *testing.T) {
	t.Parallel()
	var reason error
	state := New(Options{Checks: []Check{{"store", func(context.Context) error { return reason }}}})
	plain, secure := httptest.NewServer(state), httptest.NewTLSServer(state)
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	urls := []string{plain.URL, plain.URL + "/", secure.URL}
	for _, url := range urls {
		if err := Ask(t.Context(), url); err != nil {
			t.Errorf("%s is ready: %v", url, err)
		}
	}
	reason = errors.New("the disk is full")
	for _, url := range urls {
		if err := Ask(t.Context(), url); err == nil || !strings.Contains(err.Error(), `"store":"failed"`) {
			t.Errorf("%s is not ready: %v", url, err)
		}
	}
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	if err := Ask(t.Context(), other.URL); err == nil || !strings.Contains(err.Error(), "404 page not found") {
		t.Errorf("another program: %v", err)
	}
}
