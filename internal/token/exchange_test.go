package token_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// A custom domain is not part of the identifier of the Management API.
func TestAnUnknownManagementAPINamesTheAudienceSetting(t *testing.T) {
	t.Parallel()
	err := &token.Error{StatusCode: 403, Code: "access_denied", Description: "Service not enabled within domain: https://login.example/api/v2/", Audience: "https://login.example/api/v2/"}
	if want := "set audience in the provider's block, or AUTH0_AUDIENCE, to https://TENANT_DOMAIN/api/v2/"; !strings.Contains(err.Error(), want) {
		t.Errorf("%q does not say %q", err, want)
	}
}

func TestFetchErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		code   string
		says   []string
	}{
		{"wrong secret", 401, `{"error":"access_denied","error_description":"Unauthorized"}`, "access_denied", []string{`client "reader"`, audience, "401 Unauthorized", "Check the client's id"}},
		{"unknown API", 403, `{"error":"access_denied","error_description":"Service not enabled within domain: x"}`, "access_denied", []string{"Service not enabled within domain: x. No API"}},
		// The texts are reported 2020 to 2026, the one without an ID until 2025.
		{"no grant", 403, `{"error":"access_denied","error_description":"Client \"reader\" is not authorized to access resource server \"x\". You need to create a \"client-grant\" associated to this API."}`, "access_denied",
			[]string{`associated to this API. Create a grant: an auth0api_client_grant with client_id = "reader" and audience = "` + audience + `"`}},
		{"no grant, the older text", 403, `{"error":"access_denied","error_description":"Client is not authorized to access \"x\". You need to create a \"client-grant\" associated to this API."}`, "access_denied", []string{"Create a grant"}},
		{"a scope that is not granted", 403, `{"error":"access_denied","error_description":"Client has not been granted scopes: a b"}`, "access_denied", []string{"a b. Add the scopes"}},
		{"grant type", 403, `{"error":"unauthorized_client","error_description":"Grant type 'client_credentials' not allowed for the client."}`, "unauthorized_client", []string{"for the client. The client's grant_types"}},
		{"not OAuth", 404, `<html>`, "", []string{"404 Not Found", "check the domain"}},
		{"JSON of another shape", 501, `{"error":{"a":1}}`, "", []string{"501"}},
		{"repeats the secret", 400, `{"error":"invalid_request","error_description":"bad ` + secret + `"}`, "invalid_request", []string{"bad (the client secret)"}},
		{"much text", 400, `{"error":"invalid_request","error_description":"` + strings.Repeat("é", 5000) + `"}`, "invalid_request", []string{"…"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) {
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}
			_, err := fetcher.Fetch(t.Context(), request())
			var refused *token.Error
			if !errors.As(err, &refused) || refused.StatusCode != test.status || refused.Code != test.code || refused.ClientID != "reader" || refused.Audience != audience {
				t.Fatalf("error %#v", err)
			}
			for _, text := range test.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not say %q", err, text)
				}
			}
			if strings.Contains(err.Error(), secret) || len(err.Error()) > 1000 {
				t.Errorf("%q has the secret in it, or is too long", err)
			}
			if tenant.tokenRequests() != 1 {
				t.Errorf("%d requests, want 1", tenant.tokenRequests())
			}
		})
	}
}

func TestFetchRefusesAnswersThatAreNoToken(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, says string }{
		{"not JSON", "s3cr3t-token", "not the JSON"},
		{"no token", `{"token_type":"Bearer","expires_in":1}`, "no access_token"},
		{"another type", `{"access_token":"s3cr3t-token","token_type":"DPoP","expires_in":1}`, `"DPoP"`},
		{"negative lifetime", `{"access_token":"s3cr3t-token","token_type":"Bearer","expires_in":-1}`, "-1 seconds"},
		{"lifetime that overflows", `{"access_token":"s3cr3t-token","token_type":"Bearer","expires_in":9223372036854775807}`, "expires_in"},
		{"oversized", `{"access_token":"s3cr3t-token` + strings.Repeat("x", 2<<20) + `"}`, "too large"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) { _, _ = w.Write([]byte(test.body)) }
			_, err := fetcher.Fetch(t.Context(), request())
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "s3cr3t-token") {
				t.Errorf("error %v, want one that says %q and not the token", err, test.says)
			}
		})
	}
}

