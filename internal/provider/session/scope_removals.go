package session

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// scopeRemovals decide which plan of one walk warns of the grants that lose a
// scope. Terraform plans the destruction of an API's scopes before that of the
// API itself, with which the grants go: a warning about each scope would be
// false then. So where the API is managed in the same state, the plan of the
// API decides: it warns of its grants when it deletes the API, and else of the
// scopes that were postponed.
//
// With `terraform destroy -target`, which Terraform itself warns of, the API may
// have no plan, and nothing warns.
type scopeRemovals struct {
	mu   sync.Mutex
	apis map[string]*apiRemovals
	// granted are the scopes that a grant has after the plan, by the grant's ID.
	granted map[string][]string
}

// apiRemovals is what is known of one API in this walk.
type apiRemovals struct {
	// managed is set once its resource was read or created by this process.
	managed bool
	// stays is set once a plan keeps it.
	stays bool
	// postponed are the scopes that are destroyed.
	postponed []string
}

// of returns what is known of an API. The lock is held.
func (s *scopeRemovals) of(identifier string) *apiRemovals {
	if s.apis == nil {
		s.apis = map[string]*apiRemovals{}
	}
	if s.apis[identifier] == nil {
		s.apis[identifier] = &apiRemovals{}
	}
	return s.apis[identifier]
}

// clear begins a new walk.
func (s *scopeRemovals) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apis, s.granted = nil, nil
}

// Grant notes the scopes that an existing grant has after the plan.
func (s *scopeRemovals) Grant(id string, scopes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.granted == nil {
		s.granted = map[string][]string{}
	}
	s.granted[id] = scopes
}

// givesUp reports whether the plan itself takes the scope from a grant, as far
// as that was planned before: a grant that refers to the set of scopes is
// planned later.
func (s *scopeRemovals) givesUp(id, scope string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	scopes, planned := s.granted[id]
	return planned && !slices.Contains(scopes, scope)
}

// Manage notes that a resource of this state is the API.
func (s *scopeRemovals) Manage(identifier string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of(identifier).managed = true
}

// Keep notes that the plan keeps the API, and returns the scopes that were
// postponed.
func (s *scopeRemovals) Keep(identifier string) (postponed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	api := s.of(identifier)
	api.stays = true
	postponed, api.postponed = api.postponed, nil
	return postponed
}

// postpone hands a warning about the scopes to the plan of the API, and reports
// whether it did: not where that plan was made before.
func (s *scopeRemovals) postpone(identifier string, scopes []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	api := s.of(identifier)
	if api.stays {
		return false
	}
	api.postponed = append(api.postponed, scopes...)
	return true
}

// apiManagedKey is the key, in the private state of scopes, that says whether
// their API is managed in the same state. A plan that destroys sees no other
// resource than its own.
const apiManagedKey = "api_managed"

// KeepAPI keeps in the private state of scopes whether their API is managed
// in the same state: then its resource was read or created before, since they
// refer to it.
func (s *scopeRemovals) KeepAPI(ctx context.Context, identifier string, private settings.PrivateState, diags *diag.Diagnostics) {
	s.mu.Lock()
	managed := s.of(identifier).managed
	s.mu.Unlock()
	diags.Append(private.SetKey(ctx, apiManagedKey, strconv.AppendBool(nil, managed))...)
}

// managedAPI reports what rememberAPI kept.
func managedAPI(ctx context.Context, private settings.PrivateState, diags *diag.Diagnostics) bool {
	encoded, problems := private.GetKey(ctx, apiManagedKey)
	diags.Append(problems...)
	return string(encoded) == "true"
}
