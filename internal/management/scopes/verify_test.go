package scopes

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestClientsThatWriteTheScopesOfOneAPIAtOnceLoseNone(t *testing.T) {
	t.Parallel()
	for name, latency := range map[string]time.Duration{"a near service": time.Millisecond, "a far one": 120 * time.Millisecond} {
		for _, each := range []int{1, 10, 40} {
			t.Run(fmt.Sprint(name, " ", each), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					tenant := &fakeAPIs{latency: latency, scopes: map[string][]Scope{"urn:a": {{Value: "foreign"}}}, reads: map[string]int{}}
					var clients sync.WaitGroup
					for c := range 3 {
						client := verifying(tenant.RoundTrip)
						work := make(chan string, each)
						for i := range each {
							work <- fmt.Sprintf("c%d-%02d", c, i)
						}
						close(work)
						for range 10 {
							clients.Go(func() {
								for value := range work {
									put(t, client, Scope{Value: value})
								}
							})
						}
					}
					clients.Wait()
					if got := len(tenant.scopes["urn:a"]); got != 3*each+1 {
						t.Errorf("the API has %d scopes, want %d: %v", got, 3*each+1, names(tenant.scopes["urn:a"]))
					}
				})
			})
		}
	}
}

func TestTheLastChangeLooksWhetherAllLasted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
		client := verifying(api.RoundTrip)
		start := time.Now()
		var group sync.WaitGroup
		var put, deleted []Interference
		group.Go(func() {
			result, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"})
			if err != nil {
				t.Error(err)
			}
			put = result
		})
		group.Go(func() {
			result, err := client.Delete(t.Context(), "urn:a", "", "old")
			if err != nil {
				t.Error(err)
			}
			deleted = result.Interference
		})
		time.Sleep(verifyAfter / 2)
		api.change(func() { api.scopes = []Scope{{Value: "old"}, {Value: "theirs"}} }) // from a list read before
		group.Wait()
		api.holds(t, "theirs", "a")
		api.logs(t, "GET", "PATCH [a]", "GET", "PATCH [theirs a]", "GET")
		if got := fmt.Sprint(slices.Concat(put, deleted)); got != "[{urn:a [a] [old] <nil>}]" {
			t.Errorf("got %s, want a restored and old removed", got)
		}
		if took := time.Since(start); took > 4*maxQuiet {
			t.Errorf("it took %s", took)
		}
	})
}

func TestWhoComesNextVerifiesForThoseBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeAPIs{latency: 10 * time.Millisecond, scopes: map[string][]Scope{"urn:a": nil, "urn:b": nil}, reads: map[string]int{}}
		client := verifying(tenant.RoundTrip)
		var first time.Duration
		var group sync.WaitGroup
		group.Go(func() {
			start := time.Now()
			put(t, client, Scope{Value: "a"})
			first = time.Since(start)
		})
		time.Sleep(100 * time.Millisecond)
		if _, err := client.Update(t.Context(), "urn:b", Scope{Value: "b"}); err != nil {
			t.Error(err)
		}
		group.Wait()
		if first > 101*time.Millisecond {
			t.Errorf("the first change took %s, though another came after 100ms", first)
		}
		if tenant.writes != 2 || tenant.reads["urn:a"]+tenant.lists != 3 && tenant.reads["urn:b"] < 2 {
			t.Errorf("%d writes, reads: %v and %d lists; want both APIs verified", tenant.writes, tenant.reads, tenant.lists)
		}
		if client.verifier.queues.queue("urn:a").unverified || client.verifier.queues.queue("urn:b").unverified {
			t.Error("an API was written and not verified")
		}
	})
}

func TestAFightOverAScopeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := verifying(func(r *http.Request) (*http.Response, error) {
			answer, err := api.RoundTrip(r)
			if r.Method == http.MethodPatch {
				api.change(func() { api.scopes = nil }) // something removes all, at once
			}
			return answer, err
		})
		result, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"})
		if err != nil || len(result) != maxVerifications {
			t.Errorf("got %+v, %v; want it reported %d times", result, err, maxVerifications)
		}
		if writes := strings.Count(strings.Join(api.log, ""), "PATCH"); writes != maxVerifications+1 {
			t.Errorf("%d writes, want %d", writes, maxVerifications+1)
		}
	})
}

func TestWhatCannotHaveBeenInterferedWithIsNotVerified(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{scopes: []Scope{{Value: "a"}}}
		client := verifying(api.RoundTrip)
		put(t, client, Scope{Value: "a"}) // nothing is written
		api.logs(t, "GET")
		api.log = nil
		client.Learn("r", "urn:a", nil)
		put(t, client, Scope{Value: "b"})
		if slices.Contains(api.log, "GET") {
			t.Errorf("an API that was created here is verified: %v", api.log)
		}
	})
}

// The verification is for all callers: it continues when the caller that happened to be
// the last one is cancelled, and that caller does not wait for it.
func TestAVerificationOutlivesTheCallerThatIsLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := verifying(api.RoundTrip)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		time.AfterFunc(verifyAfter/2, func() {
			api.change(func() { api.scopes = []Scope{{Value: "theirs"}} }) // from a list read before
			cancel()
		})
		start := time.Now()
		if _, err := client.Update(ctx, "urn:a", Scope{Value: "a"}); err != nil {
			t.Errorf("got %v, though the scope was written", err)
		}
		if took := time.Since(start); took > verifyAfter/2 {
			t.Errorf("the cancelled caller waited %s", took)
		}
		time.Sleep(10 * maxQuiet)
		api.holds(t, "theirs", "a")
	})
}
