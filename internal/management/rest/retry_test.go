package rest_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

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
			tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
				asked = append(asked, now())
				for field, value := range c.header {
					w.Header().Set(field, value)
				}
				fake.Refuse(w, c.status, "too_many_requests", "Global limit has been reached")
			})
			client, clock := managementtest.Of(tenant, 3)
			now = clock.Now
			_, err := client.ReadResourceServer(t.Context(), "r")
			var e *management.Error
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
	refusals := 2
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		if refusals > 0 {
			refusals--
			fake.Refuse(w, 429, "too_many_requests", "Global limit has been reached")
			return
		}
		fake.Respond(w, 201, map[string]any{"id": "r"})
	})
	client, _ := managementtest.Of(tenant, 2)
	if _, err := client.CreateResourceServer(t.Context(), "urn:a", nil); err != nil {
		t.Error(err)
	}
	got := tenant.Requests()
	if len(got) != 3 || got[2].Body != got[0].Body || got[2].Body == "" {
		t.Errorf("got %+v; want the same request 3 times", got)
	}
}

func TestA500IsRepeatedAFewTimesOnly(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { fake.Refuse(w, 500, "", "") })
	client, _ := managementtest.Of(tenant, 50)
	if err := client.DeleteApplication(t.Context(), "c", ""); !rest.HasStatus(err, 500) || len(tenant.Requests()) != rest.MaxFailures {
		t.Errorf("got %v after %d requests, want %d", err, len(tenant.Requests()), rest.MaxFailures)
	}
}

func TestNoRetriesWhenNoneAreWanted(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { fake.Refuse(w, 503, "", "") })
	client, _ := managementtest.Of(tenant, -1)
	if _, err := client.ReadResourceServer(t.Context(), "r"); err == nil || len(tenant.Requests()) != 1 {
		t.Errorf("got %v after %d requests", err, len(tenant.Requests()))
	}
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		accepted string
		tokens   management.TokenSource
		want     []string
	}{
		"the next one is good":    {"Bearer token-2", &fake.Tokens{}, []string{"Bearer token-1", "Bearer token-2"}},
		"the next one is no good": {"", &fake.Tokens{}, []string{"Bearer token-1", "Bearer token-2"}},
		"there is no next one":    {"", fixed{}, []string{"Bearer fixed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
				if r.Authorization != c.accepted {
					fake.Refuse(w, 401, "invalid_token", "Invalid token")
					return
				}
				fake.Respond(w, 201, map[string]any{"id": "r"})
			})
			clock := fake.NewClock()
			client := managementtest.With(tenant, c.tokens, management.Options{Now: clock.Now, Sleep: clock.Sleep})
			_, err := client.CreateResourceServer(t.Context(), "urn:a", nil)
			if (err == nil) != (c.accepted != "") {
				t.Errorf("got %v", err)
			}
			if err != nil && !rest.HasStatus(err, 401) {
				t.Errorf("got %v, want the service's 401", err)
			}
			var used []string
			for _, r := range tenant.Requests() {
				used = append(used, r.Authorization)
			}
			if !slices.Equal(used, c.want) || len(clock.Slept()) > 0 {
				t.Errorf("used %v and waited %v; want %v and no wait", used, clock.Slept(), c.want)
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
	tenant := fake.NewTenant(t, func(http.ResponseWriter, fake.Request) {})
	denied := errors.New("denied")
	client := managementtest.With(tenant, fixed{denied}, management.Options{})
	err := client.DeleteClientGrant(t.Context(), "g", "")
	if !errors.Is(err, denied) || !strings.Contains(err.Error(), "DELETE /api/v2/client-grants/g: getting a token") {
		t.Errorf("got %v", err)
	}
	tenant.Expect(t)
}

func TestABrokenConnection(t *testing.T) {
	t.Parallel()
	broken := func(http.ResponseWriter, fake.Request) { panic(http.ErrAbortHandler) }
	for method, c := range map[string]struct {
		call     func(*management.Client) error
		requests int
		says     string
	}{
		"GET": {func(c *management.Client) error { _, err := c.ReadApplication(t.Context(), "c"); return err }, 3, "tried 3 times"},
		"PATCH": {func(c *management.Client) error {
			_, err := c.UpdateApplication(t.Context(), "c", management.Settings{"a": 1})
			return err
		}, 3, "may have made the change"},
		"DELETE": {func(c *management.Client) error { return c.DeleteApplication(t.Context(), "c", "") }, 3, "may have made the change"},
		"POST":   {func(c *management.Client) error { _, err := c.RotateSecret(t.Context(), "c"); return err }, 1, "may have made the change"},
	} {
		t.Run(method, func(t *testing.T) {
			tenant := fake.NewTenant(t, broken)
			client, _ := managementtest.Of(tenant, 2)
			err := c.call(client)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "no response: ") {
				t.Errorf("got %v, want an error that says %q", err, c.says)
			}
			if got := len(tenant.Requests()); got != c.requests {
				t.Errorf("got %d requests, want %d", got, c.requests)
			}
		})
	}
}

func TestNobodyAnswersAtTheAddress(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, nil)
	tenant.Close()
	client, clock := managementtest.Of(tenant, 0)
	_, err := client.CreateApplication(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "refused") || !strings.Contains(err.Error(), "; tried 5 times") || strings.Contains(err.Error(), "may have made") {
		t.Errorf("got %v", err)
	}
	if len(clock.Slept()) != rest.MaxDialRetries {
		t.Errorf("waited %v", clock.Slept())
	}
}

func TestARedirectThatIsNotFollowedIsNotRepeated(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		w.Header().Set("Location", "https://elsewhere.test/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	web := resty.New().SetBaseURL(tenant.URL)
	client := management.New(web, &fake.Tokens{}, management.Options{MaxRetries: 3, Sleep: fake.NewClock().Sleep})
	web.GetClient().CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("another host") }
	if _, err := client.ReadApplication(t.Context(), "c"); err == nil || !strings.Contains(err.Error(), "no response: another host") || len(tenant.Requests()) != 1 {
		t.Errorf("got %v after %d requests", err, len(tenant.Requests()))
	}
}

func TestACertificateThatIsNotTrustedIsNotRetried(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	clock := fake.NewClock()
	client := management.New(resty.New().SetBaseURL(server.URL), &fake.Tokens{}, management.Options{Sleep: clock.Sleep})
	_, err := client.ReadApplication(t.Context(), "c")
	if err == nil || !strings.Contains(err.Error(), "certificate") || len(clock.Slept()) > 0 {
		t.Errorf("got %v after the waits %v", err, clock.Slept())
	}
}

func TestAnAnswerThatIsTooLong(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { w.Write(make([]byte, 1<<20+1)) })
	client, _ := managementtest.Of(tenant, 3)
	_, err := client.ReadApplication(t.Context(), "c")
	if err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") || len(tenant.Requests()) != 1 {
		t.Errorf("got %v after %d requests", err, len(tenant.Requests()))
	}
}

func TestACancelledWaitSaysWhatItWaitedFor(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		fake.Refuse(w, 429, "too_many_requests", "Global limit has been reached")
	})
	ctx, cancel := context.WithCancel(t.Context())
	sleep := func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	client := managementtest.With(tenant, &fake.Tokens{}, management.Options{MaxRetries: 3, Sleep: sleep})
	err := client.DeleteApplication(ctx, "c", "")
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "Global limit") {
		t.Errorf("got %v, want a cancellation after the limit", err)
	}
}
