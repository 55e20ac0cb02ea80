package reads_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

func TestALoneReadIsOneDirectRequestThatHardlyWaits(t *testing.T) {
	t.Parallel()
	for kind, read := range readers() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 5000}
				start := time.Now()
				if _, err := read(t, tenant.client(), 4711); err != nil || tenant.requests.Load() != 1 || len(tenant.queries) > 0 {
					t.Errorf("got %v, %d requests, lists %v", err, tenant.requests.Load(), tenant.queries)
				}
				if waited := time.Since(start); waited > 5*time.Millisecond {
					t.Errorf("it waited %s", waited)
				}
			})
		})
	}
}

func TestWhatASmallTenantHasIsReadWithOneRequest(t *testing.T) {
	t.Parallel()
	for kind := range readers() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if got := (&fakeList{size: 100}).walk(t, kind, numbersTo(100), 10); got != 1 {
					t.Errorf("100 objects took %d requests, want 1", got)
				}
			})
		})
	}
}

func TestAFewAPIsOfABigTenantAreListedByIdentifier(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 900}
		if got := tenant.walk(t, rest.ResourceServers, []int{400, 500, 600, 700}, 4); got != 2 || strings.Count(tenant.queries[1], "identifiers=urn%3A") != 4 {
			t.Errorf("4 APIs took %d requests, lists %q", got, tenant.queries)
		}
	})
}

func TestNothingIsGoneThatWasNotAskedForDirectly(t *testing.T) {
	t.Parallel()
	for kind, read := range readers() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 50}
				client := tenant.client()
				// Created after the list was read, and never there.
				tenant.walkWith(t, client, read, numbersTo(20))
				tenant.size = 60
				before := tenant.requests.Load()
				if id, err := read(t, client, 55); err != nil || id != "id-55" {
					t.Errorf("a new object: got %q, %v", id, err)
				}
				if _, err := read(t, client, 70); !management.IsNotFound(err) {
					t.Errorf("a missing object: got %v, want not found", err)
				}
				if direct := tenant.requests.Load() - before; direct != 2 || len(tenant.queries) != 1 {
					t.Errorf("they took %d requests, lists %q", direct, tenant.queries)
				}
			})
		})
	}
}

func TestAnAPIThatTheFilterLacksIsAskedForDirectly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 900}
		tenant.deleted.Store("urn:500", true) // another API has its identifier, say
		client, read := tenant.client(), readers()[rest.ResourceServers]
		tenant.walkWith(t, client, read, []int{400, 500, 600})
		if got := tenant.requests.Load(); got != 3 {
			t.Errorf("it took %d requests, want the first page, the filter, and one direct", got)
		}
	})
}

// A page by number that moves while the list is read skips some objects and
// repeats others.
func TestAListThatChangesWhileItIsPagedLosesNothing(t *testing.T) {
	t.Parallel()
	for _, shift := range []int{-30, 30} {
		for kind := range readers() {
			t.Run(fmt.Sprint(kind, shift), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					(&fakeList{size: 700, shift: shift}).walk(t, kind, numbersTo(700), 10)
				})
			})
		}
	}
}

func TestTheListIsPagedByCursorBeyondTheOffsetLimit(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{rest.Clients, rest.ClientGrants} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 1500}
				tenant.walk(t, kind, numbersTo(1500), 10)
				last := tenant.queries[len(tenant.queries)-1]
				if len(tenant.queries) != 1+15 || last != "from=1400&take=100" {
					t.Errorf("%d lists, the last %q; want the first page by number and 15 by cursor", len(tenant.queries), last)
				}
			})
		})
	}
}

func TestWhatWasReadIsForgottenAfterAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 50}
		client, read := tenant.client(), readers()[rest.Clients]
		for _, c := range []struct {
			pause    time.Duration
			requests int64
		}{{0, 1}, {reads.MaxAge - time.Second, 1}, {2 * time.Second, 2}} {
			time.Sleep(c.pause)
			tenant.walkWith(t, client, read, numbersTo(20))
			if got := tenant.requests.Load(); got != c.requests {
				t.Errorf("after another %s: %d requests, want %d", c.pause, got, c.requests)
			}
		}
	})
}

func TestOwnWritesPatchWhatIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 50}
		gone := false
		client := tenant.over(func(r *http.Request) (*http.Response, error) {
			switch {
			case r.Method == http.MethodPatch:
				return fake.JSON(200, `{"id":"id-7","identifier":"urn:7","name":"patched"}`), nil
			case r.Method == http.MethodDelete:
				gone = true
				return fake.JSON(204, ""), nil
			case gone && strings.HasSuffix(r.URL.Path, "-7"):
				tenant.requests.Add(1)
				return fake.JSON(404, `{}`), nil
			}
			return tenant.RoundTrip(r)
		})
		tenant.walkWith(t, client, readers()[rest.ResourceServers], numbersTo(20))
		tenant.walkWith(t, client, readers()[rest.ClientGrants], numbersTo(20))
		// By its identifier: the ID must know of it.
		if _, err := client.UpdateResourceServer(t.Context(), "urn:7", management.Settings{"name": "patched"}); err != nil {
			t.Fatal(err)
		}
		before := tenant.requests.Load()
		got, err := client.ReadResourceServerByID(t.Context(), "id-7", "urn:7")
		if err != nil || got.Settings["name"] != "patched" || tenant.requests.Load() != before {
			t.Errorf("after the update: got %+v, %v, %d more requests", got, err, tenant.requests.Load()-before)
		}
		if err := client.DeleteResourceServer(t.Context(), "id-7", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := client.ReadResourceServerByID(t.Context(), "id-7", "urn:7"); !management.IsNotFound(err) {
			t.Errorf("after the deletion: got %v, want not found", err)
		}
		// The API's grants went with it; which they are is not known here.
		before = tenant.requests.Load()
		if _, err := client.ReadClientGrant(t.Context(), "id-3"); err != nil || tenant.requests.Load() != before+1 {
			t.Errorf("a grant after the deletion: %v, %d requests, want 1", err, tenant.requests.Load()-before)
		}
	})
}

func TestAListThatIsRefusedLeavesDirectReads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		reads  int64 // of 5 objects, beside the list
		fails  bool
	}{
		"not found":     {404, `{}`, 5, false},
		"a bad request": {400, `{}`, 5, false},
		"no list":       {200, `[]`, 5, false},
		// What the caller may not is the same for one object.
		"forbidden": {403, `{}`, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 50}
				read := readers()[rest.Clients]
				client := tenant.over(func(r *http.Request) (*http.Response, error) {
					if strings.HasSuffix(r.URL.Path, "/clients") {
						return fake.JSON(c.status, c.body), nil
					}
					return tenant.RoundTrip(r)
				})
				var group sync.WaitGroup
				for n := range 5 {
					group.Go(func() {
						_, err := read(t, client, n)
						var refusal *management.Error
						if (err != nil) != c.fails || c.fails && !errors.As(err, &refusal) {
							t.Errorf("object %d: %v", n, err)
						}
					})
				}
				group.Wait()
				if got := tenant.requests.Load(); got != c.reads {
					t.Errorf("it took %d direct reads, want %d", got, c.reads)
				}
			})
		})
	}
}

func TestSearchesByNameShareTheList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 250}
		// An answer takes time. Otherwise a search that starts late could find that the
		// list it wanted to share has been read already.
		client := tenant.over(func(r *http.Request) (*http.Response, error) {
			time.Sleep(time.Millisecond)
			return tenant.RoundTrip(r)
		})
		for range 2 {
			var group sync.WaitGroup
			for n := range 10 {
				group.Go(func() {
					found, err := client.FindApplicationsByName(t.Context(), fmt.Sprint("n", n))
					if err != nil || len(found) != 1 || found[0].ClientID != fmt.Sprint("id-", n) {
						t.Errorf("name %d: got %v, %v", n, found, err)
					}
				})
			}
			group.Wait()
		}
		if got := tenant.requests.Load(); got != 3 {
			t.Errorf("20 searches took %d requests, want 3", got)
		}
		// What the list did not have may be new.
		tenant.size++
		if found, err := client.FindApplicationsByName(t.Context(), "n250"); err != nil || len(found) != 1 {
			t.Errorf("a new client: got %v, %v", found, err)
		}
	})
}

// walkWith reads objects at the same time with a client.
func (f *fakeList) walkWith(t *testing.T, client *management.Client, read func(*testing.T, *management.Client, int) (string, error), numbers []int) {
	var group sync.WaitGroup
	for _, n := range numbers {
		group.Go(func() {
			if id, err := read(t, client, n); err != nil || id != fmt.Sprint("id-", n) {
				t.Errorf("object %d: got %q, %v", n, id, err)
			}
		})
	}
	group.Wait()
}

func numbersTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}
