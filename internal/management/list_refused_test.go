package management

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
						fake := &fakeList{size: size}
						client := fake.client()
						client.http.SetTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
							if strings.HasSuffix(r.URL.Path, "/"+kind) || status == 403 {
								return jsonAnswer(status, `{"message":"Insufficient scope, expected any of: read:x","errorCode":"insufficient_scope"}`), nil
							}
							return fake.RoundTrip(r)
						}))
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
									var refusal *Error
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
