package scopes

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

func TestParallelScopeChangesAllSurvive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{scopes: []Scope{described("foreign", "kept"), {Value: "old"}}, hold: make(chan struct{})}
		client := api.client()
		var group sync.WaitGroup
		group.Go(func() { put(t, client, Scope{Value: "s00"}) })
		sendAll()
		// While that one is in flight, these gather.
		for i := 1; i <= 50; i++ {
			group.Go(func() { put(t, client, Scope{Value: fmt.Sprintf("s%02d", i)}) })
		}
		group.Go(func() {
			if _, err := client.Delete(t.Context(), "urn:a", "", "old"); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		close(api.hold)
		group.Wait()
		synctest.Wait()
		if len(api.scopes) != 52 || names(api.scopes)[0] != "foreign=kept" {
			t.Errorf("the API has %v", names(api.scopes))
		}
		if len(api.log) != 3 {
			t.Errorf("52 changes took %d requests, want a read and a write for each of 2 groups", len(api.log))
		}
		if client.verifier.queues.anyWaits() || client.verifier.queues.writing > 0 || len(client.verifier.queues.pending) > 0 {
			t.Error("the queue is not empty")
		}
	})
}

func TestAPIsDoNotWaitLongForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeAPIs{scopes: map[string][]Scope{}, reads: map[string]int{}, hold: make(chan struct{})}
		client := over(tenant.RoundTrip)
		for i := range 5 {
			tenant.scopes[fmt.Sprint("urn:", i)] = nil
		}
		for i := range 5 {
			go client.Update(t.Context(), fmt.Sprint("urn:", i), Scope{Value: "a"})
		}
		time.Sleep(time.Second) // held back for 500 ms at most
		synctest.Wait()
		if tenant.writes != 5 {
			t.Errorf("%d APIs were written while no write was answered, want 5", tenant.writes)
		}
		close(tenant.hold)
	})
}

// sendAll waits until the changes that were submitted are sent.
func sendAll() {
	time.Sleep(2 * maxGather)
	synctest.Wait()
}

// inOneGroup runs changes so that they share a group, behind one of its own.
func inOneGroup(t *testing.T, api *fakeAPI, client *Scopes, changes ...func()) {
	t.Helper()
	api.hold = make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { put(t, client, Scope{Value: "first"}) })
	sendAll()
	for _, change := range changes {
		group.Go(change)
		synctest.Wait()
	}
	close(api.hold)
	group.Wait()
}

func TestChangesOfAGroupApplyInOrderOfArrival(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := api.client()
		inOneGroup(t, api, client,
			func() { put(t, client, described("a", "1")) },
			func() { put(t, client, described("a", "2")) },
			func() {
				_, err := client.Create(t.Context(), "urn:a", described("a", "3"))
				if err := expectExists(err, holdings.ExistsError{ID: "urn:a::a", Settings: rest.Settings{"description": "2"}}); err != nil {
					t.Error(err)
				}
			},
		)
		api.holds(t, "first", "a=2")
		api.logs(t, "GET", "PATCH [first]", "PATCH [first a=2]")
	})
}

func TestARefusedMemberOfAGroupHarmsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := api.client()
		inOneGroup(t, api, client,
			func() { put(t, client, Scope{Value: "a"}) },
			func() {
				_, err := client.Update(t.Context(), "urn:a", Scope{Value: "not good"})
				if !rest.IsBadRequest(err) || !strings.Contains(err.Error(), "not good") {
					t.Errorf("got %v, want the service's refusal", err)
				}
			},
			func() {
				_, err := client.Replace(t.Context(), "urn:a", "", nil, nil)
				var foreign *ForeignScopesError
				if !errors.As(err, &foreign) {
					t.Errorf("got %v, want a refusal to drop scopes", err)
				}
			},
			func() { put(t, client, Scope{Value: "b"}) },
		)
		api.holds(t, "first", "a", "b")
	})
}

