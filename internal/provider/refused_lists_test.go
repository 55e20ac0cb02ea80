package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// listFault answers the requests for a list in the tenant's place, while it is on.
type listFault struct {
	path   *regexp.Regexp
	answer func(w http.ResponseWriter, r *http.Request, tenant http.Handler)

	mu sync.Mutex
	// on is set while the fault is; before are the lists that are let through then,
	// and times is how many are not, if that is not 0.
	on            bool
	before, times int
	met           int
}

func (f *listFault) wrap(tenant http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.meets(r) {
			f.answer(w, r, tenant)
			return
		}
		tenant.ServeHTTP(w, r)
	})
}

func (f *listFault) meets(r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.on || r.Method != http.MethodGet || !f.path.MatchString(r.URL.Path) {
		return false
	}
	if f.before > 0 {
		f.before--
		return false
	}
	if f.times > 0 && f.met >= f.times {
		return false
	}
	f.met++
	return true
}

// start turns the fault on, after some lists were answered.
func (f *listFault) start(before int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on, f.before, f.met = true, before, 0
}

// stop turns the fault off, and returns how many lists met it.
func (f *listFault) stop() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = false
	return f.met
}

func answering(status int, body string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// movedTotal is a list to which an object was added between two pages.
func movedTotal(w http.ResponseWriter, r *http.Request, tenant http.Handler) {
	whole := httptest.NewRecorder()
	tenant.ServeHTTP(whole, r)
	var page acctest.Object
	if json.Unmarshal(whole.Body.Bytes(), &page) == nil && page["total"] != nil && r.URL.Query().Get("page") != "0" {
		total, _ := page["total"].(float64)
		page["total"] = total + 1
		whole.Body.Reset()
		_ = json.NewEncoder(whole.Body).Encode(page)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(whole.Code)
	_, _ = w.Write(whole.Body.Bytes())
}

// Each list is refused or broken in the middle of a plan, of an apply and of a
// destruction. What needs no list works by direct reads; what fails says why; and
// the tenant has an object for each state, and no other.
func TestAListThatFailsLosesNothing(t *testing.T) {
	t.Parallel()
	const n, filler = 11, 110 // so that a list has two pages
	lists := map[string]struct {
		path  string
		kinds []string
		fill  func(t *testing.T, tenant *acctest.Tenant, n int)
	}{
		"resource-servers": {"/resource-servers$", []string{"resource server", "scope"}, fillResourceServers},
		"clients":          {"/clients$", []string{"client", "credentials"}, fillClients},
		"client-grants":    {"/client-grants$", []string{"grant", "resource server"}, fillGrants},
		"credentials":      {"/clients/[^/]+/credentials$", []string{"credentials"}, nil},
	}
	faults := map[string]struct {
		times  int
		answer func(http.ResponseWriter, *http.Request, http.Handler)
		// says is what the errors say that it may cause: in any list, or only where
		// nothing but the list can be read.
		says string
		any  bool
	}{
		"forbidden": {0, answering(403, `{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:it","errorCode":"insufficient_scope"}`),
			"Grant the provider's client the scope read:it", true},
		"500":             {0, answering(500, `{"statusCode":500,"error":"Internal Server Error"}`), "500", false},
		"500 for a while": {2, answering(500, `{"statusCode":500,"error":"Internal Server Error"}`), "", false},
		"malformed":       {0, answering(200, `{"clients":[{"client_id":"a"`), "the answer is not what the service answers", false},
		"a changed total": {0, movedTotal, "", false},
	}
	kinds := readKinds(t)
	for list, l := range lists {
		for fault, f := range faults {
			for _, kind := range l.kinds {
				for _, before := range []int{0, 1} {
					t.Run(fmt.Sprintf("%s %s, %s after %d", list, fault, kind, before), func(t *testing.T) {
						t.Parallel()
						broken := &listFault{path: regexp.MustCompile(l.path), answer: f.answer, times: f.times}
						tenant := acctest.NewTenant(t, mocktest.WithMiddleware(broken.wrap))
						process := func() *acctest.Plugin {
							p := plugin(t)
							retries := map[bool]int{false: 0, true: 3}[f.times > 0]
							p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret, "max_retries": retries})
							return p
						}
						objects := newManaged(t, tenant, kinds[kind], n, func(line string) bool {
							return f.says != "" && strings.Contains(line, f.says) && (f.any || l.fill == nil)
						})
						if l.fill != nil && (before > 0 || fault == "a changed total") {
							l.fill(t, tenant, filler)
							objects.others = objects.count(tenant, objects.parents)
						}
						objects.apply(t, process(), false)
						objects.matches(t, tenant, "before")

						broken.start(before)
						objects.refresh(t, process())
						met := broken.stop()
						objects.matches(t, tenant, "after the plan")
						broken.start(before)
						p := process()
						objects.refresh(t, p)
						objects.apply(t, p, true)
						met += broken.stop()
						objects.matches(t, tenant, "after the apply")
						broken.start(before)
						p = process()
						objects.refresh(t, p)
						objects.destroy(t, p)
						met += broken.stop()
						objects.matches(t, tenant, "after the destruction")
						if met == 0 && before == 0 {
							t.Error("no list met the fault")
						}
						objects.may = func(string) bool { return false }
						objects.apply(t, process(), true)
						objects.matches(t, tenant, "after an apply with whole lists")
						objects.destroy(t, process())
						objects.matches(t, tenant, "after a destruction with whole lists")
					})
				}
			}
		}
	}
}

func fillResourceServers(_ *testing.T, tenant *acctest.Tenant, n int) {
	for i := range n {
		tenant.Create("resource-servers", acctest.Object{"identifier": fmt.Sprint("urn:other:", i)})
	}
}

func fillClients(_ *testing.T, tenant *acctest.Tenant, n int) {
	for i := range n {
		newClient(tenant, fmt.Sprint("other ", i))
	}
}

func fillGrants(_ *testing.T, tenant *acctest.Tenant, n int) {
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:granted"})
	for i := range n {
		tenant.Create("client-grants", acctest.Object{"client_id": newClient(tenant, fmt.Sprint("other ", i)), "audience": "urn:granted", "scope": []string{}})
	}
}
