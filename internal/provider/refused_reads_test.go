package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// readKind is a kind of resource, many of which are managed while reads are refused.
type readKind struct {
	resource string
	// parents makes what the objects need, behind Terraform's back: an API or a
	// client for each.
	parents func(t *testing.T, tenant *acctest.Tenant, n int) []string
	// config declares an object on its parent; changed tells two versions apart.
	config func(parent string, n int, changed bool) acctest.Values
	// count is how many objects of the kind the parents have.
	count func(tenant *acctest.Tenant, parents []string) int
}

// readKinds are the kinds by their names.
func readKinds(t *testing.T) map[string]readKind {
	t.Helper()
	_, pem := keyPair(t)
	version := func(changed bool) string { return map[bool]string{false: "first", true: "second"}[changed] }
	return map[string]readKind{
		"resource server": {
			resource: apiResource, parents: namedParents,
			config: func(parent string, _ int, changed bool) acctest.Values {
				return acctest.Values{"identifier": "urn:api:" + parent, "name": version(changed)}
			},
			count: func(tenant *acctest.Tenant, _ []string) int {
				return countOf(tenant, "resource-servers", func(o acctest.Object) bool { return o["is_system"] != true })
			},
		},
		"scope": {
			resource: scopeResource, parents: func(_ *testing.T, tenant *acctest.Tenant, n int) []string {
				tenant.Create("resource-servers", acctest.Object{"identifier": "urn:scopes"})
				return make([]string, n)
			},
			config: func(_ string, n int, changed bool) acctest.Values {
				return acctest.Values{"resource_server_identifier": "urn:scopes", "scope": fmt.Sprint("scope:", n), "description": version(changed)}
			},
			count: func(tenant *acctest.Tenant, _ []string) int { return len(tenant.Scopes("urn:scopes")) },
		},
		"client": {
			resource: "auth0api_client", parents: namedParents,
			config: func(parent string, _ int, changed bool) acctest.Values {
				return acctest.Values{"name": "client " + parent, "description": version(changed)}
			},
			count: func(tenant *acctest.Tenant, _ []string) int {
				return countOf(tenant, "clients", func(o acctest.Object) bool {
					name, _ := o["name"].(string)
					return strings.HasPrefix(name, "client ")
				})
			},
		},
		"grant": {
			resource: grantResource, parents: clientParents,
			config: func(parent string, _ int, changed bool) acctest.Values {
				return acctest.Values{"client_id": parent, "audience": appointments, "scopes": []any{map[bool]string{false: "read:a", true: "write:a"}[changed]}}
			},
			count: func(tenant *acctest.Tenant, _ []string) int {
				return countOf(tenant, "client-grants", func(o acctest.Object) bool { return o["audience"] == appointments })
			},
		},
		"credentials": {
			resource: credentialsResource, parents: clientParents,
			config: func(parent string, _ int, changed bool) acctest.Values {
				return acctest.Values{"client_id": parent, "authentication_method": "private_key_jwt", "private_key_jwt": map[string]any{
					"credentials": []any{map[string]any{"pem": pem, "expires_at": map[bool]string{false: "2090-01-01T00:00:00Z", true: "2091-01-01T00:00:00Z"}[changed]}},
				}}
			},
			count: func(tenant *acctest.Tenant, parents []string) int {
				total := 0
				for _, id := range parents {
					var credentials []acctest.Object
					tenant.API(http.MethodGet, "/clients/"+url.PathEscape(id)+"/credentials", nil, &credentials)
					total += len(credentials)
				}
				return total
			},
		},
	}
}

func namedParents(_ *testing.T, _ *acctest.Tenant, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	return names
}

func clientParents(_ *testing.T, tenant *acctest.Tenant, n int) []string {
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": []acctest.Object{{"value": "read:a"}, {"value": "write:a"}}})
	ids := make([]string, n)
	for i := range ids {
		ids[i] = newClient(tenant, fmt.Sprint("parent ", i))
	}
	return ids
}

