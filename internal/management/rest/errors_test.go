package rest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

func TestErrorsKeepWhatTheServiceSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"the service's": {
			400, `{"statusCode":400,"error":"Bad Request","message":"Payload validation error: 'Too few properties'","errorCode":"invalid_body"}`,
			"PATCH /api/v2/resource-servers/x: 400 Bad Request: Payload validation error: 'Too few properties' (invalid_body)",
		},
		"without a code":       {409, `{"statusCode":409,"error":"Conflict","message":"Exists"}`, "PATCH /api/v2/resource-servers/x: 409 Conflict: Exists"},
		"only a message":       {403, `{"message":"No"}`, "PATCH /api/v2/resource-servers/x: 403 Forbidden: No"},
		"only an error":        {403, `{"error":"Denied"}`, "PATCH /api/v2/resource-servers/x: 403 Denied"},
		"several lines":        {400, `{"error":"Bad\nRequest","message":"a\n\tb\u001b[31m"}`, "PATCH /api/v2/resource-servers/x: 400 Bad Request: a b [31m"},
		"nothing":              {404, ``, "PATCH /api/v2/resource-servers/x: 404 Not Found"},
		"a proxy's page":       {407, "<html>\n<b>Log in</b></html>", "PATCH /api/v2/resource-servers/x: 407 Proxy Authentication Required: this response is not from the service: <html> <b>Log in</b></html>"},
		"JSON of another kind": {418, `{"message":7}`, `PATCH /api/v2/resource-servers/x: 418 I'm a teapot: this response is not from the service: {"message":7}`},
		"a long page":          {404, strings.Repeat("é", 500), "PATCH /api/v2/resource-servers/x: 404 Not Found: this response is not from the service: " + strings.Repeat("é", 100) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
				w.WriteHeader(c.status)
				w.Write([]byte(c.body))
			})
			client, _ := managementtest.Of(tenant, 0)
			_, err := client.UpdateResourceServer(t.Context(), "x", management.Settings{"name": "n"})
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if management.IsNotFound(err) != (c.status == 404) || management.IsConflict(err) != (c.status == 409) {
				t.Errorf("not found: %v, conflict: %v", management.IsNotFound(err), management.IsConflict(err))
			}
		})
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	// A service or proxy that repeats all that it got.
	for _, as := range []string{`{"error":"Bad Request","message":%}`, `<html>%</html>`} {
		tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
			said := strings.ReplaceAll(r.Authorization+" "+r.Body, `"`, "'")
			if strings.HasPrefix(as, "{") {
				said = `"` + said + `"`
			}
			w.WriteHeader(http.StatusBadRequest)
			w.Write([]byte(strings.Replace(as, "%", said, 1)))
		})
		client, _ := managementtest.Of(tenant, 0)
		_, err := client.CreateApplication(t.Context(), management.Settings{
			"name": "visible", "client_secret": "hunter2-a", "signing_secret": "hunter2-b",
			"x": []any{map[string]any{"client_secrets": []any{"hunter2-c"}}},
		})
		if err == nil || !strings.Contains(err.Error(), "visible") {
			t.Fatalf("got %v, want what was refused", err)
		}
		for _, secret := range []string{"hunter2", "token-1"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error repeats %s: %v", secret, err)
			}
		}
	}
}

// After a 5xx, the outcome of a change is unknown, although a response arrived.
func TestAnInterruptedChangeSaysWhyItsOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	for want, last := range map[string]*rest.Error{
		"stopped before another attempt; the last one failed: PATCH /x: 502 Bad Gateway. The response does not show whether the change was made: the tenant may have carried it out": {Method: "PATCH", Path: "/x", StatusCode: 502, Type: "Bad Gateway"},
		"stopped before another attempt; the last one failed: PATCH /x: no response: EOF. The request was sent, and no response arrived: the tenant may have carried it out":         {Method: "PATCH", Path: "/x", Err: io.EOF},
		"stopped. The request was sent, and no response arrived: the tenant may have carried it out":                                                                                 nil,
	} {
		err := &rest.InterruptedError{Request: "PATCH /x", Err: context.Canceled, Last: last, Write: true, Uncertain: true}
		if got := err.Error(); got != "PATCH /x: "+want {
			t.Errorf("got  %s\nwant PATCH /x: %s", got, want)
		}
	}
}
