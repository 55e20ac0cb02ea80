package reads_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
)

// A goroutine of the client's panics: each caller that waits for it gets an
// error, and the client serves those that come later. More callers come than
// may be in flight, so that a permit that is not returned would be noticed.
func TestAPanicIsAnErrorToEachCallerThatWaits(t *testing.T) {
	t.Parallel()
	const callers = 30 // more than the pacer has in flight
	read := func(t *testing.T, c *management.Client, n int) error {
		_, err := c.ReadApplication(t.Context(), fmt.Sprint("id-", n))
		return err
	}
	scope := func(t *testing.T, c *management.Client, n int) error {
		_, err := c.UpdateScope(t.Context(), "urn:1", management.Scope{Value: fmt.Sprint("scope-", n)})
		return err
	}
	for name, c := range map[string]struct {
		panics func(*http.Request) bool
		call   func(*testing.T, *management.Client, int) error
	}{
		"a page of a list": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/clients") }, read},
		"any request":      {func(*http.Request) bool { return true }, read},
		"one object of many": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/id-7") }, func(t *testing.T, c *management.Client, _ int) error {
			return read(t, c, 7)
		}},
		"the grants on an API": {func(r *http.Request) bool { return r.URL.Query().Has("audience") }, func(t *testing.T, c *management.Client, n int) error {
			_, err := c.ClientGrantsOn(t.Context(), fmt.Sprint("urn:", n))
			return err
		}},
		"a search by name": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/clients") }, func(t *testing.T, c *management.Client, n int) error {
			_, err := c.FindApplicationsByName(t.Context(), fmt.Sprint("n", n))
			return err
		}},
		"reading scopes": {func(r *http.Request) bool { return r.Method == http.MethodGet }, scope},
		"writing scopes": {func(r *http.Request) bool { return r.Method == http.MethodPatch }, scope},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 5000, audiences: 5000}
				broken := true
				var mu sync.Mutex
				client := tenant.over(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					panics := broken && c.panics(r)
					mu.Unlock()
					switch {
					case panics:
						panic("out of order")
					case r.Method == http.MethodPatch:
						return echoed(r, `{"id":"id-1","identifier":"urn:1"`)
					}
					return tenant.RoundTrip(r)
				})
				start := time.Now()
				panicked := 0
				var group sync.WaitGroup
				for n := range callers {
					group.Go(func() {
						err := c.call(t, client, n)
						var panicking *background.PanicError
						mu.Lock()
						defer mu.Unlock()
						if errors.As(err, &panicking) {
							panicked++
						} else if err != nil {
							t.Errorf("caller %d: %v", n, err)
						}
					})
				}
				group.Wait()
				if panicked == 0 || time.Since(start) > time.Minute {
					t.Errorf("%d callers got the error, after %s", panicked, time.Since(start))
				}
				mu.Lock()
				broken = false
				mu.Unlock()
				for n := range callers {
					group.Go(func() {
						if err := c.call(t, client, n); err != nil {
							t.Errorf("caller %d afterwards: %v", n, err)
						}
					})
				}
				group.Wait()
			})
		})
	}
}

// echoed answers with the properties that were sent.
func echoed(r *http.Request, object string) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	return fake.JSON(200, object+","+strings.TrimPrefix(string(body), "{")), err
}
