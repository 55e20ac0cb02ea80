package reads_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// askGrants asks for the grants on some of the fake's APIs, at the same time or
// one after the other.
func (f *fakeList) askGrants(t *testing.T, client *management.Client, audiences int, together bool) {
	t.Helper()
	var group sync.WaitGroup
	for n := range audiences {
		group.Go(func() {
			found, err := client.ClientGrantsOn(t.Context(), fmt.Sprint("urn:", n))
			if want := f.size / f.audiences; err != nil || len(found) != want || found[0].ID != fmt.Sprint("id-", n) {
				t.Errorf("API %d: got %d grants, %v; want %d", n, len(found), err, want)
			}
		})
		if !together {
			group.Wait()
		}
	}
	group.Wait()
}

func TestGrantsOnAPIsOfASmallTenantAreOneRequestWithTheReadsOfGrants(t *testing.T) {
	t.Parallel()
	for _, together := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			tenant := &fakeList{size: 100, audiences: 20}
			client := tenant.client()
			tenant.askGrants(t, client, 20, together)
			tenant.walkWith(t, client, readers()[rest.ClientGrants], numbersTo(100))
			if none, err := client.ClientGrantsOn(t.Context(), "urn:none"); err != nil || len(none) != 0 {
				t.Errorf("an API without grants: got %v, %v", none, err)
			}
			if got := tenant.requests.Load(); got != 1 {
				t.Errorf("together %t: it took %d requests, want 1: %q", together, got, tenant.queries)
			}
		})
		synctest.Test(t, func(t *testing.T) {
			tenant := &fakeList{size: 100, audiences: 20}
			client := tenant.client()
			tenant.walkWith(t, client, readers()[rest.ClientGrants], numbersTo(2))
			tenant.askGrants(t, client, 20, together)
			if got := tenant.requests.Load(); got != 1 {
				t.Errorf("after reads of grants: %d requests, want those reads' list: %q", got, tenant.queries)
			}
		})
	}
}

func TestGrantsOnAPIsOfABigTenantCostAtMostTwiceTheList(t *testing.T) {
	t.Parallel()
	const size, audiences, pages = 3500, 100, 35
	for _, c := range []struct{ asked, most int }{{1, 2}, {5, 6}, {20, 21}, {audiences, 2*pages + 2}} {
		for _, together := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				tenant := &fakeList{size: size, audiences: audiences}
				client := tenant.client()
				for range 2 { // the second time from memory
					tenant.askGrants(t, client, c.asked, together)
				}
				if got := int(tenant.requests.Load()); got > c.most {
					t.Errorf("%d APIs, together %t: %d requests, want at most %d", c.asked, together, got, c.most)
				}
			})
		}
	}
}

func TestGrantsOnAnAPIAreReadAgainAfterAWriteAndAMinute(t *testing.T) {
	t.Parallel()
	for _, size := range []int{100, 300} {
		synctest.Test(t, func(t *testing.T) {
			tenant := &fakeList{size: size, audiences: 10}
			client := tenant.over(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodDelete {
					return fake.JSON(204, ""), nil
				}
				return tenant.RoundTrip(r)
			})
			asks := func(what string, more int64) {
				t.Helper()
				before := tenant.requests.Load()
				tenant.askGrants(t, client, 1, true)
				if got := tenant.requests.Load() - before; got != more {
					t.Errorf("%s: %d requests, want %d", what, got, more)
				}
			}
			first := int64(1)
			if size > reads.PageSize {
				first = 2 // the page that has the total, and the grants on the API
			}
			asks("at first", first)
			asks("again", 0)
			if err := client.DeleteClientGrant(t.Context(), "id-99", ""); err != nil {
				t.Fatal(err)
			}
			asks("after a write", 1)
			asks("again", 0)
			client.Refreshing("a resource")
			client.Refreshing("a resource")
			asks("in the next walk", first)
		})
	}
}

func TestGrantsOnAnAPIThatTheCallerMayNotListAreAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := managementtest.Over(func(*http.Request) (*http.Response, error) {
			return fake.JSON(403, `{"error":"Forbidden","message":"Insufficient scope, expected any of: read:client_grants","errorCode":"insufficient_scope"}`), nil
		})
		var refusal *management.Error
		if _, err := client.ClientGrantsOn(t.Context(), "urn:a"); !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "read:client_grants") {
			t.Errorf("got %v, want the refusal", err)
		}
	})
}

func TestAKnownApplicationTakesNoRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenant := &fakeList{size: 10}
		client := tenant.client()
		if known := client.KnownApplication("id-3"); known != nil {
			t.Errorf("got %v before it was read", known)
		}
		if _, err := client.ReadApplication(t.Context(), "id-3"); err != nil {
			t.Fatal(err)
		}
		if known := client.KnownApplication("id-3"); known == nil || known.Settings["name"] != "n3" || tenant.requests.Load() != 1 {
			t.Errorf("got %v after %d requests", known, tenant.requests.Load())
		}
	})
}
