package assignments

import (
	"context"
	cryptorand "crypto/rand"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// fakeRoles are the permissions of roles behind a transport with latency.
type fakeRoles struct {
	latency time.Duration

	mu sync.Mutex
	// limit, unless nil, is the tenant's rate limit.
	limit *fake.RateLimit
	// groups has, for each write, how many permissions it adds or removes.
	groups []int
	reads  int
}

func (f *fakeRoles) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(f.latency)
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method == http.MethodGet {
		f.reads++
		response := fake.JSON(200, `{"total": 0, "start": 0, "limit": 100, "permissions": []}`)
		f.limit.Take(response.Header)
		return response, nil
	}
	var body struct{ Permissions []json.RawMessage }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, err
	}
	f.groups = append(f.groups, len(body.Permissions))
	response := fake.JSON(201, `{}`)
	f.limit.Take(response.Header)
	return response, nil
}

// over are Assignments whose requests go to a transport, for tests in a bubble of synctest.
func over(transport fake.Transport) *Assignments {
	web := resty.NewWithClient(&http.Client{Transport: transport}).SetBaseURL("http://tenant.test")
	client := rest.New(web, &fake.Tokens{}, rest.Options{MaxRetries: -1, Pacing: pacing.Options{
		Now: time.Now, Sleep: retry.Sleep, Jitter: func(d time.Duration) time.Duration { return d },
	}})
	return New(client, holdings.New(), holdings.NewNotes(nil, ""), Options{NewOwner: cryptorand.Text, Now: time.Now})
}

// scarce are Assignments of a tenant whose answers name a level that is one request above
// the reserve, a quarter of the limit.
func scarce(transport fake.Transport) *Assignments {
	return over(func(r *http.Request) (*http.Response, error) {
		response, err := transport(r)
		if err == nil {
			for name, value := range map[string]int64{"Limit": 1000, "Remaining": 251, "Reset": time.Now().Add(time.Hour).Unix()} {
				response.Header.Set("X-Ratelimit-"+name, strconv.FormatInt(value, 10))
			}
		}
		return response, err
	})
}

// assign assigns a permission to a role of which nothing has to be read, and returns how
// long that took.
func assign(t *testing.T, a *Assignments, role, permission int) time.Duration {
	t.Helper()
	start := time.Now()
	if _, err := a.Create(t.Context(), learned(a, role), Item{API: "urn:a", Name: fmt.Sprint("p", permission)}); err != nil {
		t.Error(err)
	}
	return time.Since(start)
}

func learned(a *Assignments, role int) List {
	l := List{Kind: RolePermissions(), ID: fmt.Sprint("rol_", role)}
	if _, known := a.lists.remembered(l); !known {
		a.Learn(l)
	}
	return l
}

const latency = 50 * time.Millisecond

// A change that comes alone waits only for those of the same moment, also after others.
func TestALoneChangeHardlyWaits(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]func(fake.Transport) *Assignments{"plentiful": over, "scarce": scarce} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := over((&fakeRoles{latency: latency}).RoundTrip)
				assign(t, a, 0, -1) // the first answer says what limits
				for i, pause := range []time.Duration{0, 0, 0, time.Second, 0} {
					time.Sleep(pause)
					if took := assign(t, a, i%2, i); took != gatherTime+latency {
						t.Errorf("change %d took %v, want %v", i, took, gatherTime+latency)
					}
				}
			})
		})
	}
}

// While requests are plentiful, groups of different roles are written at the same time,
// and those of one role one after the other.
func TestGroupsOfDifferentRolesAreWrittenAtTheSameTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeRoles{latency: latency}
		a := over(tenant.RoundTrip)
		assign(t, a, 0, 0) // the first answer says that nothing limits
		start := time.Now()
		var group sync.WaitGroup
		for role := range 8 {
			for p := range 3 {
				group.Go(func() { assign(t, a, role, 1+p) })
			}
		}
		group.Wait()
		if took := time.Since(start); took != gatherTime+latency {
			t.Errorf("it took %v, want %v", took, gatherTime+latency)
		}
		time.Sleep(time.Second) // no further changes are expected
		group.Go(func() { assign(t, a, 1, 10) })
		time.Sleep(gatherTime + latency/2) // the write is in flight
		for p := range 2 {
			group.Go(func() { assign(t, a, 1, 11+p) })
		}
		group.Wait()
		if want := []int{1, 3, 3, 3, 3, 3, 3, 3, 3, 1, 2}; !slices.Equal(tenant.groups, want) {
			t.Errorf("the groups are %v, want %v", tenant.groups, want)
		}
	})
}

