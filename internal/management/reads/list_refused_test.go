package reads_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// The first page of a list is refused again and again: each read has an outcome
// of its own, whatever was decided for those before it.
func TestReadsAfterARefusedFirstPageHaveAnOutcome(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"forbidden": 403, "failing": 500} {
		for kind, read := range readers() {
			for _, size := range []int{1, 11, 200} {
				t.Run(fmt.Sprint(name, " ", kind, " ", size), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						tenant := &fakeList{size: size}
						client := tenant.over(func(r *http.Request) (*http.Response, error) {
							if strings.HasSuffix(r.URL.Path, "/"+kind) || status == 403 {
								return fake.JSON(status, `{"message":"Insufficient scope, expected any of: read:x","errorCode":"insufficient_scope"}`), nil
							}
							return tenant.RoundTrip(r)
						})
						work := make(chan int, size)
						for n := range size {
							work <- n
						}
						close(work)
						var group sync.WaitGroup
						for range 10 {
							group.Go(func() {
								for n := range work {
									id, err := read(t, client, n)
									var refusal *management.Error
									if status == 403 && !errors.As(err, &refusal) {
										t.Errorf("object %d: got %q, %v; want the refusal", n, id, err)
									}
									if status == 500 && (err != nil || id != fmt.Sprint("id-", n)) {
										t.Errorf("object %d: got %q, %v; want it by a direct read", n, id, err)
									}
								}
							})
						}
						group.Wait()
					})
				})
			}
		}
	}
}

// A list that changed between two of its pages may lack an object that exists:
// it does not answer for all grants on an API.
func TestAListThatChangedDoesNotAnswerForAllGrantsOnAnAPI(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shift int
		total string
	}{
		"fewer objects than it says":     {30, `"total":150`},
		"one was deleted between two":    {1, `"total":149`},
		"the list as it is, for control": {0, `"total":150`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: 150, shift: c.shift, audiences: 50}
				client := tenant.over(func(r *http.Request) (*http.Response, error) {
					answer, err := tenant.RoundTrip(r)
					if err == nil && r.URL.Query().Get("page") == "1" {
						return rewritten(answer, `"total":150`, c.total)
					}
					return answer, err
				})
				tenant.walkWith(t, client, readers()[rest.ClientGrants], slices.Concat(numbersTo(100), []int{140, 141, 142, 143}))
				before := tenant.requests.Load()
				grants, err := client.ClientGrantsOn(t.Context(), "urn:0") // 0, 50 and 100
				if err != nil || len(grants) != 3 {
					t.Errorf("got %d grants, %v; want 3", len(grants), err)
				}
				if asked := tenant.requests.Load() - before; asked != int64(min(c.shift, 1)) {
					t.Errorf("it took %d requests", asked)
				}
			})
		})
	}
}

func rewritten(answer *http.Response, old, replacement string) (*http.Response, error) {
	body, err := io.ReadAll(answer.Body)
	return fake.JSON(answer.StatusCode, strings.Replace(string(body), old, replacement, 1)), err
}
