package recorder

import (
	"net/http"
	"testing"
)

func TestTheFirstStatusAndItsHeaderAreKept(t *testing.T) {
	t.Parallel()
	r := New()
	r.WriteHeader(http.StatusEarlyHints)
	r.Header().Set("X-Before", "1")
	r.WriteHeader(http.StatusTeapot)
	r.Header().Set("X-After", "1")
	r.WriteHeader(http.StatusOK)
	if _, err := r.Write([]byte("body")); err != nil {
		t.Fatal(err)
	}
	status, header, body := r.Response()
	if status != http.StatusTeapot || header.Get("X-Before") != "1" || header.Get("X-After") != "" || string(body) != "body" {
		t.Errorf("got %d, %v, %q", status, header, body)
	}
}

func TestAResponseWithoutAStatusIs200(t *testing.T) {
	t.Parallel()
	if status, _, body := New().Response(); status != http.StatusOK || len(body) > 0 {
		t.Errorf("got %d, %q", status, body)
	}
}