// While requests are scarce, others are likely to follow after a group: the next change is held back for them, but
// not for longer than refillTime after the last one. When they did not arrive, no change
// waits for them again.
func TestAfterAGroupTheNextChangesAreAwaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeRoles{latency: latency}
		a := scarce(tenant.RoundTrip)
		atOnce := func(each time.Duration, permissions ...int) (longest time.Duration) {
			took := make([]time.Duration, len(permissions))
			var group sync.WaitGroup
			for i, p := range permissions {
				group.Go(func() {
					time.Sleep(time.Duration(i) * each)
					took[i] = assign(t, a, 1, p)
				})
			}
			group.Wait()
			return slices.Max(took)
		}
		expect := func(what string, got, want time.Duration, groups ...int) {
			t.Helper()
			if got != want || !slices.Equal(tenant.groups, groups) {
				t.Errorf("%s took %v for groups of %v, want %v for %v", what, got, tenant.groups, want, groups)
			}
		}
		expect("the first group", atOnce(0, 1, 2, 3, 4), gatherTime+latency, 4)
		// Slower than gatherTime: three of four are still expected after the first.
		const slow = 100 * time.Millisecond
		expect("the slow group", atOnce(slow, 5, 6, 7, 8), 3*slow+gatherTime+latency, 4, 4)
		expect("one of four that were expected", atOnce(0, 9), refillTime+latency, 4, 4, 1)
		expect("one more", atOnce(0, 10), gatherTime+latency, 4, 4, 1, 1)
	})
}

// A steady stream of changes of other roles does not hold a group back for longer than
// maxHold.
func TestAGroupIsHeldBackForMaxHoldAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := scarce((&fakeRoles{latency: latency}).RoundTrip)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for i := range 500 {
			group.Go(func() {
				time.Sleep(time.Duration(i) * gatherTime / 2)
				if ctx.Err() == nil {
					assign(t, a, 2, i)
				}
			})
		}
		time.Sleep(time.Millisecond)
		if took := assign(t, a, 1, 0); took < maxHold || took > maxHold+2*latency {
			t.Errorf("the change took %v, want little more than %v", took, maxHold)
		}
		cancel()
		group.Wait()
	})
}

// As Terraform does, ten callers at a time assign 600 permissions to 30 roles in a random
// order. Where requests are scarce, they share writes; where they are not, the callers are
// not kept waiting.
func TestHowManyRequestsSinglePermissionsTake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit  *fake.RateLimit
		busy   time.Duration
		writes int
		within time.Duration
	}{
		"no limit, a fast machine":      {nil, time.Millisecond, 550, 5 * time.Second},
		"no limit, a busy machine":      {nil, 60 * time.Millisecond, 550, 9 * time.Second},
		"15 per second, a fast machine": {fake.NewRateLimit(15, 50), time.Millisecond, 520, 50 * time.Second},
		"15 per second, a busy machine": {fake.NewRateLimit(15, 50), 60 * time.Millisecond, 520, 60 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const roles, each = 30, 20
				tenant := &fakeRoles{latency: latency, limit: c.limit}
				a := over(tenant.RoundTrip)
				work := make(chan int, roles*each)
				for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(roles * each) {
					work <- i
				}
				close(work)
				start := time.Now()
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						for i := range work {
							time.Sleep(c.busy)
							assign(t, a, i%roles, i/roles)
						}
					})
				}
				group.Wait()
				took := time.Since(start)
				if c.limit != nil && c.limit.Refused > 0 {
					t.Errorf("%d writes were refused", c.limit.Refused)
				}
				t.Logf("%d writes, %d reads, %v", len(tenant.groups), tenant.reads, took)
				if len(tenant.groups) > c.writes || took > c.within || tenant.reads > 0 {
					t.Errorf("%d writes and %d reads in %v, want at most %d and 0 in %v: groups of %s",
						len(tenant.groups), tenant.reads, took, c.writes, c.within, strings.Trim(fmt.Sprint(tenant.groups), "[]"))
				}
			})
		})
	}
}

// A caller can give up in the moment in which its group ends.
func TestACallerCanGiveUpAfterItsGroupWasWritten(t *testing.T) {
	t.Parallel()
	if newQueues(&writer{}).withdraw(List{Kind: RolePermissions(), ID: "rol_1"}, &member{}) {
		t.Error("the caller was taken out of a queue that does not exist")
	}
}
