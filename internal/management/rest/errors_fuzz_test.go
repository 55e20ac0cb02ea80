package rest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzErrorDecoding(f *testing.F) {
	f.Add(400, []byte(`{"statusCode":400,"error":"Bad Request","message":"hunter2 \u001b","errorCode":"invalid_body"}`))
	f.Add(502, []byte("<html>\xff hunter2 </html>"))
	f.Add(0, []byte(`{"error":null}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := Error{Method: "GET", Path: "/x", StatusCode: status}
		e.decode(body, []string{"hunter2", "x"})
		text := e.Error()
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("%q is not fit for a terminal", text)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("%q holds a secret", text)
		}
		if len(text) > maxMessage+3*maxExcerpt {
			t.Errorf("the error has %d bytes", len(text))
		}
	})
}
