package mockserver

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheCodeOfARefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"of the Management API":      {`{"statusCode":403,"error":"Forbidden","message":"m","errorCode":"insufficient_scope"}`, "insufficient_scope"},
		"of an OAuth endpoint":       {`{"error":"access_denied","error_description":"d"}`, "access_denied"},
		"a status is no code":        {`{"statusCode":404,"error":"Forbidden","message":"m"}`, ""},
		"words are no code":          {`{"error":"Not Found"}`, ""},
		"not what a terminal obeys":  {`{"errorCode":"a\u001b[2Jb"}`, ""},
		"not a line of its own":      {`{"errorCode":"a\n200 GET /"}`, ""},
		"not what is too long":       {`{"errorCode":"` + strings.Repeat("x", 65) + `"}`, ""},
		"of another type":            {`{"errorCode":7}`, ""},
		"not JSON":                   {`<html>`, ""},
		"cut off":                    {`{"errorCode":"insuff`, ""},
		"none":                       {``, ""},
		"an object without anything": {`{}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := errorCode([]byte(c.body)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestARequestsEntryHasTheCodeOfItsRefusal(t *testing.T) {
	t.Parallel()
	var entries []RequestLogEntry
	server, err := New(context.Background(), Options{
		Issuer: "https://tenant.test/", OnRequest: func(e RequestLogEntry) { entries = append(entries, e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodPost, "/oauth/token", strings.NewReader("grant_type=nothing&client_id=c&client_secret=s3cret")),
		httptest.NewRequest(http.MethodGet, "/.well-known/jwks.json", nil),
	} {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		server.ServeHTTP(httptest.NewRecorder(), r)
	}
	if len(entries) != 2 || entries[0].Status < 400 || entries[0].Code == "" || entries[1].Code != "" {
		t.Errorf("got %+v", entries)
	}
}
