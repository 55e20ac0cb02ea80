package reads_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestConcurrentReadsOfOneObjectShareARequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		release := make(chan struct{})
		client := managementtest.Over(func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			<-release
			return fake.JSON(200, `{"id":"r","name":"n"}`), nil
		})
		// The first caller gives up while the others wait.
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.ReadResourceServer(ctx, "r"); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want a cancellation", err)
			}
		})
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				api, err := client.ReadResourceServer(t.Context(), "r")
				if err != nil || api.Settings["name"] != "n" {
					t.Errorf("got %+v, %v", api, err)
					return
				}
				api.Settings["name"] = "each caller's own"
			})
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(release)
		group.Wait()
		if requests.Load() != 1 {
			t.Errorf("11 reads of one object took %d requests", requests.Load())
		}
	})
}

func TestAReadDoesNotJoinOneFromBeforeAWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
	}{
		"that succeeded":                        {200},
		"that failed, whose outcome is unknown": {500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reads := 0
				release := make(chan struct{})
				client := managementtest.Over(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPatch {
						return fake.JSON(c.status, `{"id":"r","name":"written"}`), nil
					}
					if !strings.HasSuffix(r.URL.Path, "/r") {
						return fake.JSON(400, `{}`), nil // it does not list
					}
					reads++
					if reads == 1 {
						<-release
						return fake.JSON(200, `{"id":"r","name":"before"}`), nil
					}
					return fake.JSON(200, `{"id":"r","name":"read"}`), nil
				})
				go client.ReadResourceServer(t.Context(), "r")
				synctest.Wait()
				client.UpdateResourceServer(t.Context(), "r", management.Settings{"name": "written"})
				for _, late := range []bool{false, true} {
					// What was asked before the write must not count later either.
					if late {
						close(release)
						synctest.Wait()
					}
					got, err := client.ReadResourceServer(t.Context(), "r")
					if err != nil || got.Settings["name"] != "read" || reads != 2 {
						t.Errorf("got %+v, %v after %d reads; want what was read after the write", got, err, reads)
					}
				}
			})
		})
	}
}

func TestAReadEndsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := false
		client := managementtest.Over(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			ended = true
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		var err error
		go func() { _, err = client.ReadResourceServer(ctx, "r") }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !ended || !errors.Is(err, context.Canceled) {
			t.Errorf("ended: %v, error: %v", ended, err)
		}
	})
}
