package management

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

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
				if (request{method: method}).repeatable(answer, err) {
					got = append(got, method)
				}
			}
			if !slices.Equal(got, c.repeated) {
				t.Errorf("repeated: %v, want %v", got, c.repeated)
			}
		})
	}
}

func TestWaits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		header map[string]string
		waits  []time.Duration
	}{
		"until the limit's reset":          {429, map[string]string{"X-RateLimit-Reset": "1700000003"}, []time.Duration{3 * time.Second, time.Second, 2 * time.Second}},
		"as long as it says":               {429, map[string]string{"Retry-After": "4", "X-RateLimit-Reset": "1700000003"}, []time.Duration{4 * time.Second, 4 * time.Second, 4 * time.Second}},
		"bounded":                          {429, map[string]string{"Retry-After": "3600"}, []time.Duration{2 * time.Minute, 2 * time.Minute, 2 * time.Minute}},
		"longer each time when not told":   {503, nil, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}},
		"a limit's reset is no 503's":      {503, map[string]string{"X-RateLimit-Reset": "1700000060"}, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}},
		"no hammering when told no wait":   {429, map[string]string{"Retry-After": "0"}, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}},
		"a busy service says when as well": {503, map[string]string{"Retry-After": "2"}, []time.Duration{2 * time.Second, 2 * time.Second, 2 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var now func() time.Time
			var asked []time.Time
			fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
				asked = append(asked, now())
				for field, value := range c.header {
					w.Header().Set(field, value)
				}
				refuse(w, c.status, "too_many_requests", "Global limit has been reached")
			})
			client, clock := fake.client(3)
			now = clock.Now
			_, err := client.ReadResourceServer(t.Context(), "r")
			var e *Error
			if !errors.As(err, &e) || e.StatusCode != c.status || e.Attempts != 4 || !strings.Contains(err.Error(), "; tried 4 times") {
				t.Errorf("got %v; want the status and 4 attempts", err)
			}
			var waits []time.Duration
			for i := range asked[1:] {
				waits = append(waits, asked[i+1].Sub(asked[i]))
			}
			if !slices.Equal(waits, c.waits) {
				t.Errorf("waited %v, want %v", waits, c.waits)
			}
		})
	}
}

func TestARefusalThatPassesIsNotSeen(t *testing.T) {
	t.Parallel()
	left := 2
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
		if left > 0 {
			left--
			refuse(w, 429, "too_many_requests", "Global limit has been reached")
			return
		}
		respond(w, 201, map[string]any{"id": "r"})
	})
	client, _ := fake.client(2)
	if _, err := client.CreateResourceServer(t.Context(), "urn:a", nil); err != nil {
		t.Error(err)
	}
	got := fake.got()
	if len(got) != 3 || got[2].body != got[0].body || got[2].body == "" {
		t.Errorf("got %+v; want the same request 3 times", got)
	}
}

func TestA500IsRepeatedAFewTimesOnly(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { refuse(w, 500, "", "") })
	client, _ := fake.client(50)
	if err := client.DeleteApplication(t.Context(), "c", ""); !hasStatus(err, 500) || len(fake.got()) != maxFailures {
		t.Errorf("got %v after %d requests, want %d", err, len(fake.got()), maxFailures)
	}
}

func TestNoRetriesWhenNoneAreWanted(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { refuse(w, 503, "", "") })
	client, _ := fake.client(-1)
	if _, err := client.ReadResourceServer(t.Context(), "r"); err == nil || len(fake.got()) != 1 {
		t.Errorf("got %v after %d requests", err, len(fake.got()))
	}
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		accepted string
		tokens   TokenSource
		want     []string
	}{
		"the next one is good":    {"Bearer token-2", &numbered{}, []string{"Bearer token-1", "Bearer token-2"}},
		"the next one is no good": {"", &numbered{}, []string{"Bearer token-1", "Bearer token-2"}},
		"there is no next one":    {"", fixed{}, []string{"Bearer fixed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeTenant(t, func(w http.ResponseWriter, r seen) {
				if r.authorization != c.accepted {
					refuse(w, 401, "invalid_token", "Invalid token")
					return
				}
				respond(w, 201, map[string]any{"id": "r"})
			})
			client, clock := fake.client(0)
			client.tokens = c.tokens
			_, err := client.CreateResourceServer(t.Context(), "urn:a", nil)
			if (err == nil) != (c.accepted != "") {
				t.Errorf("got %v", err)
			}
			if err != nil && !hasStatus(err, 401) {
				t.Errorf("got %v, want the service's 401", err)
			}
			var used []string
			for _, r := range fake.got() {
				used = append(used, r.authorization)
			}
			if !slices.Equal(used, c.want) || len(clock.slept) > 0 {
				t.Errorf("used %v and waited %v; want %v and no wait", used, clock.slept, c.want)
			}
		})
	}
}