// countOf counts the objects of a list that are meant, of any number.
func countOf(tenant *acctest.Tenant, kind string, meant func(acctest.Object) bool) int {
	count := 0
	for page := 0; ; page++ {
		var objects []acctest.Object
		tenant.API(http.MethodGet, fmt.Sprintf("/%s?per_page=100&page=%d", kind, page), nil, &objects)
		for _, object := range objects {
			if meant(object) {
				count++
			}
		}
		if len(objects) < 100 {
			return count
		}
	}
}

// managed are objects of one kind with the state that Terraform has of each.
type managed struct {
	readKind
	parents []string
	states  []acctest.Answer
	// others is how many objects of the kind nothing here manages.
	others int
	// may reports whether the test provokes the error, so that it is expected.
	may func(diagnostic string) bool
}

func newManaged(t *testing.T, tenant *acctest.Tenant, kind readKind, n int, may func(string) bool) *managed {
	t.Helper()
	return &managed{readKind: kind, parents: kind.parents(t, tenant, n), states: make([]acctest.Answer, n), may: may}
}

// each does something with all objects, ten at a time, as Terraform does. What
// it answers is the new state, unless it is an error without one; the number of
// errors is returned.
func (m *managed) each(t *testing.T, what string, do func(n int, state acctest.Answer) acctest.Answer) (failed int) {
	t.Helper()
	work := make(chan int, len(m.states))
	for n := range m.states {
		work <- n
	}
	close(work)
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for n := range work {
				answer := do(n, m.states[n])
				mu.Lock()
				for _, line := range answer.Diagnostics {
					if !strings.HasPrefix(line, "error") {
						continue
					}
					if failed++; !m.may(line) {
						t.Errorf("%s %s %d: %s", what, m.resource, n, line)
					}
				}
				m.states[n] = acctest.Answer{Value: answer.Value, Private: answer.Private}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

func has(state acctest.Answer) bool { return state.Value.Type() != nil && !state.Value.IsNull() }

// failedWith reports whether there is an error among the diagnostics.
func failedWith(answer acctest.Answer) bool {
	for _, line := range answer.Diagnostics {
		if strings.HasPrefix(line, "error") {
			return true
		}
	}
	return false
}

// refresh reads all objects. An object that exists must not be reported as deleted.
func (m *managed) refresh(t *testing.T, p *acctest.Plugin) int {
	t.Helper()
	return m.each(t, "refreshing", func(n int, state acctest.Answer) acctest.Answer {
		if !has(state) {
			return state
		}
		read := p.ReadAfter(m.resource, state)
		if failedWith(read) {
			read.Value, read.Private = state.Value, state.Private // as Terraform keeps it
		} else if !has(read) {
			t.Errorf("refreshing %s %d: it is reported as deleted", m.resource, n)
		}
		return read
	})
}

// apply plans and applies a version of all objects, also of those without a state.
func (m *managed) apply(t *testing.T, p *acctest.Plugin, changed bool) int {
	t.Helper()
	return m.each(t, "applying", func(n int, state acctest.Answer) acctest.Answer {
		config := m.config(m.parents[n], n, changed)
		plan := p.PlanAfter(m.resource, state, config)
		if failedWith(plan) {
			plan.Value, plan.Private = state.Value, state.Private // as Terraform keeps it
			return plan
		}
		if has(state) && plan.Value.Equal(state.Value) {
			return state
		}
		return p.ApplyPlan(m.resource, state, plan, config)
	})
}

func (m *managed) destroy(t *testing.T, p *acctest.Plugin) int {
	t.Helper()
	return m.each(t, "destroying", func(_ int, state acctest.Answer) acctest.Answer {
		if !has(state) {
			return state
		}
		return p.Destroy(m.resource, state)
	})
}

// matches checks that the tenant has as many objects as there are states.
func (m *managed) matches(t *testing.T, tenant *acctest.Tenant, when string) {
	t.Helper()
	states := 0
	for _, state := range m.states {
		if has(state) {
			states++
		}
	}
	if got := m.count(tenant, m.parents) - m.others; got != states {
		t.Errorf("%s, the tenant has %d objects and the state %d", when, got, states)
	}
}
