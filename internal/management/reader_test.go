package management

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestALoneReadIsOneDirectRequestThatHardlyWaits(t *testing.T) {
	t.Parallel()
	for kind, read := range readers() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeList{size: 5000}
				start := time.Now()
				if _, err := read(t, fake.client(), 4711); err != nil || fake.requests.Load() != 1 || len(fake.queries) > 0 {
					t.Errorf("got %v, %d requests, lists %v", err, fake.requests.Load(), fake.queries)
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
		fake := &fakeList{size: 900}
		if got := fake.walk(t, resourceServers, []int{400, 500, 600, 700}, 4); got != 2 || strings.Count(fake.queries[1], "identifiers=urn%3A") != 4 {
			t.Errorf("4 APIs took %d requests, lists %q", got, fake.queries)
		}
	})
}

func TestNothingIsGoneThatWasNotAskedForDirectly(t *testing.T) {
	t.Parallel()
	for kind, read := range readers() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeList{size: 50}
				client := fake.client()
				// Created after the list was read, and never there.
				fake.walkWith(t, client, read, numbersTo(20))
				fake.size = 60
				before := fake.requests.Load()
				if id, err := read(t, client, 55); err != nil || id != "id-55" {
					t.Errorf("a new object: got %q, %v", id, err)
				}
				if _, err := read(t, client, 70); !IsNotFound(err) {
					t.Errorf("a missing object: got %v, want not found", err)
				}
				if direct := fake.requests.Load() - before; direct != 2 || len(fake.queries) != 1 {
					t.Errorf("they took %d requests, lists %q", direct, fake.queries)
				}
			})
		})
	}
}

func TestAnAPIThatTheFilterLacksIsAskedForDirectly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeList{size: 900}
		fake.deleted.Store("urn:500", true) // another API has its identifier, say
		client, read := fake.client(), readers()[resourceServers]
		fake.walkWith(t, client, read, []int{400, 500, 600})
		if got := fake.requests.Load(); got != 3 {
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
	for _, kind := range []string{applications, clientGrants} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeList{size: 1500}
				fake.walk(t, kind, numbersTo(1500), 10)
				last := fake.queries[len(fake.queries)-1]
				if len(fake.queries) != 1+15 || last != "from=1400&take=100" {
					t.Errorf("%d lists, the last %q; want the first page by number and 15 by cursor", len(fake.queries), last)
				}
			})
		})
	}
}

func TestWhatWasReadIsForgottenAfterAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeList{size: 50}
		client, read := fake.client(), readers()[applications]
		for _, c := range []struct {
			pause    time.Duration
			requests int64
		}{{0, 1}, {maxAge - time.Second, 1}, {2 * time.Second, 2}} {
			time.Sleep(c.pause)
			fake.walkWith(t, client, read, numbersTo(20))
			if got := fake.requests.Load(); got != c.requests {
				t.Errorf("after another %s: %d requests, want %d", c.pause, got, c.requests)
			}
		}
	})
}

func TestOwnWritesPatchWhatIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeList{size: 50}
		gone := false
		client := fake.client()
		client.http.SetTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
			switch {
			case r.Method == http.MethodPatch:
				return jsonAnswer(200, `{"id":"id-7","identifier":"urn:7","name":"patched"}`), nil
			case r.Method == http.MethodDelete:
				gone = true
				return jsonAnswer(204, ""), nil
			case gone && strings.HasSuffix(r.URL.Path, "-7"):
				fake.requests.Add(1)
				return jsonAnswer(404, `{}`), nil
			}
			return fake.RoundTrip(r)
		}))
		fake.walkWith(t, client, readers()[resourceServers], numbersTo(20))
		fake.walkWith(t, client, readers()[clientGrants], numbersTo(20))
		// By its identifier: the ID must know of it.
		if _, err := client.UpdateResourceServer(t.Context(), "urn:7", Settings{"name": "patched"}); err != nil {
			t.Fatal(err)
		}
		before := fake.requests.Load()
		got, err := client.ReadResourceServerByID(t.Context(), "id-7", "urn:7")
		if err != nil || got.Settings["name"] != "patched" || fake.requests.Load() != before {
			t.Errorf("after the update: got %+v, %v, %d more requests", got, err, fake.requests.Load()-before)
		}
		if err := client.DeleteResourceServer(t.Context(), "id-7", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := client.ReadResourceServerByID(t.Context(), "id-7", "urn:7"); !IsNotFound(err) {
			t.Errorf("after the deletion: got %v, want not found", err)
		}
		// The API's grants went with it; which they are is not known here.
		before = fake.requests.Load()
		if _, err := client.ReadClientGrant(t.Context(), "id-3"); err != nil || fake.requests.Load() != before+1 {
			t.Errorf("a grant after the deletion: %v, %d requests, want 1", err, fake.requests.Load()-before)
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
				fake := &fakeList{size: 50}
				client, read := fake.client(), readers()[applications]
				client.http.SetTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
					if strings.HasSuffix(r.URL.Path, "/clients") {
						return jsonAnswer(c.status, c.body), nil
					}
					return fake.RoundTrip(r)
				}))
				var group sync.WaitGroup
				for n := range 5 {
					group.Go(func() {
						_, err := read(t, client, n)
						var refusal *Error
						if (err != nil) != c.fails || c.fails && !errors.As(err, &refusal) {
							t.Errorf("object %d: %v", n, err)
						}
					})
				}
				group.Wait()
				if got := fake.requests.Load(); got != c.reads {
					t.Errorf("it took %d direct reads, want %d", got, c.reads)
				}
			})
		})
	}
}

func TestSearchesByNameShareTheList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeList{size: 250}
		client := fake.client()
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
		if got := fake.requests.Load(); got != 3 {
			t.Errorf("20 searches took %d requests, want 3", got)
		}
		// What the list did not have may be new.
		fake.size++
		if found, err := client.FindApplicationsByName(t.Context(), "n250"); err != nil || len(found) != 1 {
			t.Errorf("a new client: got %v, %v", found, err)
		}
	})
}

// walkWith reads objects at the same time with a client.
func (f *fakeList) walkWith(t *testing.T, client *Client, read func(*testing.T, *Client, int) (string, error), numbers []int) {
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
