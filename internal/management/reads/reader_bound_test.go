package reads_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// fakeList is a tenant with many objects of each kind, which counts requests.
// Object n has the ID "id-n", APIs the identifier "urn:n".
type fakeList struct {
	size     int
	requests atomic.Int64
	// deleted are objects that do not exist, though pages may still have them.
	deleted sync.Map
	// shift moves each later page by number, as a list does that changes.
	shift int
	// queries are those of the lists, in order.
	mu      sync.Mutex
	queries []string
	// audiences is how many APIs the grants are spread over.
	audiences int
}

func (f *fakeList) object(n int) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"id":"id-%d","client_id":"id-%d","identifier":"urn:%d","name":"n%d","audience":"urn:%d"}`, n, n, n, n, n%max(f.audiences, 1)))
}

// number is that of the object with an ID or identifier, if there is one.
func (f *fakeList) number(name string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(name, "id-"), "urn:"))
	_, gone := f.deleted.Load(name)
	return n, err == nil && n < f.size && !gone
}

func (f *fakeList) RoundTrip(r *http.Request) (*http.Response, error) {
	f.requests.Add(1)
	segment, name, single := strings.Cut(strings.TrimPrefix(r.URL.Path, rest.BasePath+"/"), "/")
	if single {
		if n, there := f.number(name); there {
			return fake.JSON(200, string(f.object(n))), nil
		}
		return fake.JSON(404, `{"error":"Not Found"}`), nil
	}
	query, key := r.URL.Query(), strings.ReplaceAll(segment, "-", "_")
	f.mu.Lock()
	f.queries = append(f.queries, query.Encode())
	f.mu.Unlock()
	answer := map[string]any{}
	var first int
	switch {
	case query["identifiers"] != nil:
		objects := []json.RawMessage{}
		for _, identifier := range query["identifiers"] {
			if n, there := f.number(identifier); there {
				objects = append(objects, f.object(n))
			}
		}
		return answered(map[string]any{key: objects, "total": len(objects), "limit": reads.PageSize})
	case query.Has("audience"):
		objects := []json.RawMessage{}
		for n := range f.size {
			if query.Get("audience") == fmt.Sprint("urn:", n%f.audiences) {
				objects = append(objects, f.object(n))
			}
		}
		return answered(map[string]any{key: objects})
	case query.Has("take"):
		first, _ = strconv.Atoi(query.Get("from"))
		if first+reads.PageSize < f.size {
			answer["next"] = strconv.Itoa(first + reads.PageSize)
		}
	default:
		page, _ := strconv.Atoi(query.Get("page"))
		if (page+1)*reads.PageSize > reads.MaxOffset {
			return fake.JSON(400, `{"error":"Bad Request","errorCode":"invalid_paging"}`), nil
		}
		first = page * reads.PageSize
		if page > 0 {
			first += f.shift
		}
		answer["total"], answer["start"], answer["limit"] = f.size, first, reads.PageSize
	}
	objects := []json.RawMessage{}
	for n := first; n < min(first+reads.PageSize, f.size); n++ {
		objects = append(objects, f.object(n))
	}
	answer[key] = objects
	return answered(answer)
}

func answered(body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	return fake.JSON(200, string(text)), err
}

// client returns a client whose reads gather, in the time of synctest.
func (f *fakeList) client() *management.Client { return f.over(f.RoundTrip) }

// over is client with another transport.
func (*fakeList) over(transport fake.Transport) *management.Client {
	return managementtest.OverWith(transport, management.Options{MaxRetries: -1})
}

// readers read object n of a kind.
func readers() map[string]func(*testing.T, *management.Client, int) (string, error) {
	return map[string]func(*testing.T, *management.Client, int) (string, error){
		rest.ResourceServers: func(t *testing.T, c *management.Client, n int) (string, error) {
			got, err := c.ReadResourceServerByID(t.Context(), fmt.Sprint("id-", n), fmt.Sprint("urn:", n))
			if err != nil {
				return "", err
			}
			return got.ID, nil
		},
		rest.Clients: func(t *testing.T, c *management.Client, n int) (string, error) {
			got, err := c.ReadApplication(t.Context(), fmt.Sprint("id-", n))
			if err != nil {
				return "", err
			}
			return got.ClientID, nil
		},
		rest.ClientGrants: func(t *testing.T, c *management.Client, n int) (string, error) {
			got, err := c.ReadClientGrant(t.Context(), fmt.Sprint("id-", n))
			if err != nil {
				return "", err
			}
			return got.ID, nil
		},
	}
}

// walk reads the objects with the given numbers, some at a time, and returns
// the requests that took.
func (f *fakeList) walk(t *testing.T, kind string, numbers []int, atATime int) int {
	client, read := f.client(), readers()[kind]
	for wave := range slices.Chunk(numbers, atATime) {
		var group sync.WaitGroup
		for _, n := range wave {
			group.Go(func() {
				if id, err := read(t, client, n); err != nil || id != fmt.Sprint("id-", n) {
					t.Errorf("object %d of %d: got %q, %v", n, f.size, id, err)
				}
			})
		}
		group.Wait()
	}
	return int(f.requests.Load())
}

// The bound that DESIGN.md states, for tenants and walks of every size.
func TestReadsCostAtMostTwiceTheBetterChoice(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 101, 1000, 1001, 3500, 100_000} {
		for _, kind := range slices.Sorted(maps.Keys(readers())) {
			t.Run(fmt.Sprint(kind, "/", size), func(t *testing.T) {
				t.Parallel()
				for _, count := range []int{1, 2, 3, 5, 10, 11, 20, 40, 100, 400, 1100, size} {
					if count > size || count > 10_000 && (kind != rest.Clients || testing.Short()) {
						continue // all of a huge tenant once
					}
					for _, atATime := range []int{1, 10} {
						if count > 3000 && atATime == 1 {
							continue
						}
						synctest.Test(t, func(t *testing.T) {
							numbers := rand.New(rand.NewPCG(uint64(size), uint64(count))).Perm(size)[:count]
							tenant := &fakeList{size: size}
							got := tenant.walk(t, kind, numbers, atATime)
							pages, constant := (size+reads.PageSize-1)/reads.PageSize, 2
							if kind == rest.ResourceServers && size > reads.MaxOffset {
								// The list ends before: the rest is read singly, or filtered.
								pages, constant = count, constant+reads.MaxOffset/reads.PageSize
							}
							if most := 2*min(count, pages) + constant; got > most {
								t.Errorf("%d reads, %d at a time, took %d requests; want at most %d (%d pages)", count, atATime, got, most, pages)
							}
						})
					}
				}
			})
		}
	}
}