// fixed is a token that cannot be replaced.
type fixed struct{ err error }

func (f fixed) Token(context.Context) (string, error) { return "fixed", f.err }
func (fixed) Invalidate(string)                       {}

func TestAFailureToGetATokenIsNotTheServices(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(http.ResponseWriter, seen) {})
	client, _ := fake.client(0)
	denied := errors.New("denied")
	client.tokens = fixed{denied}
	err := client.DeleteClientGrant(t.Context(), "g", "")
	if !errors.Is(err, denied) || !strings.Contains(err.Error(), "DELETE /api/v2/client-grants/g: getting a token") {
		t.Errorf("got %v", err)
	}
	fake.expect(t)
}

func TestABrokenConnection(t *testing.T) {
	t.Parallel()
	broken := func(http.ResponseWriter, seen) { panic(http.ErrAbortHandler) }
	for method, c := range map[string]struct {
		call     func(*Client) error
		requests int
		says     string
	}{
		"GET":    {func(c *Client) error { _, err := c.ReadApplication(t.Context(), "c"); return err }, 3, "tried 3 times"},
		"PATCH":  {func(c *Client) error { _, err := c.UpdateApplication(t.Context(), "c", Settings{"a": 1}); return err }, 3, "may have made the change"},
		"DELETE": {func(c *Client) error { return c.DeleteApplication(t.Context(), "c", "") }, 3, "may have made the change"},
		"POST":   {func(c *Client) error { _, err := c.RotateSecret(t.Context(), "c"); return err }, 1, "may have made the change"},
	} {
		t.Run(method, func(t *testing.T) {
			fake := newFakeTenant(t, broken)
			client, _ := fake.client(2)
			err := c.call(client)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "no answer: ") {
				t.Errorf("got %v, want an error that says %q", err, c.says)
			}
			if got := len(fake.got()); got != c.requests {
				t.Errorf("got %d requests, want %d", got, c.requests)
			}
		})
	}
}

func TestNobodyAnswersAtTheAddress(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, nil)
	fake.Close()
	client, clock := fake.client(0)
	_, err := client.CreateApplication(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "refused") || !strings.Contains(err.Error(), "; tried 5 times") || strings.Contains(err.Error(), "may have made") {
		t.Errorf("got %v", err)
	}
	if len(clock.slept) != maxDialRetries {
		t.Errorf("waited %v", clock.slept)
	}
}

func TestARedirectThatIsNotFollowedIsNotRepeated(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
		w.Header().Set("Location", "https://elsewhere.test/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	client, _ := fake.client(3)
	client.http.GetClient().CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("another host") }
	if _, err := client.ReadApplication(t.Context(), "c"); err == nil || !strings.Contains(err.Error(), "no answer: another host") || len(fake.got()) != 1 {
		t.Errorf("got %v after %d requests", err, len(fake.got()))
	}
}

func TestACertificateThatIsNotTrustedIsNotRetried(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	clock := &clock{}
	client := New(resty.New().SetBaseURL(server.URL), &numbered{}, Options{Sleep: clock.Sleep})
	_, err := client.ReadApplication(t.Context(), "c")
	if err == nil || !strings.Contains(err.Error(), "certificate") || len(clock.slept) > 0 {
		t.Errorf("got %v after the waits %v", err, clock.slept)
	}
}

func TestAnAnswerThatIsTooLong(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { w.Write(make([]byte, 1<<20+1)) })
	client, _ := fake.client(3)
	_, err := client.ReadApplication(t.Context(), "c")
	if err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") || len(fake.got()) != 1 {
		t.Errorf("got %v after %d requests", err, len(fake.got()))
	}
}

func TestACancelledWaitSaysWhatItWaitedFor(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
		refuse(w, 429, "too_many_requests", "Global limit has been reached")
	})
	client, _ := fake.client(3)
	ctx, cancel := context.WithCancel(t.Context())
	client.options.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	err := client.DeleteApplication(ctx, "c", "")
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "Global limit") {
		t.Errorf("got %v, want a cancellation after the limit", err)
	}
}
