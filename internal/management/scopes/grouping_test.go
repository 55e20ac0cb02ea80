package scopes

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// fakeAPIs are resource servers behind a transport with latency.
type fakeAPIs struct {
	mu      sync.Mutex
	latency time.Duration
	scopes  map[string][]Scope
	reads   map[string]int
	// lists and writes count requests, also those that wait for hold.
	lists, writes int
	// hold, unless nil, makes each PATCH wait for it to be closed.
	hold chan struct{}
	// limit, unless nil, is the tenant's rate limit, as the answers name it.
	limit *fake.RateLimit
}

func (f *fakeAPIs) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(f.latency)
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.URL.Path == rest.BasePath+"/"+rest.ResourceServers {
		f.lists++
		var all []map[string]any
		for identifier := range f.scopes {
			all = append(all, f.api(identifier))
		}
		answer, err := json.Marshal(map[string]any{"total": len(all), "start": 0, "limit": 100, "resource_servers": all})
		return fake.JSON(200, string(answer)), err
	}
	identifier, err := url.PathUnescape(r.URL.EscapedPath()[len(rest.BasePath+"/"+rest.ResourceServers+"/"):])
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPatch {
		var body struct{ Scopes []Scope }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, err
		}
		f.writes++
		if f.hold != nil {
			f.mu.Unlock()
			<-f.hold
			f.mu.Lock()
		}
		f.scopes[identifier] = body.Scopes
	} else {
		f.reads[identifier]++
	}
	answer, err := json.Marshal(f.api(identifier))
	response := fake.JSON(200, string(answer))
	f.limit.Take(response.Header)
	return response, err
}

func (f *fakeAPIs) api(identifier string) map[string]any {
	return map[string]any{"id": "id-" + identifier, "identifier": identifier, "scopes": f.scopes[identifier]}
}

// As Terraform does, ten callers at a time change 200 scopes of 20 APIs in a random
// order. Where requests are scarce, they share writes; where they are not, the callers
// are not kept waiting.
func TestHowGroupsForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit  *fake.RateLimit
		busy   time.Duration
		writes int
		within time.Duration
	}{
		"no limit, a fast machine":      {nil, time.Millisecond, 200, 1600 * time.Millisecond},
		"no limit, a busy machine":      {nil, 60 * time.Millisecond, 200, 2800 * time.Millisecond},
		"15 per second, a fast machine": {fake.NewRateLimit(15, 50), time.Millisecond, 150, 12 * time.Second},
		"15 per second, a busy machine": {fake.NewRateLimit(15, 50), 60 * time.Millisecond, 150, 12 * time.Second},
		"2 per second":                  {fake.NewRateLimit(2, 2), time.Millisecond, 130, 95 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const apis, each = 20, 10
				tenant := &fakeAPIs{latency: 50 * time.Millisecond, scopes: map[string][]Scope{}, reads: map[string]int{}, limit: c.limit}
				client := over(tenant.RoundTrip)
				if c.limit != nil {
					client = harness{maxRetries: -1, unanswered: true, verifyAfter: -1, sleep: retry.Sleep}.scopes(tenant.RoundTrip)
				}
				for i := range apis {
					tenant.scopes[fmt.Sprint("urn:", i)] = nil
					client.Learn(fmt.Sprint("id-urn:", i), fmt.Sprint("urn:", i), nil)
				}
				random := rand.New(rand.NewPCG(1, 2))
				work := make(chan int, apis*each)
				for _, i := range random.Perm(apis * each) {
					work <- i
				}
				close(work)
				start := time.Now()
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						for i := range work {
							time.Sleep(c.busy)
							if _, err := client.Update(t.Context(), fmt.Sprint("urn:", i%apis), Scope{Value: fmt.Sprint("s", i/apis)}); err != nil {
								t.Error(err)
							}
						}
					})
				}
				group.Wait()
				for i := range apis {
					identifier := fmt.Sprint("urn:", i)
					if got := len(tenant.scopes[identifier]); got != each {
						t.Errorf("%s has %d scopes, want %d", identifier, got, each)
					}
				}
				if tenant.writes > c.writes {
					t.Errorf("200 changes took %d writes, want at most %d", tenant.writes, c.writes)
				}
				if c.limit != nil && c.limit.Refused > 0 {
					t.Errorf("%d writes were refused", c.limit.Refused)
				}
				if took := time.Since(start); took > c.within {
					t.Errorf("it took %s, want at most %s", took, c.within)
				}
			})
		})
	}
}