func TestAFailureOfAGroupReachesEachMember(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{denies: "a"}
		client := api.client()
		var mu sync.Mutex
		var failures []*rest.Error
		fail := func() {
			_, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"})
			var e *rest.Error
			if !errors.As(err, &e) || e.Code != "insufficient_scope" {
				t.Errorf("got %v, want 403", err)
			}
			mu.Lock()
			defer mu.Unlock()
			failures = append(failures, e)
		}
		inOneGroup(t, api, client, fail, fail)
		if len(failures) == 2 && failures[0] == failures[1] {
			t.Error("two callers share one error")
		}
		api.holds(t, "first")
		api.logs(t, "GET", "PATCH [first]", "PATCH [first a]")
	})
}

func TestACallerThatGivesUpLeavesTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := api.client()
		ctx, cancel := context.WithCancel(t.Context())
		inOneGroup(t, api, client,
			func() {
				if _, err := client.Update(ctx, "urn:a", Scope{Value: "given-up"}); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want a cancellation", err)
				}
			},
			func() { put(t, client, Scope{Value: "a"}) },
			cancel,
		)
		api.holds(t, "first", "a")
	})
}

func TestAWriteGoesOnWhileAnyMemberWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{hold: make(chan struct{})}
		client := api.client()
		first, cancelFirst := context.WithCancel(t.Context())
		second, cancelSecond := context.WithCancel(t.Context())
		var group sync.WaitGroup
		giveUp := func(ctx context.Context, value string) func() {
			return func() {
				if _, err := client.Update(ctx, "urn:a", Scope{Value: value}); !errors.Is(err, context.Canceled) {
					t.Errorf("%s: got %v, want a cancellation", value, err)
				}
			}
		}
		group.Go(func() { put(t, client, Scope{Value: "a"}) })
		sendAll()
		group.Go(giveUp(first, "b"))
		synctest.Wait()
		group.Go(giveUp(second, "c"))
		synctest.Wait()
		api.hold <- struct{}{} // a is written; b and c are in flight
		sendAll()
		cancelFirst()
		synctest.Wait()
		if client.verifier.queues.writing == 0 {
			t.Error("the write of b and c ended with the caller of b")
		}
		cancelled := time.Now()
		cancelSecond()
		group.Wait()
		// Terraform waits for operations that it cancelled, and so does a person.
		if took := time.Since(cancelled); took != 600*time.Millisecond {
			t.Errorf("the write went on for %s without a caller, want 600ms", took)
		}
		synctest.Wait()
		if client.verifier.queues.writing > 0 {
			t.Error("the write of b and c continues though no caller waits")
		}
		api.holds(t, "a")
	})
}

func TestACallerThatGivesUpLearnsOfAWriteThatIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{hold: make(chan struct{})}
		client := api.client()
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.Update(ctx, "urn:a", Scope{Value: "a"}); err != nil {
				t.Errorf("got %v, want the outcome of the write", err)
			}
		})
		sendAll()
		cancel()
		synctest.Wait()
		time.Sleep(rest.LingerTime / 2)
		api.hold <- struct{}{}
		group.Wait()
		api.holds(t, "a")
	})
}

func TestAGroupOfScopesThatWaitsIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log fake.Log
		client := harness{maxRetries: -1, perSecond: 0.5, verifyAfter: -1, sleep: retry.Sleep}.scopes(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				return fake.JSON(http.StatusOK, `{"id":"1","identifier":"urn:a","scopes":[]}`), nil
			}
			return fake.JSON(http.StatusOK, `{"id":"1","identifier":"urn:a","scopes":[{"value":"s"}]}`), nil
		})
		if _, err := client.Update(log.Context(t), "urn:a", Scope{Value: "s"}); err != nil {
			t.Error(err)
		}
		// The list was read first; the change waited 4 ms for others.
		log.ExpectWaits(t, "Waiting 2s: max_requests_per_second is 0.5; PATCH /api/v2/resource-servers/{id}, attempt 1, 1980 ms, 0 queued")
	})
}
