package management_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
)

// distant answers each request after a latency, as a tenant that refuses nothing.
type distant struct {
	latency time.Duration
	mu      sync.Mutex
	scopes  string
}

func (d *distant) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(d.latency)
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Method == http.MethodPatch {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		d.scopes = strings.TrimSuffix(strings.TrimPrefix(string(body), `{"scopes":`), "}")
	}
	answer := fake.JSON(200, fmt.Sprintf(`{"id":"1","identifier":"urn:a","client_id":"c","audience":"urn:a","scopes":%s,"scope":[]}`, d.scopes))
	for name, value := range map[string]int{"Limit": 50, "Remaining": 49, "Reset": int(time.Now().Unix()) + 1} {
		answer.Header.Set("X-Ratelimit-"+name, strconv.Itoa(value))
	}
	return answer, nil
}

// An API with two scopes, a client and a grant, in the order in which Terraform
// creates them: at most eight latencies, the token included.
func TestASmallApplyTakesFewLatencies(t *testing.T) {
	t.Parallel()
	for _, latency := range []time.Duration{time.Millisecond, 100 * time.Millisecond, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			tenant := &distant{latency: latency, scopes: "[]"}
			client := management.New(resty.NewWithClient(&http.Client{Transport: tenant}).SetBaseURL("http://tenant.test"), &fake.Tokens{}, management.Options{})
			ctx, start := t.Context(), time.Now()
			atOnce := func(operations ...func() error) {
				var group sync.WaitGroup
				for _, operation := range operations {
					group.Go(func() {
						if err := operation(); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
			}
			atOnce(
				func() error { _, err := client.CreateResourceServer(ctx, "urn:a", nil); return err },
				func() error { _, err := client.CreateApplication(ctx, management.Settings{"name": "c"}); return err },
			)
			atOnce(
				func() error { _, err := client.CreateScope(ctx, "urn:a", management.Scope{Value: "a"}); return err },
				func() error { _, err := client.CreateScope(ctx, "urn:a", management.Scope{Value: "b"}); return err },
				func() error {
					_, err := client.CreateClientGrant(ctx, management.GrantKey{ClientID: "c", Audience: "urn:a"}, nil)
					return err
				},
			)
			if took, most := time.Since(start), 4*latency; took > most { // of eight, with the token and some room
				t.Errorf("at a latency of %s it took %s, want at most %s", latency, took, most)
			}
		})
	}
}