// Of the groups that gathered while a write was in flight, the largest is
// written first: its callers submit the next changes.
func TestTheLargestGroupIsWrittenFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeAPIs{scopes: map[string][]Scope{}, reads: map[string]int{}, hold: make(chan struct{})}
		var mu sync.Mutex
		var written []string
		client := scarce(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPatch {
				mu.Lock()
				written = append(written, r.URL.Path[strings.LastIndex(r.URL.Path, ":")+1:])
				mu.Unlock()
			}
			return tenant.RoundTrip(r)
		})
		var group sync.WaitGroup
		change := func(api string, changes int) {
			for i := range changes {
				group.Go(func() {
					if _, err := client.Update(t.Context(), "urn:"+api, Scope{Value: fmt.Sprint("s", i)}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		change("first", 1)
		sendAll()
		for api, changes := range map[string]int{"one": 1, "three": 3, "two": 2, "four": 4} {
			change(api, changes)
		}
		sendAll()
		close(tenant.hold)
		group.Wait()
		if got := strings.Join(written, " "); got != "first four three two one" {
			t.Errorf("written were %s, want first four three two one", got)
		}
	})
}

func TestChangesWithinTwentyMillisecondsShareAWriteWhereRequestsAreScarce(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]int{19 * time.Millisecond: 1, 21 * time.Millisecond: 3} {
		synctest.Test(t, func(t *testing.T) {
			tenant := &fakeAPIs{scopes: map[string][]Scope{"urn:a": nil}, reads: map[string]int{}}
			client := scarce(tenant.RoundTrip)
			var group sync.WaitGroup
			change := func(name string) {
				group.Go(func() {
					if _, err := client.Update(t.Context(), "urn:a", Scope{Value: name}); err != nil {
						t.Error(err)
					}
				})
			}
			for i := range 4 { // so that more callers were seen than come now
				change(fmt.Sprint("before", i))
			}
			group.Wait()
			before := tenant.writes
			for i := range 3 {
				change(fmt.Sprint("now", i))
				time.Sleep(pause)
			}
			group.Wait()
			if got := tenant.writes - before; got != want {
				t.Errorf("3 changes, %s apart, took %d writes, want %d", pause, got, want)
			}
		})
	}
}

func TestAChangeThatComesAloneDoesNotWaitNoticeably(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeAPIs{scopes: map[string][]Scope{}, reads: map[string]int{}}
		client := over(tenant.RoundTrip)
		for i := range 5 {
			start := time.Now()
			if _, err := client.Update(t.Context(), "urn:a", Scope{Value: fmt.Sprint("s", i)}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 0 {
				t.Errorf("change %d took %s", i, took)
			}
		}
		if tenant.reads["urn:a"] != 1 {
			t.Errorf("the API was read %d times, want once", tenant.reads["urn:a"])
		}
	})
}

// While requests are plentiful, a group gathers for a tenth of the latency.
func TestChangesOfOneMomentShareAWrite(t *testing.T) {
	t.Parallel()
	for latency, pauses := range map[time.Duration]map[time.Duration]int{
		10 * time.Millisecond:  {900 * time.Microsecond: 1, 11 * time.Millisecond: 3},
		100 * time.Millisecond: {9 * time.Millisecond: 1, 120 * time.Millisecond: 3},
		time.Second:            {9 * time.Millisecond: 1, 11 * time.Millisecond: 2, 1100 * time.Millisecond: 3},
	} {
		for pause, want := range pauses {
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeAPIs{latency: latency, scopes: map[string][]Scope{"urn:a": nil}, reads: map[string]int{}}
				client := over(tenant.RoundTrip)
				put(t, client, Scope{Value: "before"}) // the latency is known
				var group sync.WaitGroup
				for i := range 3 {
					group.Go(func() { put(t, client, Scope{Value: fmt.Sprint("now", i)}) })
					time.Sleep(pause)
				}
				group.Wait()
				if got := tenant.writes - 1; got != want {
					t.Errorf("3 changes, %s apart, took %d writes at a latency of %s, want %d", pause, got, latency, want)
				}
			})
		}
	}
}

func TestAnAPIThatThisClientCreatedIsNotRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{}
		client := over(api.RoundTrip)
		client.Learn("r", "urn:a", nil)
		put(t, client, Scope{Value: "a"})
		put(t, client, Scope{Value: "b"})
		api.logs(t, "PATCH [a]", "PATCH [a b]")
	})
}

func TestAListThatIsNotFreshIsReadAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeAPIs{scopes: map[string][]Scope{"urn:a": nil}, reads: map[string]int{}}
		client := over(tenant.RoundTrip)
		put(t, client, Scope{Value: "a"})
		put(t, client, Scope{Value: "b"})
		time.Sleep(maxListAge + time.Second)
		tenant.scopes["urn:a"] = []Scope{{Value: "b"}, {Value: "foreign"}} // another process writes
		result, err := client.Update(t.Context(), "urn:a", Scope{Value: "c"})
		if err != nil || fmt.Sprint(result) != "[{urn:a [a] [] <nil>}]" {
			t.Errorf("got %+v, %v; want the scope a restored", result, err)
		}
		if got := strings.Join(names(tenant.scopes["urn:a"]), " "); got != "b foreign a c" {
			t.Errorf("the API has the scopes %s", got)
		}
		if reads := tenant.lists + tenant.reads["urn:a"]; reads != 2 || tenant.writes != 3 {
			t.Errorf("it took %d reads and %d writes, want 2 and 3", reads, tenant.writes)
		}
	})
}
