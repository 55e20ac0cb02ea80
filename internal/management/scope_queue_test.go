package management

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

func TestParallelScopeChangesAllSurvive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{scopes: []Scope{described("foreign", "kept"), {Value: "old"}}, hold: make(chan struct{})}
		client := api.client()
		var group sync.WaitGroup
		group.Go(func() { put(t, client, Scope{Value: "s00"}) })
		synctest.Wait()
		// While that one is in flight, these gather.
		for i := 1; i <= 50; i++ {
			group.Go(func() { put(t, client, Scope{Value: fmt.Sprintf("s%02d", i)}) })
		}
		group.Go(func() {
			if err := client.DeleteScope(t.Context(), "urn:a", "old"); err != nil {
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
		if len(api.log) != 4 {
			t.Errorf("52 changes took %d requests, want 2 for each of 2 groups", len(api.log))
		}
		if got := len(client.scopes.waiting); got != 0 {
			t.Errorf("%d queues are left", got)
		}
	})
}

func TestAPIsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{hold: make(chan struct{})}
		client := api.client()
		for i := range 5 {
			go client.PutScope(t.Context(), fmt.Sprintf("urn:%d", i), Scope{Value: "a"})
		}
		synctest.Wait()
		if got := len(api.log); got != 5 {
			t.Errorf("%d APIs were read while the first write was held back, want 5", got)
		}
		close(api.hold)
	})
}

// inOneGroup runs changes so that they share a group, behind one of its own.
func inOneGroup(t *testing.T, api *fakeAPI, client *Client, changes ...func()) {
	t.Helper()
	api.hold = make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { put(t, client, Scope{Value: "first"}) })
	synctest.Wait()
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
				result, err := client.PutScope(t.Context(), "urn:a", described("a", "3"))
				if err != nil || !result.Existed || *result.Before.Description != "2" {
					t.Errorf("got %+v, %v", result, err)
				}
			},
		)
		api.holds(t, "first", "a=3")
		api.logs(t, "GET", "PATCH [first]", "GET", "PATCH [first a=3]")
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
				_, err := client.PutScope(t.Context(), "urn:a", Scope{Value: "not good"})
				if !isBadRequest(err) || !strings.Contains(err.Error(), "not good") {
					t.Errorf("got %v, want the service's refusal", err)
				}
			},
			func() {
				_, err := client.ReplaceScopes(t.Context(), "urn:a", nil, nil)
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
		var failures []*Error
		fail := func() {
			_, err := client.PutScope(t.Context(), "urn:a", Scope{Value: "a"})
			var e *Error
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
		api.logs(t, "GET", "PATCH [first]", "GET", "PATCH [first a]")
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
				if _, err := client.PutScope(ctx, "urn:a", Scope{Value: "given-up"}); !errors.Is(err, context.Canceled) {
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
		cancelled := func(ctx context.Context, value string) func() {
			return func() {
				if _, err := client.PutScope(ctx, "urn:a", Scope{Value: value}); !errors.Is(err, context.Canceled) {
					t.Errorf("%s: got %v, want a cancellation", value, err)
				}
			}
		}
		group.Go(func() { put(t, client, Scope{Value: "a"}) })
		synctest.Wait()
		group.Go(cancelled(first, "b"))
		synctest.Wait()
		group.Go(cancelled(second, "c"))
		synctest.Wait()
		api.hold <- struct{}{} // a is written; b and c are in flight
		synctest.Wait()
		cancelFirst()
		synctest.Wait()
		if _, running := client.scopes.waiting["urn:a"]; !running {
			t.Error("the write of b and c ended with the caller of b")
		}
		cancelSecond()
		synctest.Wait()
		group.Wait()
		if _, running := client.scopes.waiting["urn:a"]; running {
			t.Error("the write of b and c goes on though nobody waits")
		}
		api.holds(t, "a")
	})
}