func TestFetchWaitsForABusyTenant(t *testing.T) {
	t.Parallel()
	reset := strconv.FormatInt(newClock().Now().Add(7*time.Second).Unix(), 10)
	past := strconv.FormatInt(newClock().Now().Add(-time.Second).Unix(), 10)
	tests := []struct {
		name    string
		status  int
		header  map[string]string
		refuse  int // how many requests are refused
		slept   []time.Duration
		succeed bool
	}{
		{"Retry-After in seconds", 429, map[string]string{"Retry-After": "3", "X-RateLimit-Reset": reset}, 1, []time.Duration{3 * time.Second}, true},
		{"Retry-After as a date", 503, map[string]string{"Retry-After": newClock().Now().Add(5 * time.Second).Format(http.TimeFormat)}, 1, []time.Duration{5 * time.Second}, true},
		{"X-RateLimit-Reset", 429, map[string]string{"X-RateLimit-Reset": reset}, 1, []time.Duration{7 * time.Second}, true},
		{"X-RateLimit-Reset in the past", 429, map[string]string{"X-RateLimit-Reset": past}, 1, []time.Duration{500 * time.Millisecond}, true},
		{"nothing said", 503, nil, 3, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}, true},
		{"busy for good", 429, nil, 100, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}, false},
		{"longer than a minute", 429, map[string]string{"Retry-After": "61"}, 1, nil, false},
		{"a failure", 500, map[string]string{"Retry-After": "1"}, 2, []time.Duration{500 * time.Millisecond, time.Second}, true},
		{"a broken connection", 0, nil, 1, []time.Duration{500 * time.Millisecond}, true},
		{"a response that breaks off", http.StatusOK, map[string]string{"Content-Length": "1000"}, 1, []time.Duration{500 * time.Millisecond}, true},
		{"broken for good", 0, nil, 100, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}, false},
		{"what stays", 501, map[string]string{"Retry-After": "1"}, 1, nil, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(n int, _ url.Values, w http.ResponseWriter) {
				if n > test.refuse {
					answer(w, "x", 60)
					return
				}
				if test.status == 0 {
					panic(http.ErrAbortHandler)
				}
				for name, value := range test.header {
					w.Header().Set(name, value)
				}
				writeJSON(w, test.status, object{"error": "too_many_requests"})
			}
			var log bytes.Buffer
			_, err := fetcher.Fetch(tflogtest.RootLogger(t.Context(), &log), request())
			if (err == nil) != test.succeed {
				t.Errorf("error %v", err)
			}
			if !slices.Equal(tenant.Slept(), test.slept) {
				t.Errorf("slept %v, want %v", tenant.Slept(), test.slept)
			}
			reason := "the connection to the tenant failed"
			if test.status >= http.StatusBadRequest {
				reason = fmt.Sprintf("the tenant answered %d %s", test.status, http.StatusText(test.status))
			}
			var told []string
			for _, wait := range test.slept {
				if wait >= time.Second {
					told = append(told, fmt.Sprintf("Waiting %s: %s", wait, reason))
				}
			}
			lines, err := tflogtest.MultilineJSONDecode(&log)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range lines {
				if line["@level"] == "info" {
					got = append(got, fmt.Sprint(line["@message"]))
				}
			}
			if !slices.Equal(got, told) {
				t.Errorf("the log says %q, want %q", got, told)
			}
		})
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	_, fetcher := start(t)
	r := request()
	got := mustFetch(t, fetcher, r)
	secretToken := token.Token{AccessToken: secret}
	for name, value := range map[string]any{
		"Credentials": r.Credentials, "*Credentials": &r.Credentials, "Request": r, "*Request": &r, "Source": fetcher.Source(r),
		"Token": secretToken, "*Token": &secretToken, "StaticSource": token.Static(secret), "VerifyKey": token.VerifyKey{SigningSecret: secret},
		"Fetcher": fetcher, "fetched": got,
	} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
			if text := fmt.Sprintf(format, value); strings.Contains(text, secret) || strings.Contains(text, "token-1") {
				t.Errorf("%s of %s prints a secret: %s", format, name, text)
			}
		}
	}
}
